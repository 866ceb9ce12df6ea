// Takes rows in: checks sizes, copies or takes over memory, has the values surveyed; and hands rows
// out converted. Knows nothing of files and networks.
#include "data/dataset.h"

#include <algorithm>
#include <cmath>
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

// The bytes from the first row's beginning to the last one's end.
template <class Type>
size_t checked_bytes(const char* name, const RowView<Type>& view, size_t rows) {
  const std::optional<size_t> count = checked_product(rows, view.cols);
  const bool fits = count && checked_product(*count, element_size(view.type));
  if (!fits) {
    throw Error(Status::kInvalidArgument, name, ": ", rows, " rows x ", view.cols,
                " columns overflow");
  }
  if (view.stride < view.row_bytes()) {
    throw Error(Status::kInvalidArgument, name, ": ", view.stride,
                " bytes from row to row, but a row has ", view.row_bytes());
  }
  const std::optional<size_t> others = checked_product(rows - 1, view.stride);
  if (!others || *others > kMaxBytes - view.row_bytes()) {
    throw Error(Status::kInvalidArgument, name, ": ", rows, " rows, ", view.stride,
                " bytes from row to row, overflow");
  }
  return *others + view.row_bytes();
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
  return {checked_bytes("inputs", inputs, rows), checked_bytes("targets", targets, rows)};
}

GrowBuffer duplicate(const void* data, size_t bytes) {
  GrowBuffer copy;
  std::memcpy(copy.extend(bytes), data, bytes);
  return copy;
}

template <class From, class To>
void convert(const InputView& view, size_t first, size_t rows, To divisor, To* out) {
  const size_t cols = view.cols;
  for (size_t r = 0; r < rows; ++r) {
    const void* from = view.row(first + r);
    for (size_t i = 0; i < cols; ++i) {
      store_unaligned(out, r * cols + i, static_cast<To>(load_unaligned<From>(from, i)) / divisor);
    }
  }
}

}  // namespace

Dataset::Dataset(InputView inputs, TargetView targets, size_t rows)
    : inputs_(inputs),
      targets_(targets),
      rows_(rows),
      input_magnitude_(largest_input(inputs, rows)) {
  if (is_label(targets.type)) {
    classes_ = label_end_ = largest_label(targets, rows) + 1;
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
  auto memory = std::make_shared<const Memory>(Memory{std::move(inputs), std::move(targets)});
  Dataset dataset = wrap({memory->inputs.data(), input_type, cols},
                         {memory->targets.data(), target_type, target_cols}, rows);
  dataset.memory_ = std::move(memory);
  return dataset;
}

Dataset Dataset::select(std::vector<size_t> rows) const {
  std::vector<double> weights;
  if (weights_ != nullptr) {
    weights.reserve(rows.size());
    for (const size_t row : rows) weights.push_back((*weights_)[row]);
  }
  if (index_ != nullptr) {
    for (size_t& row : rows) row = (*index_)[row];
  }
  auto index = std::make_shared<const std::vector<size_t>>(std::move(rows));
  InputView inputs = inputs_;
  TargetView targets = targets_;
  inputs.index = targets.index = index->data();
  Dataset selection(inputs, targets, index->size());
  selection.index_ = std::move(index);
  selection.memory_ = memory_;
  selection.info_ = info_;
  selection.classes_ = classes_;
  if (weights_ != nullptr) {
    selection.weights_ = std::make_shared<const std::vector<double>>(std::move(weights));
  }
  return selection;
}

void Dataset::describe(TableInfo info, size_t classes) {
  classes_ = std::max(classes_, classes);
  info_ = std::make_shared<const TableInfo>(std::move(info));
}

void Dataset::set_weights(const double* weights) {
  if (weights == nullptr) {
    weights_ = nullptr;
    return;
  }
  std::vector<double> copy(rows_);
  for (size_t r = 0; r < rows_; ++r) {
    copy[r] = load_unaligned<double>(weights, r);
    const char* fault = !std::isfinite(copy[r]) ? " is not finite"
                        : copy[r] < 0           ? " is below 0"
                                                : nullptr;
    if (fault != nullptr) {
      throw Error(Status::kInvalidArgument, "weights: row ", r, ": ", copy[r], fault);
    }
  }
  if (std::all_of(copy.begin(), copy.end(), [](double weight) { return weight == 0; })) {
    throw Error(Status::kInvalidArgument, "weights: all are 0");
  }
  weights_ = std::make_shared<const std::vector<double>>(std::move(copy));
}

template <class T>
void Dataset::copy_inputs(size_t first, size_t count, T* out) const {
  switch (inputs_.type) {
    case InputType::kF32:
      return convert<float>(inputs_, first, count, T{1}, out);
    case InputType::kF64:
      return convert<double>(inputs_, first, count, T{1}, out);
    case InputType::kPixel:
      return convert<uint8_t>(inputs_, first, count, T{255}, out);
    case InputType::kByte:
      return convert<uint8_t>(inputs_, first, count, T{1}, out);
  }
}

template void Dataset::copy_inputs(size_t, size_t, float*) const;
template void Dataset::copy_inputs(size_t, size_t, double*) const;

}  // namespace neuro
