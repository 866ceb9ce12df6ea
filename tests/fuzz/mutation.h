// Seeded random changes of an input that know nothing of its format: what the driver has in place
// of libFuzzer's own.
#ifndef NEURO_TESTS_FUZZ_MUTATION_H_
#define NEURO_TESTS_FUZZ_MUTATION_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "files.h"

namespace fuzz {

class Mutation {
 public:
  // seeds: what splicing takes pieces from; words: what may be put in. Both must outlive this.
  Mutation(uint64_t seed, const std::vector<Bytes>& seeds, const std::vector<Bytes>& words)
      : random_(seed), seeds_(seeds), words_(words) {}

  // Changes data in place, to at most capacity bytes, and returns the new size.
  size_t apply(uint8_t* data, size_t size, size_t capacity);

  // A number below the bound, which is above 0.
  size_t below(size_t bound) { return static_cast<size_t>(random_() % bound); }

 private:
  void flip_bit(Bytes& bytes);
  void change_byte(Bytes& bytes);
  void cut(Bytes& bytes);
  void remove_block(Bytes& bytes);
  void insert_bytes(Bytes& bytes);
  void copy_block(Bytes& bytes);
  void splice(Bytes& bytes);
  void put_word(Bytes& bytes);

  std::mt19937_64 random_;
  const std::vector<Bytes>& seeds_;
  const std::vector<Bytes>& words_;
};

}  // namespace fuzz

#endif  // NEURO_TESTS_FUZZ_MUTATION_H_
