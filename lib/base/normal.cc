// Three rational approximations: the middle of the distribution, its tails, its far tails.
#include "base/normal.h"

#include <cmath>
#include <cstddef>

#include "base/elementary.h"
#include "base/normal_coefficients.h"

namespace neuro {
namespace {

// The polynomial with the given coefficients, constant term first, at x.
template <size_t kTerms>
double polynomial(const double (&coefficients)[kTerms], double x) {
  double sum = coefficients[kTerms - 1];
  for (size_t i = kTerms - 1; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

}  // namespace

double normal_quantile(double p) {
  using namespace as241;
  const double q = p - 0.5;
  if (std::abs(q) <= kMiddle) {
    const double r = kMiddleShift - q * q;
    return q * polynomial(kMiddleNumerator, r) / polynomial(kMiddleDenominator, r);
  }
  const double s = std::sqrt(-log_positive(q < 0 ? p : 1 - p));
  const double tail =
      s <= kFar ? polynomial(kTailNumerator, s - kTailShift) /
                      polynomial(kTailDenominator, s - kTailShift)
                : polynomial(kFarNumerator, s - kFar) / polynomial(kFarDenominator, s - kFar);
  return q < 0 ? -tail : tail;
}

}  // namespace neuro
