// One pass over the rows for extremes, two more for mean and deviation: the last one over
// differences from the mean keeps the digits that a sum of squares would lose. Moments are those of
// (x - minimum) / range, so that no sum can overflow.
#include "train/fit_scaling.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"

namespace neuro {
namespace {

// A number for each column.
using Columns = std::vector<double>;

template <class PerRow>
void for_each_row(const Dataset& dataset, PerRow&& per_row) {
  Columns row(dataset.cols());
  for (size_t r = 0; r < dataset.rows(); ++r) {
    dataset.copy_inputs(r, 1, row.data());
    per_row(row);
  }
}

// What is taken off each column, and what it is then multiplied by.
struct Scale {
  Columns offset, factor;
};

Scale min_max(const Dataset& dataset) {
  Columns least(dataset.cols(), INFINITY), most(dataset.cols(), -INFINITY);
  for_each_row(dataset, [&](const Columns& row) {
    for (size_t c = 0; c < row.size(); ++c) {
      least[c] = std::min(least[c], row[c]);
      most[c] = std::max(most[c], row[c]);
    }
  });
  Columns factor(dataset.cols());
  for (size_t c = 0; c < factor.size(); ++c) {
    const double range = most[c] - least[c];
    if (!std::isfinite(range)) {
      throw Error(Status::kInvalidArgument, "train: column ", c, ": values from ", least[c], " to ",
                  most[c], " are too far apart to be scaled");
    }
    factor[c] = range > 0 && std::isfinite(1 / range) ? 1 / range : 1;
  }
  return {std::move(least), std::move(factor)};
}

Scale standard(const Dataset& dataset) {
  const Scale unit = min_max(dataset);
  const double rows = static_cast<double>(dataset.rows());
  Columns mean(dataset.cols()), square(dataset.cols());
  const auto scaled = [&](const Columns& row, size_t c) {
    return (row[c] - unit.offset[c]) * unit.factor[c];
  };
  for_each_row(dataset, [&](const Columns& row) {
    for (size_t c = 0; c < row.size(); ++c) mean[c] += scaled(row, c);
  });
  for (double& m : mean) m /= rows;
  for_each_row(dataset, [&](const Columns& row) {
    for (size_t c = 0; c < row.size(); ++c) {
      const double difference = scaled(row, c) - mean[c];
      square[c] += difference * difference;
    }
  });
  Scale fitted = unit;
  for (size_t c = 0; c < mean.size(); ++c) {
    // A column that never varies has the mean 0 here, and no deviation.
    const double deviation = std::sqrt(square[c] / rows);
    fitted.offset[c] += mean[c] / unit.factor[c];
    const double factor = unit.factor[c] / deviation;
    if (std::isfinite(factor)) fitted.factor[c] = factor;
  }
  return fitted;
}

}  // namespace

InputScaling fit_scaling(Scaling scaling, const Dataset& dataset) {
  if (scaling == Scaling::kNone) return {};
  const Scale fitted = scaling == Scaling::kMinMax ? min_max(dataset) : standard(dataset);
  const size_t cols = dataset.cols();
  InputScaling learnt{AlignedBuffer<double>(cols), AlignedBuffer<double>(cols)};
  std::copy_n(fitted.offset.begin(), cols, learnt.offset.data());
  std::copy_n(fitted.factor.begin(), cols, learnt.factor.data());
  return learnt;
}

}  // namespace neuro
