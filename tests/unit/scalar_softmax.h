// Softmax and its cross-entropy as the numerics contract defines them, in plain scalar code: what
// the kernels have to equal bit for bit.
#ifndef NEURO_TESTS_UNIT_SCALAR_SOFTMAX_H_
#define NEURO_TESTS_UNIT_SCALAR_SOFTMAX_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "base/elementary.h"

namespace neuro {

// exp(x) for x <= 0: x = n ln 2 + r with n whole, the Taylor series of exp(r) to `degree`, times
// 2^n. ln 2 comes in two parts, of which n times the first is exact.
template <class T>
T scalar_exp(T x) {
  constexpr bool kSingle = sizeof(T) == 4;
  constexpr int kDegree = kSingle ? 7 : 13;
  if (x < (kSingle ? T{-87} : T{-708})) return 0;
  const T log2e = static_cast<T>(1.4426950408889634074);
  const T high = kSingle ? static_cast<T>(0x1.62e4p-1) : static_cast<T>(0x1.62e42fefa3800p-1);
  const T low = kSingle ? static_cast<T>(0x1.7f7d1cp-20) : static_cast<T>(0x1.ef35793c76730p-45);
  const T rounder = kSingle ? static_cast<T>(0x1.8p23) : static_cast<T>(0x1.8p52);
  const T n = std::fma(x, log2e, rounder) - rounder;
  const T r = std::fma(n, -low, std::fma(n, -high, x));
  std::vector<T> coefficients(kDegree + 1);
  double factorial = 1;
  for (int i = 0; i <= kDegree; factorial *= ++i) {
    coefficients[i] = T{1} / static_cast<T>(factorial);
  }
  T sum = coefficients[kDegree];
  for (int i = kDegree; i-- > 0;) sum = std::fma(sum, r, coefficients[i]);
  return std::ldexp(sum, static_cast<int>(n));
}

// exp(z - max) of a row and their sum: 16 partial sums of every sixteenth element, added pairwise.
template <class T>
T scalar_exponentials(const T* z, size_t n, std::vector<T>& e) {
  const T max = *std::max_element(z, z + n);
  T partial[16] = {};
  e.resize(n);
  for (size_t i = 0; i < n; ++i) partial[i % 16] += e[i] = scalar_exp(z[i] - max);
  for (size_t half = 8; half > 0; half /= 2) {
    for (size_t i = 0; i < half; ++i) partial[i] += partial[i + half];
  }
  return partial[0];
}

template <class T>
std::vector<T> scalar_softmax(const T* z, size_t n) {
  std::vector<T> p;
  const T sum = scalar_exponentials(z, n, p);
  for (T& x : p) x /= sum;
  return p;
}

template <class T>
struct ScalarLoss {
  double loss;
  std::vector<T> deltas;
};

template <class T>
ScalarLoss<T> scalar_cross_entropy(const T* z, size_t n, size_t label, T scale) {
  std::vector<T> e;
  const T sum = scalar_exponentials(z, n, e);
  const double above =
      static_cast<double>(z[label]) - static_cast<double>(*std::max_element(z, z + n));
  ScalarLoss<T> result{log_positive(static_cast<double>(sum)) - above, {}};
  for (size_t j = 0; j < n; ++j) {
    const T p = e[j] / sum;
    result.deltas.push_back((j == label ? p - 1 : p) * scale);
  }
  return result;
}

}  // namespace neuro

#endif  // NEURO_TESTS_UNIT_SCALAR_SOFTMAX_H_
