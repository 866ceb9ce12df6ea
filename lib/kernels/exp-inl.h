// The exponential function with bits of its own.
#if defined(NEURO_LIB_KERNELS_EXP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_EXP_INL_H_
#undef NEURO_LIB_KERNELS_EXP_INL_H_
#else
#define NEURO_LIB_KERNELS_EXP_INL_H_
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

// x = n ln 2 + r
template <class V>
struct ReducedExp {
  V r, power;  // 2^n
};

// Of x from kLowest to kHighest.
template <class D, class V>
HWY_INLINE ReducedExp<V> ReduceExp(D d, V x) {
  using T = hn::TFromD<D>;
  using C = ExpConstants<T>;
  const hn::RebindToSigned<D> di;
  using I = hn::TFromD<decltype(di)>;
  constexpr T kLog2E = static_cast<T>(0x1.71547652b82fep0);
  const V rounder = hn::Set(d, C::kRound);
  const V shifted = Fma(d, x, hn::Set(d, kLog2E), rounder);
  const V n = hn::Sub(shifted, rounder);
  V r = Fma(d, n, hn::Set(d, -C::kLn2High), x);
  r = Fma(d, n, hn::Set(d, -C::kLn2Low), r);
  // shifted holds n in its low mantissa bits: moved into the exponent they make 2^n.
  const auto bits = hn::Add(hn::BitCast(di, shifted), hn::Set(di, static_cast<I>(C::kBias)));
  return {r, hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(bits))};
}

// exp(x): 0 below kLowest, exp(kHighest) above kHighest, NaN for NaN.
template <class D, class V>
HWY_INLINE V Exp(D d, V x) {
  using C = ExpConstants<hn::TFromD<D>>;
  // Comparisons rather than Min and Max: those treat NaN differently from target to target.
  const auto too_low = hn::Lt(x, hn::Set(d, C::kLowest));
  V clamped = hn::IfThenElse(too_low, hn::Set(d, C::kLowest), x);
  clamped = hn::IfThenElse(hn::Gt(x, hn::Set(d, C::kHighest)), hn::Set(d, C::kHighest), clamped);
  const ReducedExp<V> e = ReduceExp(d, clamped);
  V sum = hn::Set(d, C::kSeries[0]);
  constexpr size_t kTerms = sizeof C::kSeries / sizeof C::kSeries[0];
#pragma GCC unroll 16
  for (size_t i = 1; i < kTerms; ++i) sum = Fma(d, sum, e.r, hn::Set(d, C::kSeries[i]));
  return hn::IfThenElse(too_low, hn::Zero(d), hn::Mul(sum, e.power));
}

// exp(x) and exp(x) - 1.
template <class V>
struct ExpPair {
  V exp, less_one;
};

// Both, the latter without cancellation. Below kLowest, and above kHighest, x counts as that; NaN
// for NaN.
template <class D, class V>
HWY_INLINE ExpPair<V> ExpAndLessOne(D d, V x) {
  using C = ExpConstants<hn::TFromD<D>>;
  V clamped = hn::IfThenElse(hn::Lt(x, hn::Set(d, C::kLowest)), hn::Set(d, C::kLowest), x);
  clamped = hn::IfThenElse(hn::Gt(x, hn::Set(d, C::kHighest)), hn::Set(d, C::kHighest), clamped);
  const ReducedExp<V> e = ReduceExp(d, clamped);
  // exp(r) - 1 = r + r^2 (1/2 + ...)
  constexpr size_t kTerms = sizeof C::kSeries / sizeof C::kSeries[0];
  V sum = hn::Set(d, C::kSeries[0]);
#pragma GCC unroll 16
  for (size_t i = 1; i < kTerms - 2; ++i) sum = Fma(d, sum, e.r, hn::Set(d, C::kSeries[i]));
  const V less_one = Fma(d, hn::Mul(e.r, e.r), sum, e.r);
  return {Fma(d, e.power, less_one, e.power),
          Fma(d, e.power, less_one, hn::Sub(e.power, hn::Set(d, hn::TFromD<D>{1})))};
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
