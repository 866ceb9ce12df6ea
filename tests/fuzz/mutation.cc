// Each change picks its places at random. Most of them are small, so that what an input has reached
// is not lost at once.
#include "mutation.h"

#include <algorithm>
#include <cstring>

namespace fuzz {
namespace {

// The longest block that is inserted, removed or copied.
constexpr size_t kLongestBlock = 64;

using Place = Bytes::difference_type;

Place place(size_t i) { return static_cast<Place>(i); }

}  // namespace

size_t Mutation::apply(uint8_t* data, size_t size, size_t capacity) {
  using Change = void (Mutation::*)(Bytes&);
  constexpr Change kChanges[] = {
      &Mutation::flip_bit,     &Mutation::change_byte, &Mutation::cut,    &Mutation::remove_block,
      &Mutation::insert_bytes, &Mutation::copy_block,  &Mutation::splice, &Mutation::put_word,
  };
  Bytes bytes(data, data + size);
  (this->*kChanges[below(std::size(kChanges))])(bytes);
  const size_t changed = std::min(bytes.size(), capacity);
  if (changed > 0) std::memcpy(data, bytes.data(), changed);
  return changed;
}

void Mutation::flip_bit(Bytes& bytes) {
  if (bytes.empty()) return;
  bytes[below(bytes.size())] ^= static_cast<uint8_t>(1u << below(8));
}

void Mutation::change_byte(Bytes& bytes) {
  if (!bytes.empty()) bytes[below(bytes.size())] = static_cast<uint8_t>(random_());
}

void Mutation::cut(Bytes& bytes) { bytes.resize(below(bytes.size() + 1)); }

void Mutation::remove_block(Bytes& bytes) {
  const size_t first = below(bytes.size() + 1);
  const size_t length = std::min(1 + below(kLongestBlock), bytes.size() - first);
  bytes.erase(bytes.begin() + place(first), bytes.begin() + place(first + length));
}

void Mutation::insert_bytes(Bytes& bytes) {
  const size_t length = 1 + below(kLongestBlock);
  const auto value = static_cast<uint8_t>(random_());
  bytes.insert(bytes.begin() + place(below(bytes.size() + 1)), length, value);
}

void Mutation::copy_block(Bytes& bytes) {
  const size_t first = below(bytes.size() + 1);
  const size_t length = std::min(1 + below(kLongestBlock), bytes.size() - first);
  const Bytes block(bytes.begin() + place(first), bytes.begin() + place(first + length));
  bytes.insert(bytes.begin() + place(below(bytes.size() + 1)), block.begin(), block.end());
}

// The front of this input and the back of another.
void Mutation::splice(Bytes& bytes) {
  const Bytes& other = seeds_[below(seeds_.size())];
  bytes.resize(below(bytes.size() + 1));
  bytes.insert(bytes.end(), other.begin() + place(below(other.size() + 1)), other.end());
}

// Over what is there, or in between.
void Mutation::put_word(Bytes& bytes) {
  if (words_.empty()) return;
  const Bytes& word = words_[below(words_.size())];
  const size_t first = below(bytes.size() + 1);
  if (below(2) == 0) {
    const size_t end = std::min(first + word.size(), bytes.size());
    bytes.erase(bytes.begin() + place(first), bytes.begin() + place(end));
  }
  bytes.insert(bytes.begin() + place(first), word.begin(), word.end());
}

}  // namespace fuzz
