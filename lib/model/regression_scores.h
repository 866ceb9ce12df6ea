// How far numbers that were predicted lie from their targets.
#ifndef NEURO_LIB_MODEL_REGRESSION_SCORES_H_
#define NEURO_LIB_MODEL_REGRESSION_SCORES_H_

#include <cstddef>
#include <span>

namespace neuro {

struct RegressionScores {
  double mae;   // mean of |output - target|
  double rmse;  // root of the mean of (output - target)^2
  // 1 - sum (output - target)^2 / sum (target - mean target)^2. Where all targets are the same: 1
  // if every output equals its target, else 0. NaN for a single row.
  double r2;
};

// Sums follow base/block_sum.h. Not empty, and as many targets as outputs.
RegressionScores regression_scores(std::span<const double> outputs,
                                   std::span<const double> targets);

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_REGRESSION_SCORES_H_
