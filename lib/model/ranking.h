// Metrics that depend on the order of outputs alone. Nothing is rounded before the last division.
#ifndef NEURO_LIB_MODEL_RANKING_H_
#define NEURO_LIB_MODEL_RANKING_H_

#include <cstddef>
#include <span>
#include <vector>

namespace neuro {

// The first of the largest.
size_t first_largest(std::span<const double> values);

// How many values count as larger than that at `index`: among equal ones the first counts as the
// largest. 0 just where first_largest() is `index`, whatever the values are, NaN too.
size_t rank_of(std::span<const double> values, size_t index);

// The area under the ROC curve: the part of all pairs of a positive and a negative score in which
// the positive one is larger, equal ones counted half (Mann and Whitney 1947). NaN where there is
// no such pair, or where a score is NaN. The scores may come in any order.
double roc_auc(std::vector<double> positives, std::vector<double> negatives);

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_RANKING_H_
