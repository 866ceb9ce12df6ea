// Rows of inputs with their targets, checked once when they come in and constant from then on,
// except for what each row counts. Knows nothing of networks; what a network needs to know of the
// whole set (largest label, largest magnitude) is kept beside it, so that fitting need not search
// again. Copies and selections share the memory of the rows, which lives as long as the last of
// them.
#ifndef NEURO_LIB_DATA_DATASET_H_
#define NEURO_LIB_DATA_DATASET_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "base/grow_buffer.h"
#include "data/table_info.h"
#include "data/views.h"

namespace neuro {

class Dataset {
 public:
  // Refers to the caller's arrays, which may have gaps between rows. Throws Error(kInvalidArgument)
  // for sizes of 0 or that overflow, rows that overlap, label targets with target.cols != 1, labels
  // below 0 or above 2^31-1, and values that are not finite, naming row and column.
  static Dataset wrap(InputView inputs, TargetView targets, size_t rows);

  // The same on copies of the arrays, which have no gaps.
  static Dataset copy(InputView inputs, TargetView targets, size_t rows);

  // The same on arrays that a reader has filled, which the dataset takes over. Without targets: an
  // empty buffer of a dense type and no columns.
  static Dataset adopt(GrowBuffer inputs, InputType input_type, size_t cols, GrowBuffer targets,
                       TargetType target_type, size_t target_cols, size_t rows);

  // The rows with these numbers, all of which exist, in this order; a row may come several times.
  // They have their weights from this dataset, and its classes even where no row has the largest.
  Dataset select(std::vector<size_t> rows) const;

  // Says where the rows come from, and how many classes there are if rows lack the last ones.
  void describe(TableInfo info, size_t classes);

  // What each row counts in training, copied; null: all the same. Throws Error(kInvalidArgument)
  // for weights below 0 or not finite, naming the row, and if all are 0.
  void set_weights(const double* weights);

  size_t rows() const { return rows_; }
  const InputView& inputs() const { return inputs_; }
  const TargetView& targets() const { return targets_; }
  size_t cols() const { return inputs_.cols; }
  // The largest label + 1, or more: of what this was selected from, or what is known from
  // elsewhere. 0 for dense targets.
  size_t classes() const { return classes_; }
  // The largest label + 1 of the rows that are here; 0 for dense targets.
  size_t label_end() const { return label_end_; }
  // The largest |value| among inputs (for bytes: an upper bound) and among dense targets (for
  // labels: 0).
  double input_magnitude() const { return input_magnitude_; }
  double target_magnitude() const { return target_magnitude_; }

  // Null if there is nothing to say.
  const TableInfo* info() const { return info_.get(); }
  // A number for each row, null if all count the same.
  const double* weights() const { return weights_ == nullptr ? nullptr : weights_->data(); }

  // Copies rows [first, first+count) out, as a network takes them in. T: float or double.
  template <class T>
  void copy_inputs(size_t first, size_t count, T* out) const;

 private:
  struct Memory {
    GrowBuffer inputs, targets;
  };

  // Of rows whose sizes have been checked: surveys their values.
  Dataset(InputView inputs, TargetView targets, size_t rows);

  InputView inputs_;
  TargetView targets_;
  size_t rows_;
  size_t classes_ = 0;
  size_t label_end_ = 0;
  double input_magnitude_ = 0;
  double target_magnitude_ = 0;
  std::shared_ptr<const Memory> memory_;              // null: it is the caller's
  std::shared_ptr<const std::vector<size_t>> index_;  // of a selection
  std::shared_ptr<const std::vector<double>> weights_;
  std::shared_ptr<const TableInfo> info_;
};

}  // namespace neuro

#endif  // NEURO_LIB_DATA_DATASET_H_
