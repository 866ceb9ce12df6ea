// The area under the ROC curve merges the two sorted lists instead of ranking one.
#include "model/ranking.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace neuro {

size_t first_largest(std::span<const double> values) {
  size_t best = 0;
  for (size_t i = 1; i < values.size(); ++i) best = values[i] > values[best] ? i : best;
  return best;
}

size_t rank_of(std::span<const double> values, size_t index) {
  if (first_largest(values) == index) return 0;
  const double value = values[index];
  size_t larger = 0;
  // So written that what cannot be compared counts as larger.
  for (size_t i = 0; i < index; ++i) larger += !(values[i] < value);
  for (size_t i = index + 1; i < values.size(); ++i) larger += !(values[i] <= value);
  return larger;
}

double roc_auc(std::vector<double> positives, std::vector<double> negatives) {
  const auto is_nan = [](double score) { return std::isnan(score); };
  if (positives.empty() || negatives.empty() ||
      std::any_of(positives.begin(), positives.end(), is_nan) ||
      std::any_of(negatives.begin(), negatives.end(), is_nan)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  std::sort(positives.begin(), positives.end());
  std::sort(negatives.begin(), negatives.end());
  // Twice the pairs that are won: no more than half the square of the number of scores, which 2^32
  // scores, 32 GiB, do not make overflow.
  uint64_t won = 0;
  size_t below = 0, not_above = 0;
  for (const double score : positives) {
    while (below < negatives.size() && negatives[below] < score) ++below;
    while (not_above < negatives.size() && negatives[not_above] <= score) ++not_above;
    won += below + not_above;
  }
  const uint64_t pairs = uint64_t{positives.size()} * negatives.size();
  return static_cast<double>(won) / (2 * static_cast<double>(pairs));
}

}  // namespace neuro
