// Sets rows of a dataset apart at random, for validation.
#ifndef NEURO_LIB_DATA_SPLIT_H_
#define NEURO_LIB_DATA_SPLIT_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/dataset.h"

namespace neuro {

// Row numbers, ascending; each row is in one of the two.
struct RowSplit {
  std::vector<size_t> first, second;
};

// Draws the rows of `second`, which is this part (between 0 and 1) of all, rounded, but leaves
// neither side empty. Where targets are labels, second has the same part of each class, rounded up
// or down, but as far as possible leaves the last row of a class in first. Depends on the labels,
// the part and the seed only. Throws Error(kInvalidArgument) for a dataset of one row.
RowSplit split_rows(const Dataset& dataset, double part, uint64_t seed);

}  // namespace neuro

#endif  // NEURO_LIB_DATA_SPLIT_H_
