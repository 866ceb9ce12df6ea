// How the engine sees a caller's rows: pointers with their element types. Views own nothing and
// check nothing; whoever makes one has checked the sizes.
#ifndef NEURO_LIB_DATA_VIEWS_H_
#define NEURO_LIB_DATA_VIEWS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/unaligned.h"

namespace neuro {

enum class InputType : uint8_t {
  kF32,
  kF64,
  kPixel,  // unsigned bytes that stand for v/255
  kByte,   // unsigned bytes that stand for themselves (whole numbers read from CSV)
};

enum class TargetType : uint8_t { kLabelU8, kLabelI32, kLabelI64, kDenseF32, kDenseF64 };

constexpr bool is_label(TargetType type) { return type <= TargetType::kLabelI64; }

constexpr size_t element_size(InputType type) {
  return type == InputType::kF64 ? 8 : type == InputType::kF32 ? 4 : 1;
}

constexpr size_t element_size(TargetType type) {
  switch (type) {
    case TargetType::kLabelU8:
      return 1;
    case TargetType::kLabelI32:
    case TargetType::kDenseF32:
      return 4;
    case TargetType::kLabelI64:
    case TargetType::kDenseF64:
      break;
  }
  return 8;
}

// rows x cols elements, row-major and dense.
struct InputView {
  const void* data;
  InputType type;
  size_t cols;

  size_t row_bytes() const { return cols * element_size(type); }
  const void* row(size_t r) const {
    return static_cast<const unsigned char*>(data) + r * row_bytes();
  }
  // Starts to fetch a row into the cache. Of a long one, its beginning: reading that makes the
  // hardware fetch the rest.
  void prefetch(size_t r) const {
    // Without it g++ 12 takes a function that only prefetches for one that does nothing.
    asm volatile("");
    constexpr size_t kLine = 64, kMost = 4096;
    const auto* begin = static_cast<const unsigned char*>(row(r));
    const size_t bytes = std::min(row_bytes(), kMost);
    for (size_t i = 0; i < bytes; i += kLine) __builtin_prefetch(begin + i);
    __builtin_prefetch(begin + bytes - 1);
  }
};

// rows x cols elements, row-major and dense; cols is 1 for labels.
struct TargetView {
  const void* data;
  TargetType type;
  size_t cols;

  const void* row(size_t r) const {
    return static_cast<const unsigned char*>(data) + r * cols * element_size(type);
  }
  // The label of row r; only where is_label(type).
  int64_t label(size_t r) const {
    switch (type) {
      case TargetType::kLabelU8:
        return load_unaligned<uint8_t>(data, r);
      case TargetType::kLabelI32:
        return load_unaligned<int32_t>(data, r);
      default:
        return load_unaligned<int64_t>(data, r);
    }
  }
};

}  // namespace neuro

#endif  // NEURO_LIB_DATA_VIEWS_H_
