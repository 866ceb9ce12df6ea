// Sums run in the order of rows, so that the same table has the same means everywhere.
#include "data/fill_values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/unaligned.h"

namespace neuro {
namespace {

double element(const InputView& inputs, size_t row, size_t col) {
  const void* from = inputs.row(row);
  switch (inputs.type) {
    case InputType::kF32:
      return load_unaligned<float>(from, col);
    case InputType::kF64:
      return load_unaligned<double>(from, col);
    case InputType::kPixel:
      return load_unaligned<uint8_t>(from, col) / 255.0;
    case InputType::kByte:
      break;
  }
  return load_unaligned<uint8_t>(from, col);
}

// The mean of some column's values as a sum of their parts: only its rounding can overflow.
double mean_of_parts(const InputView& inputs, size_t rows, size_t col, double count) {
  double sum = 0;
  for (size_t r = 0; r < rows; ++r) {
    const double value = element(inputs, r, col);
    if (!std::isnan(value)) sum += value / count;
  }
  constexpr double kMost = std::numeric_limits<double>::max();
  return std::clamp(sum, -kMost, kMost);
}

std::vector<double> means(const InputView& inputs, size_t rows) {
  std::vector<double> sums(inputs.cols), counts(inputs.cols);
  for (size_t r = 0; r < rows; ++r) {
    for (size_t c = 0; c < inputs.cols; ++c) {
      const double value = element(inputs, r, c);
      if (std::isnan(value)) continue;
      sums[c] += value;
      counts[c] += 1;
    }
  }
  for (size_t c = 0; c < inputs.cols; ++c) {
    sums[c] = std::isfinite(sums[c]) ? sums[c] / counts[c]  // NaN where there is none
                                     : mean_of_parts(inputs, rows, c, counts[c]);
  }
  return sums;
}

double median(std::vector<double>& values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return std::midpoint(*std::max_element(values.begin(), middle), *middle);
}

std::vector<double> medians(const InputView& inputs, size_t rows) {
  std::vector<double> medians, values;
  for (size_t c = 0; c < inputs.cols; ++c) {
    values.clear();
    for (size_t r = 0; r < rows; ++r) {
      const double value = element(inputs, r, c);
      if (!std::isnan(value)) values.push_back(value);
    }
    medians.push_back(median(values));
  }
  return medians;
}

}  // namespace

std::vector<double> fill_values(const InputView& inputs, size_t rows, Missing how) {
  return how == Missing::kMean ? means(inputs, rows) : medians(inputs, rows);
}

}  // namespace neuro
