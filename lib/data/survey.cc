// The survey rests on one observation: with the sign bit masked away, IEEE numbers are ordered like
// their bit patterns, infinities and NaNs above all finite ones; and a negative label, read as
// unsigned, is larger than any valid one. So one maximum over integers answers everything, and the
// offending element is only looked for once it is known to exist.
#include "data/survey.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "base/unaligned.h"

namespace neuro {
namespace {

// The largest (element & mask) of an array. Independent lanes in blocks of fixed length, so that
// compilers vectorise it at -O2 as well.
template <class Bits>
Bits largest_bits(const void* data, size_t count, Bits mask) {
  constexpr size_t kLanes = 64 / sizeof(Bits);
  Bits largest[kLanes] = {};
  size_t i = 0;
  for (; count - i >= kLanes; i += kLanes) {
    Bits block[kLanes];
    std::memcpy(block, static_cast<const unsigned char*>(data) + i * sizeof(Bits), sizeof block);
    for (size_t lane = 0; lane < kLanes; ++lane) {
      const Bits bits = block[lane] & mask;
      largest[lane] = bits > largest[lane] ? bits : largest[lane];
    }
  }
  for (; i < count; ++i) {
    largest[0] = std::max<Bits>(largest[0], load_unaligned<Bits>(data, i) & mask);
  }
  return *std::max_element(largest, largest + kLanes);
}

// The same of all rows of a view; what lies between them is not read.
template <class Bits, class Type>
Bits largest_bits(const RowView<Type>& view, size_t rows, Bits mask) {
  if (view.is_dense()) return largest_bits<Bits>(view.data, rows * view.cols, mask);
  Bits largest = 0;
  for (size_t r = 0; r < rows; ++r) {
    largest = std::max(largest, largest_bits<Bits>(view.row(r), view.cols, mask));
  }
  return largest;
}

template <class Float, class Bits, class Type>
double largest_finite(const RowView<Type>& view, size_t rows, const char* name) {
  constexpr Bits kMagnitude = std::numeric_limits<Bits>::max() >> 1;
  constexpr Bits kInfinity = std::bit_cast<Bits>(std::numeric_limits<Float>::infinity());
  const Bits largest = largest_bits<Bits>(view, rows, kMagnitude);
  if (largest < kInfinity) return std::bit_cast<Float>(largest);

  size_t row = 0, col = 0;
  while ((load_unaligned<Bits>(view.row(row), col) & kMagnitude) < kInfinity) {
    if (++col == view.cols) ++row, col = 0;
  }
  const Float value = load_unaligned<Float>(view.row(row), col);
  const char* shown = std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
  throw Error(Status::kInvalidArgument, name, ": row ", row, ", column ", col, ": ", shown,
              " is not finite");
}

template <class Bits>
size_t largest_valid_label(const TargetView& targets, size_t rows) {
  constexpr int64_t kLargest = std::numeric_limits<int32_t>::max();
  const Bits largest = largest_bits<Bits>(targets, rows, std::numeric_limits<Bits>::max());
  if (largest <= static_cast<uint64_t>(kLargest)) return static_cast<size_t>(largest);

  size_t row = 0;
  while (targets.label(row) >= 0 && targets.label(row) <= kLargest) ++row;
  const int64_t label = targets.label(row);
  if (label < 0) {
    throw Error(Status::kInvalidArgument, "targets: row ", row, ": label ", label, " is below 0");
  }
  throw Error(Status::kInvalidArgument, "targets: row ", row, ": label ", label, " is above ",
              kLargest);
}

}  // namespace

double largest_input(const InputView& inputs, size_t rows) {
  switch (inputs.type) {
    case InputType::kF32:
      return largest_finite<float, uint32_t>(inputs, rows, "inputs");
    case InputType::kF64:
      return largest_finite<double, uint64_t>(inputs, rows, "inputs");
    case InputType::kPixel:
      return 1;
    case InputType::kByte:
      break;
  }
  return 255;
}

double largest_target(const TargetView& targets, size_t rows) {
  if (targets.type == TargetType::kDenseF32) {
    return largest_finite<float, uint32_t>(targets, rows, "targets");
  }
  return largest_finite<double, uint64_t>(targets, rows, "targets");
}

size_t largest_label(const TargetView& targets, size_t rows) {
  switch (targets.type) {
    case TargetType::kLabelU8:
      return largest_bits<uint8_t>(targets, rows, 0xff);
    case TargetType::kLabelI32:
      return largest_valid_label<uint32_t>(targets, rows);
    default:
      return largest_valid_label<uint64_t>(targets, rows);
  }
}

}  // namespace neuro
