// Inputs, targets and weights are gathered, so that row i of the copy is row i of all of them.
#include "train/augmenter.h"

#include <cmath>
#include <cstring>

#include "base/error.h"

namespace neuro {
Augmenter::Augmenter(ElementType type, size_t max_rows, size_t cols, size_t target_bytes)
    : type_(type),
      inputs_(room_for(max_rows, cols, type == ElementType::kF64 ? sizeof(double) : sizeof(float))),
      targets_(room_for(max_rows, target_bytes, 1)),
      weights_(max_rows) {}

Batch Augmenter::apply(const Dataset& data, const Batch& batch, AugmentedRows where,
                       const std::function<bool(const AugmentedRows&)>& augment) {
  return type_ == ElementType::kF64 ? apply<double>(data, batch, where, augment, InputType::kF64)
                                    : apply<float>(data, batch, where, augment, InputType::kF32);
}

template <class T>
Batch Augmenter::apply(const Dataset& data, const Batch& batch, AugmentedRows where,
                       const std::function<bool(const AugmentedRows&)>& augment, InputType type) {
  // Aligned as whatever a buffer of bytes is given out as, which is enough for any number.
  T* inputs = reinterpret_cast<T*>(inputs_.data());
  const size_t cols = data.cols();
  const size_t target_bytes = data.targets().row_bytes();
  for (size_t i = 0; i < batch.rows; ++i) {
    const size_t source = batch.source_row(i);
    data.copy_inputs(source, 1, inputs + i * cols);
    std::memcpy(targets_.data() + i * target_bytes, data.targets().row(source), target_bytes);
    if (batch.row_weights != nullptr) weights_[i] = batch.row_weights[source];
  }
  where.inputs = inputs;
  where.rows = batch.rows;
  where.cols = cols;
  if (!augment(where)) {
    throw Error(Status::kCancelled, "the augmentation callback stopped the fit in epoch ",
                where.epoch);
  }
  for (size_t i = 0; i < batch.rows * cols; ++i) {
    if (std::isfinite(inputs[i])) continue;
    throw Error(Status::kInvalidArgument,
                "the augmentation callback left a value that is not "
                "finite: row ",
                where.numbers[i / cols], ", column ", i % cols);
  }
  Batch augmented = batch;
  augmented.inputs = InputView{inputs, type, cols};
  augmented.targets = TargetView{targets_.data(), data.targets().type, data.targets().cols};
  augmented.order = nullptr;
  augmented.upcoming = 0;
  if (batch.row_weights != nullptr) augmented.row_weights = weights_.data();
  return augmented;
}

}  // namespace neuro
