// The rows of one training step, wherever they lie.
#ifndef NEURO_LIB_TRAIN_BATCH_H_
#define NEURO_LIB_TRAIN_BATCH_H_

#include <cstddef>

#include "data/views.h"

namespace neuro {

struct Batch {
  InputView inputs;
  TargetView targets;
  const size_t* order;  // row i of the batch is row order[i] of the views; null: row i
  size_t rows;
  size_t upcoming = 0;  // rows further on in `order` that the next batch will have
  // What each row's loss counts: of its row of the views, times that of its label; null: 1.
  const double* row_weights = nullptr;
  const double* class_weights = nullptr;
  // How many rows the mean is over; 0: those of the batch. More where gradients of several batches
  // are added up.
  size_t mean_over = 0;
  // How many rows of those came before this batch's.
  size_t first_row = 0;

  bool is_weighted() const { return row_weights != nullptr || class_weights != nullptr; }
  // Of a row of the views with this label.
  double weight(size_t source, int32_t label) const {
    const double of_row = row_weights != nullptr ? row_weights[source] : 1;
    return class_weights != nullptr ? of_row * class_weights[label] : of_row;
  }
  size_t mean_rows() const { return mean_over != 0 ? mean_over : rows; }
  size_t source_row(size_t i) const { return order != nullptr ? order[i] : i; }
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_BATCH_H_
