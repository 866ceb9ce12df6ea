// Rows of inputs with their targets, checked once when they come in and constant from then on.
// Knows nothing of networks; what a network needs to know of the whole set (largest label, largest
// magnitude) is kept beside it, so that fitting need not search again. May be moved: the views
// point to memory that stays where it is.
#ifndef NEURO_LIB_DATA_DATASET_H_
#define NEURO_LIB_DATA_DATASET_H_

#include <cstddef>

#include "base/grow_buffer.h"
#include "data/views.h"

namespace neuro {

class Dataset {
 public:
  // Refers to the caller's arrays. Throws Error(kInvalidArgument) for sizes of 0 or that overflow,
  // label targets with target.cols != 1, labels below 0 or above 2^31-1, and values that are not
  // finite, naming row and column.
  static Dataset wrap(InputView inputs, TargetView targets, size_t rows);

  // The same on copies of the arrays.
  static Dataset copy(InputView inputs, TargetView targets, size_t rows);

  // The same on arrays that a reader has filled, which the dataset takes over. Without targets: an
  // empty buffer of a dense type and no columns.
  static Dataset adopt(GrowBuffer inputs, InputType input_type, size_t cols, GrowBuffer targets,
                       TargetType target_type, size_t target_cols, size_t rows);

  size_t rows() const { return rows_; }
  const InputView& inputs() const { return inputs_; }
  const TargetView& targets() const { return targets_; }
  size_t cols() const { return inputs_.cols; }
  // The largest label + 1; 0 for dense targets.
  size_t classes() const { return classes_; }
  // The largest |value| among inputs (for bytes: an upper bound) and among dense targets (for
  // labels: 0).
  double input_magnitude() const { return input_magnitude_; }
  double target_magnitude() const { return target_magnitude_; }

  // Copies rows [first, first+count) out, as a network takes them in. T: float or double.
  template <class T>
  void copy_inputs(size_t first, size_t count, T* out) const;

 private:
  // Of rows whose sizes have been checked: surveys their values.
  Dataset(InputView inputs, TargetView targets, size_t rows);

  InputView inputs_;
  TargetView targets_;
  size_t rows_;
  size_t classes_ = 0;
  double input_magnitude_ = 0;
  double target_magnitude_ = 0;
  GrowBuffer owned_inputs_, owned_targets_;
};

}  // namespace neuro

#endif  // NEURO_LIB_DATA_DATASET_H_
