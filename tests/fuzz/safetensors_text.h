// A safetensors file taken apart into what it consists of, for changing one part and putting the
// file together again. Knows nothing of JSON but what it must to keep lengths and offsets true.
#ifndef NEURO_TESTS_FUZZ_SAFETENSORS_TEXT_H_
#define NEURO_TESTS_FUZZ_SAFETENSORS_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fuzz {

struct SafetensorsText {
  std::string header;
  std::vector<uint8_t> data;

  // Where the length at the front is not true, the header ends with the last brace.
  static SafetensorsText parse(const uint8_t* bytes, size_t size);

  // With a length at the front that is true.
  std::vector<uint8_t> to_bytes() const;

  // Writes each tensor's data_offsets anew, one tensor behind the other, as its shape and dtype
  // will have them, and gives the data the length that they add up to, at most `most` bytes.
  void repair_offsets(size_t most);
};

}  // namespace fuzz

#endif  // NEURO_TESTS_FUZZ_SAFETENSORS_TEXT_H_
