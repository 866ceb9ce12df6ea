// What rows count by their class: what was asked for, and what makes classes count the same.
#ifndef NEURO_LIB_TRAIN_CLASS_WEIGHTS_H_
#define NEURO_LIB_TRAIN_CLASS_WEIGHTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/error.h"
#include "data/dataset.h"

namespace neuro {

// rows / (classes x rows of the class) for each class, over the classes that occur among `rows`
// (empty: all) of a dataset with labels below `classes`; 1 for the others. Throws
// Error(kInvalidArgument) for a dataset without labels.
inline std::vector<double> balanced_weights(const Dataset& dataset, const std::vector<size_t>& rows,
                                            size_t classes) {
  if (!is_label(dataset.targets().type)) {
    throw Error(Status::kInvalidArgument,
                "train: has no class labels: NN_OPTION_BALANCE_CLASSES needs them");
  }
  const size_t count = rows.empty() ? dataset.rows() : rows.size();
  std::vector<double> weights(classes, 1);
  std::vector<uint64_t> rows_of(classes);
  for (size_t i = 0; i < count; ++i) {
    ++rows_of[static_cast<size_t>(dataset.targets().label(rows.empty() ? i : rows[i]))];
  }
  double occurring = 0;
  for (const uint64_t n : rows_of) occurring += n > 0 ? 1 : 0;
  for (size_t c = 0; c < classes; ++c) {
    if (rows_of[c] == 0) continue;
    weights[c] = static_cast<double>(count) / (occurring * static_cast<double>(rows_of[c]));
  }
  return weights;
}

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_CLASS_WEIGHTS_H_
