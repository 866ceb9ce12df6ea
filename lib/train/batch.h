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

  size_t source_row(size_t i) const { return order != nullptr ? order[i] : i; }
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_BATCH_H_
