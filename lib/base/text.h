// Text of bounded length in fixed storage, put together without allocating and without the locale
// (a comma locale must not turn 0.5 into 0,5). Too long a text is cut off at the end.
#ifndef NEURO_LIB_BASE_TEXT_H_
#define NEURO_LIB_BASE_TEXT_H_

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace neuro {

template <size_t kCapacity>
class Text {
 public:
  void add(std::string_view piece) noexcept {
    const size_t n = std::min(piece.size(), kCapacity - 1 - size_);
    std::copy_n(piece.data(), n, chars_ + size_);
    size_ += n;
    chars_[size_] = '\0';
  }
  void add(const char* piece) noexcept { add(std::string_view(piece)); }
  void add(char piece) noexcept { add(std::string_view(&piece, 1)); }
  template <class Number>
  requires std::is_arithmetic_v<Number>
  void add(Number number) noexcept {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    // It is never more than there is room for; g++ 12 does not see it, and warns.
    add(std::string_view(digits, std::min(static_cast<size_t>(end - digits), sizeof digits)));
  }
  void clear() noexcept { chars_[size_ = 0] = '\0'; }
  const char* c_str() const noexcept { return chars_; }

 private:
  size_t size_ = 0;
  char chars_[kCapacity] = {};
};

}  // namespace neuro

#endif  // NEURO_LIB_BASE_TEXT_H_
