// The exponential function with bits of its own, and softmax on it. Row-wise sums run over kRowUnit
// partial sums whatever the vector width, which are then added pairwise.
#if defined(NEURO_LIB_KERNELS_SOFTMAX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_SOFTMAX_INL_H_
#undef NEURO_LIB_KERNELS_SOFTMAX_INL_H_
#else
#define NEURO_LIB_KERNELS_SOFTMAX_INL_H_
#endif

#include "kernels/fma-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln 2 / 2; exp(r) by its Taylor series up to a
// degree whose remainder lies below half an ulp.
template <class T>
struct ExpConstants;

template <>
struct ExpConstants<float> {
  static constexpr float kLowest = -87.0f;  // below it exp is 0, so that no result is denormal
  static constexpr float kHighest = 88.0f;
  static constexpr float kLn2High = 0x1.62e4p-1f, kLn2Low = 0x1.7f7d1cp-20f;
  static constexpr float kRound = 0x1.8p23f;  // adding it rounds to whole numbers
  static constexpr int kMantissaBits = 23, kBias = 127;
  static constexpr float kSeries[] = {1.0f / 5040, 1.0f / 720, 1.0f / 120, 1.0f / 24,
                                      1.0f / 6,    0.5f,       1.0f,       1.0f};
};

template <>
struct ExpConstants<double> {
  static constexpr double kLowest = -708.0;
  static constexpr double kHighest = 709.0;
  static constexpr double kLn2High = 0x1.62e42fefa3800p-1, kLn2Low = 0x1.ef35793c76730p-45;
  static constexpr double kRound = 0x1.8p52;
  static constexpr int kMantissaBits = 52, kBias = 1023;
  static constexpr double kSeries[] = {1.0 / 6227020800,
                                       1.0 / 479001600,
                                       1.0 / 39916800,
                                       1.0 / 3628800,
                                       1.0 / 362880,
                                       1.0 / 40320,
                                       1.0 / 5040,
                                       1.0 / 720,
                                       1.0 / 120,
                                       1.0 / 24,
                                       1.0 / 6,
                                       0.5,
                                       1.0,
                                       1.0};
};

// exp(x): 0 below kLowest, exp(kHighest) above kHighest, NaN for NaN.
template <class D, class V>
HWY_INLINE V Exp(D d, V x) {
  using T = hn::TFromD<D>;
  using C = ExpConstants<T>;
  const hn::RebindToSigned<D> di;
  using I = hn::TFromD<decltype(di)>;
  // Comparisons rather than Min and Max: those treat NaN differently from target to target.
  const auto too_low = hn::Lt(x, hn::Set(d, C::kLowest));
  V clamped = hn::IfThenElse(too_low, hn::Set(d, C::kLowest), x);
  clamped = hn::IfThenElse(hn::Gt(x, hn::Set(d, C::kHighest)), hn::Set(d, C::kHighest), clamped);

  constexpr T kLog2E = static_cast<T>(0x1.71547652b82fep0);
  const V rounder = hn::Set(d, C::kRound);
  const V shifted = Fma(d, clamped, hn::Set(d, kLog2E), rounder);
  const V n = hn::Sub(shifted, rounder);
  V r = Fma(d, n, hn::Set(d, -C::kLn2High), clamped);
  r = Fma(d, n, hn::Set(d, -C::kLn2Low), r);

  V sum = hn::Set(d, C::kSeries[0]);
  constexpr size_t kTerms = sizeof C::kSeries / sizeof C::kSeries[0];
#pragma GCC unroll 16
  for (size_t i = 1; i < kTerms; ++i) sum = Fma(d, sum, r, hn::Set(d, C::kSeries[i]));

  // shifted holds n in its low mantissa bits: moved into the exponent they make 2^n.
  const auto bits = hn::Add(hn::BitCast(di, shifted), hn::Set(di, static_cast<I>(C::kBias)));
  const V power = hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(bits));
  return hn::IfThenElse(too_low, hn::Zero(d), hn::Mul(sum, power));
}

template <class T>
struct RowExponentials {
  T max, sum;
};

// Replaces a row of n numbers by exp(z - max), its padding up to a multiple of kRowUnit by zeros.
template <class T>
HWY_INLINE RowExponentials<T> ExponentiateRow(T* HWY_RESTRICT z, size_t n) {
  const typename Vectors<T>::D d;
  using V = typename Vectors<T>::V;
  constexpr size_t kLanes = Vectors<T>::kLanes;
  constexpr size_t kSums = kRowUnit / kLanes;
  static_assert(kRowUnit % kLanes == 0, "a vector is wider than the padding");

  T max = z[0];
  for (size_t i = 1; i < n; ++i) max = z[i] > max ? z[i] : max;
  const V shift = hn::Set(d, max);

  V sums[kSums];
#pragma GCC unroll 16
  for (size_t s = 0; s < kSums; ++s) sums[s] = hn::Zero(d);
  for (size_t i = 0; i < n; i += kRowUnit) {
#pragma GCC unroll 16
    for (size_t s = 0; s < kSums; ++s) {
      const size_t at = i + s * kLanes;
      V e = Exp(d, hn::Sub(hn::Load(d, z + at), shift));
      if (at + kLanes > n) e = hn::IfThenElseZero(hn::FirstN(d, at < n ? n - at : 0), e);
      hn::Store(e, d, z + at);
      sums[s] = hn::Add(sums[s], e);
    }
  }

  HWY_ALIGN T partial[kRowUnit];
#pragma GCC unroll 16
  for (size_t s = 0; s < kSums; ++s) hn::Store(sums[s], d, partial + s * kLanes);
  for (size_t half = kRowUnit / 2; half > 0; half /= 2) {
    for (size_t i = 0; i < half; ++i) partial[i] += partial[i + half];
  }
  return {max, partial[0]};
}

template <class T>
void Softmax(T* z, size_t stride, size_t rows, size_t outputs) {
  const typename Vectors<T>::D d;
  for (size_t row = 0; row < rows; ++row, z += stride) {
    const auto sum = hn::Set(d, ExponentiateRow(z, outputs).sum);
    for (size_t i = 0; i < outputs; i += Vectors<T>::kLanes) {
      hn::Store(hn::Div(hn::Load(d, z + i), sum), d, z + i);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
