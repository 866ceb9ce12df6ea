// Arithmetic on sizes that come from callers and files: it fails instead of wrapping round.
#ifndef NEURO_LIB_BASE_SIZE_H_
#define NEURO_LIB_BASE_SIZE_H_

#include <cstddef>
#include <cstdint>
#include <optional>

namespace neuro {

// No object is larger than this, so that differences of pointers into it stay representable.
inline constexpr size_t kMaxBytes = PTRDIFF_MAX;

// a*b, or nothing if the product exceeds kMaxBytes.
constexpr std::optional<size_t> checked_product(size_t a, size_t b) {
  if (b != 0 && a > kMaxBytes / b) return std::nullopt;
  return a * b;
}

// n rounded up to a multiple of unit. n must leave room for it.
constexpr size_t round_up(size_t n, size_t unit) { return (n + unit - 1) / unit * unit; }

template <class Count = size_t>
constexpr Count ceil_div(Count n, Count d) {
  return (n + d - 1) / d;
}

}  // namespace neuro

#endif  // NEURO_LIB_BASE_SIZE_H_
