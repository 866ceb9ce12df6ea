// How many workers a piece of work is worth.
#ifndef NEURO_LIB_MODEL_WORK_H_
#define NEURO_LIB_MODEL_WORK_H_

#include <algorithm>
#include <cstddef>

#include "model/shape.h"

namespace neuro {

// Multiply-adds that a worker should at least have. Waking it and meeting it at barriers costs some
// microseconds; in training, every step also moves the weights that one core has updated to the
// others, which costs as much as the arithmetic of a dozen rows. Measured as the break-even of two
// workers against one on networks of 1,000 to 100,000 weights and batches of 1 to 256 rows.
inline constexpr double kPredictionWorth = 400e3;
inline constexpr double kTrainingWorth = 2400e3;

// Multiply-adds of one forward pass of one row.
inline double forward_work(const Shape& shape) {
  double work = 0;
  for (size_t l = 0; l < shape.layers(); ++l) {
    work += static_cast<double>(shape.inputs(l)) * static_cast<double>(shape.outputs(l));
  }
  return work;
}

// How many of at most `most` workers a piece of work is worth, if each should have `enough` of it.
inline size_t workers_worth(double work, double enough, size_t most) {
  const double worth = std::min(work / enough, static_cast<double>(most));
  return std::max<size_t>(static_cast<size_t>(worth), 1);
}

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_WORK_H_
