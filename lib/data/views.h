// How the engine sees a caller's rows: pointers with their element types, and where in memory each
// row lies. Views own nothing and check nothing; whoever makes one has checked the sizes.
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

// Rows of `cols` elements each. The elements of a row lie side by side; the rows lie `stride` bytes
// apart, and where there is an index, row r of the view is row index[r] of memory.
template <class Type>
struct RowView {
  RowView() = default;
  // Rows without gaps.
  RowView(const void* first, Type element, size_t count)
      : RowView(first, element, count, count * element_size(element)) {}
  RowView(const void* first, Type element, size_t count, size_t bytes_apart,
          const size_t* rows = nullptr)
      : data(first), type(element), cols(count), stride(bytes_apart), index(rows) {}

  const void* data = nullptr;
  Type type{};
  size_t cols = 0;
  size_t stride = 0;
  const size_t* index = nullptr;

  size_t row_bytes() const { return cols * element_size(type); }
  const void* row(size_t r) const {
    return static_cast<const unsigned char*>(data) + (index == nullptr ? r : index[r]) * stride;
  }
  // Whether the rows lie one behind the other without gaps, as one array.
  bool is_dense() const { return index == nullptr && stride == row_bytes(); }
};

struct InputView : RowView<InputType> {
  using RowView::RowView;

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

// cols is 1 for labels.
struct TargetView : RowView<TargetType> {
  using RowView::RowView;

  // The label of row r; only where is_label(type).
  int64_t label(size_t r) const {
    switch (type) {
      case TargetType::kLabelU8:
        return load_unaligned<uint8_t>(row(r), 0);
      case TargetType::kLabelI32:
        return load_unaligned<int32_t>(row(r), 0);
      default:
        return load_unaligned<int64_t>(row(r), 0);
    }
  }
};

}  // namespace neuro

#endif  // NEURO_LIB_DATA_VIEWS_H_
