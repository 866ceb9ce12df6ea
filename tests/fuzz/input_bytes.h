// Reads an input as a sequence of small decisions. Behind its end everything is 0.
#ifndef NEURO_TESTS_FUZZ_INPUT_BYTES_H_
#define NEURO_TESTS_FUZZ_INPUT_BYTES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace fuzz {

class InputBytes {
 public:
  InputBytes(const uint8_t* data, size_t size) : next_(data), end_(data + size) {}

  bool empty() const { return next_ == end_; }

  uint8_t byte() { return empty() ? uint8_t{0} : *next_++; }

  // A number below the bound, which is 1 ... 256.
  size_t below(size_t bound) { return byte() % bound; }

  bool flag() { return (byte() & 1) != 0; }

  // Copies n bytes.
  void fill(void* out, size_t n) {
    const size_t there = std::min(n, static_cast<size_t>(end_ - next_));
    if (n > 0) std::memset(out, 0, n);
    if (there > 0) std::memcpy(out, next_, there);
    next_ += there;
  }

  // Mostly small, sometimes at an end of a type's range, sometimes anything.
  int64_t integer() {
    constexpr int64_t kInteresting[] = {
        -1,
        256,
        257,
        std::numeric_limits<int32_t>::max(),
        int64_t{std::numeric_limits<int32_t>::max()} + 1,
        std::numeric_limits<int64_t>::max(),
        std::numeric_limits<int64_t>::min(),
    };
    const size_t choice = byte();
    if (choice < 240) return static_cast<int64_t>(choice % 40);
    if (choice < 247) return kInteresting[choice - 240];
    return any<int64_t>();
  }

  double real() {
    constexpr double kInteresting[] = {
        -1,
        -0.0,
        1e6,
        3600,
        std::numeric_limits<double>::denorm_min(),
        std::numeric_limits<double>::infinity(),
        std::numeric_limits<double>::quiet_NaN(),
    };
    const size_t choice = byte();
    if (choice < 240) return static_cast<double>(choice) / 64;
    if (choice < 247) return kInteresting[choice - 240];
    return any<double>();
  }

  // Up to `longest` characters, none of them 0.
  std::string text(size_t longest) {
    std::string text;
    for (size_t length = below(longest + 1); length > 0; --length) {
      const auto c = static_cast<char>(byte());
      if (c == '\0') break;
      text += c;
    }
    return text;
  }

 private:
  template <class T>
  T any() {
    T value;
    fill(&value, sizeof value);
    return value;
  }

  const uint8_t* next_;
  const uint8_t* end_;
};

}  // namespace fuzz

#endif  // NEURO_TESTS_FUZZ_INPUT_BYTES_H_
