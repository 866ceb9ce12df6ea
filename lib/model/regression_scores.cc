// One pass for each sum: the terms are laid out, then added in the order that is the same
// everywhere.
#include "model/regression_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/block_sum.h"

namespace neuro {
namespace {

double square(double x) { return x * x; }

double r_squared(double residual, double spread, bool constant, size_t rows) {
  if (rows < 2) return std::numeric_limits<double>::quiet_NaN();
  if (constant) return residual == 0 ? 1 : 0;
  return 1 - residual / spread;
}

}  // namespace

RegressionScores regression_scores(std::span<const double> outputs,
                                   std::span<const double> targets) {
  const size_t rows = outputs.size();
  const double count = static_cast<double>(rows);
  std::vector<double> terms(rows);
  const auto sum = [&](auto&& term) {
    for (size_t row = 0; row < rows; ++row) terms[row] = term(row);
    return tree_sum(terms.data(), rows, kBlockRows);
  };
  const double absolute = sum([&](size_t r) { return std::abs(outputs[r] - targets[r]); });
  const double residual = sum([&](size_t r) { return square(outputs[r] - targets[r]); });
  const double mean = tree_sum(targets.data(), rows, kBlockRows) / count;
  const double spread = sum([&](size_t r) { return square(targets[r] - mean); });
  // Found out from the targets themselves: their mean may be rounded, and then the spread is not 0.
  const bool constant = std::all_of(targets.begin(), targets.end(),
                                    [&](double target) { return target == targets.front(); });
  return {absolute / count, std::sqrt(residual / count),
          r_squared(residual, spread, constant, rows)};
}

}  // namespace neuro
