// Takes rows in: checks sizes, copies or takes over memory, has the values surveyed; and hands rows
// out converted. Knows nothing of files and networks.
#include "data/dataset.h"

#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/size.h"
#include "base/unaligned.h"
#include "data/survey.h"

namespace neuro {
namespace {

size_t checked_bytes(const char* name, size_t rows, size_t cols, size_t element_bytes) {
  const std::optional<size_t> count = checked_product(rows, cols);
  const std::optional<size_t> bytes = count ? checked_product(*count, element_bytes) : std::nullopt;
  if (!bytes) {
    throw Error(Status::kInvalidArgument, name, ": ", rows, " rows x ", cols, " columns overflow");
  }
  return *bytes;
}

struct Bytes {
  size_t inputs, targets;
};

Bytes check_sizes(const InputView& inputs, const TargetView& targets, size_t rows) {
  if (rows == 0) throw Error(Status::kInvalidArgument, "rows is 0, at least 1 is needed");
  if (inputs.cols == 0) throw Error(Status::kInvalidArgument, "cols is 0, at least 1 is needed");
  const bool no_targets = targets.data == nullptr && targets.cols == 0;
  if (targets.cols == 0 && !no_targets) {
    throw Error(Status::kInvalidArgument, "target_cols is 0, at least 1 is needed");
  }
  if (is_label(targets.type) && targets.cols != 1) {
    throw Error(Status::kInvalidArgument, "target_cols is ", targets.cols,
                ", class labels need it to be 1");
  }
  return {checked_bytes("inputs", rows, inputs.cols, element_size(inputs.type)),
          checked_bytes("targets", rows, targets.cols, element_size(targets.type))};
}

GrowBuffer duplicate(const void* data, size_t bytes) {
  GrowBuffer copy;
  std::memcpy(copy.extend(bytes), data, bytes);
  return copy;
}

template <class From, class To>
void convert(const void* from, size_t count, To divisor, To* out) {
  for (size_t i = 0; i < count; ++i) {
    store_unaligned(out, i, static_cast<To>(load_unaligned<From>(from, i)) / divisor);
  }
}

}  // namespace

Dataset::Dataset(InputView inputs, TargetView targets, size_t rows)
    : inputs_(inputs),
      targets_(targets),
      rows_(rows),
      input_magnitude_(largest_input(inputs, rows)) {
  if (is_label(targets.type)) {
    classes_ = largest_label(targets, rows) + 1;
  } else {
    target_magnitude_ = largest_target(targets, rows);
  }
}

Dataset Dataset::wrap(InputView inputs, TargetView targets, size_t rows) {
  check_sizes(inputs, targets, rows);
  return Dataset(inputs, targets, rows);
}

Dataset Dataset::copy(InputView inputs, TargetView targets, size_t rows) {
  const Bytes bytes = check_sizes(inputs, targets, rows);
  // The copies are what is surveyed: what another thread does to the originals cannot slip through.
  return adopt(duplicate(inputs.data, bytes.inputs), inputs.type, inputs.cols,
               duplicate(targets.data, bytes.targets), targets.type, targets.cols, rows);
}

Dataset Dataset::adopt(GrowBuffer inputs, InputType input_type, size_t cols, GrowBuffer targets,
                       TargetType target_type, size_t target_cols, size_t rows) {
  Dataset dataset = wrap(InputView{inputs.data(), input_type, cols},
                         TargetView{targets.data(), target_type, target_cols}, rows);
  dataset.owned_inputs_ = std::move(inputs);
  dataset.owned_targets_ = std::move(targets);
  return dataset;
}

template <class T>
void Dataset::copy_inputs(size_t first, size_t count, T* out) const {
  const void* from = inputs_.row(first);
  const size_t n = count * inputs_.cols;
  switch (inputs_.type) {
    case InputType::kF32:
      return convert<float>(from, n, T{1}, out);
    case InputType::kF64:
      return convert<double>(from, n, T{1}, out);
    case InputType::kPixel:
      return convert<uint8_t>(from, n, T{255}, out);
    case InputType::kByte:
      return convert<uint8_t>(from, n, T{1}, out);
  }
}

template void Dataset::copy_inputs(size_t, size_t, float*) const;
template void Dataset::copy_inputs(size_t, size_t, double*) const;

}  // namespace neuro
