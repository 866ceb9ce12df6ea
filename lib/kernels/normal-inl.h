// Draws from the standard normal distribution, a vector at a time: what random_bits(), uniform()
// and normal_quantile() of base/ compute, in the same operations in the same order, and so to the
// same bits. No FMA: the scalar functions have none.
#if defined(NEURO_LIB_KERNELS_NORMAL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_NORMAL_INL_H_
#undef NEURO_LIB_KERNELS_NORMAL_INL_H_
#else
#define NEURO_LIB_KERNELS_NORMAL_INL_H_
#endif

#include <algorithm>
#include <iterator>

#include "base/elementary.h"
#include "base/normal.h"
#include "base/normal_coefficients.h"
#include "base/random.h"
#include "kernels/fma-inl.h"
#include "kernels/philox-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

#if NEURO_SCALAR_DRAWS

inline void NormalDraws(const DrawStream& stream, uint64_t first, size_t n, double* out) {
  for (size_t i = 0; i < n; ++i) {
    out[i] = normal_quantile(uniform(random_bits(stream, first + i)));
  }
}

#else

using DrawTag = hn::ScalableTag<double>;
using Draws = hn::Vec<DrawTag>;

// The double that a word below 2^52 is, without the conversion that AVX2 lacks: as the low bits of
// 2^52 + word.
HWY_INLINE Draws FromWord(Words word) {
  const DrawTag d;
  const WordTag w;
  constexpr double kTwo52 = 0x1p52;
  const Words bits = hn::Or(word, hn::BitCast(w, hn::Set(d, kTwo52)));
  return hn::Sub(hn::BitCast(d, bits), hn::Set(d, kTwo52));
}

// uniform() of random bits.
HWY_INLINE Draws Uniform(Words bits) {
  const DrawTag d;
  const Draws whole = FromWord(hn::ShiftRight<12>(bits));
  return hn::Mul(hn::Add(whole, hn::Set(d, 0.5)), hn::Set(d, 0x1p-52));
}

struct DrawPair {
  Draws even, odd;
};

// The two uniform draws of each of consecutive Philox blocks.
HWY_INLINE DrawPair UniformPairs(const DrawStream& stream, uint64_t first_block) {
  const WordPair pair = PhiloxPairs(stream, first_block);
  return {Uniform(pair.even), Uniform(pair.odd)};
}

template <size_t kTerms>
HWY_INLINE Draws Polynomial(const double (&coefficients)[kTerms], Draws x) {
  const DrawTag d;
  Draws sum = hn::Set(d, coefficients[kTerms - 1]);
#pragma GCC unroll 8
  for (size_t i = 1; i < kTerms; ++i) {
    sum = hn::Add(hn::Mul(sum, x), hn::Set(d, coefficients[kTerms - 1 - i]));
  }
  return sum;
}

// log_positive() of finite x.
HWY_INLINE Draws LogPositive(Draws x) {
  using C = LogConstants;
  const DrawTag d;
  const WordTag w;
  // The exponent, made positive on its way through FromWord().
  constexpr uint64_t kBias = 2048;
  const Words sqrt_half = hn::Set(w, C::kSqrtHalf);
  const Words shifted = hn::Sub(hn::BitCast(w, x), sqrt_half);
  const Words biased = hn::ShiftRight<52>(hn::Add(shifted, hn::Set(w, kBias << 52)));
  const Draws e = hn::Sub(FromWord(biased), hn::Set(d, static_cast<double>(kBias)));
  const Words mantissa = hn::And(shifted, hn::Set(w, C::kMantissa));
  const Draws m = hn::BitCast(d, hn::Add(mantissa, sqrt_half));
  const Draws one = hn::Set(d, 1);
  const Draws f = hn::Sub(m, one);
  const Draws s = hn::Div(f, hn::Add(m, one));
  const Draws z = hn::Mul(s, s);
  Draws tail = hn::Set(d, C::kSeries[0]);
#pragma GCC unroll 16
  for (size_t i = 1; i < std::size(C::kSeries); ++i) {
    tail = hn::Add(hn::Mul(tail, z), hn::Set(d, C::kSeries[i]));
  }
  tail = hn::Mul(tail, z);
  const Draws low = hn::Mul(e, hn::Set(d, C::kLn2Low));
  const Draws rest = hn::Sub(f, hn::Sub(hn::Mul(s, hn::Sub(f, tail)), low));
  return hn::Add(hn::Mul(e, hn::Set(d, C::kLn2High)), rest);
}

// normal_quantile() of q + 1/2 in the middle of the distribution.
HWY_INLINE Draws MiddleQuantile(Draws q) {
  const Draws r = hn::Sub(hn::Set(DrawTag(), as241::kMiddleShift), hn::Mul(q, q));
  return hn::Div(hn::Mul(q, Polynomial(as241::kMiddleNumerator, r)),
                 Polynomial(as241::kMiddleDenominator, r));
}

// Replaces a vector of p in the tails by normal_quantile(p). Far tails are one draw in 3e10.
HWY_INLINE void TailQuantiles(double* HWY_RESTRICT p) {
  const DrawTag d;
  const Draws x = hn::LoadU(d, p);
  const Draws q = hn::Sub(x, hn::Set(d, 0.5));
  const auto below = hn::Lt(q, hn::Zero(d));
  const Draws nearer = hn::IfThenElse(below, x, hn::Sub(hn::Set(d, 1), x));
  const Draws s = hn::Sqrt(hn::Neg(LogPositive(nearer)));
  if (!hn::AllTrue(d, hn::Le(s, hn::Set(d, as241::kFar)))) {
    for (size_t i = 0; i < hn::MaxLanes(d); ++i) p[i] = normal_quantile(p[i]);
    return;
  }
  const Draws at = hn::Sub(s, hn::Set(d, as241::kTailShift));
  const Draws tail =
      hn::Div(Polynomial(as241::kTailNumerator, at), Polynomial(as241::kTailDenominator, at));
  hn::StoreU(hn::CopySign(tail, q), d, p);
}

// At most this many draws at a time, in arrays that stay in L1.
constexpr size_t kMostDraws = 256;

// n <= kMostDraws. Tails are one draw in seven: they are gathered and computed among themselves.
inline void SomeNormalDraws(const DrawStream& stream, uint64_t first, size_t n,
                            double* HWY_RESTRICT out) {
  const DrawTag d;
  constexpr size_t kLanes = Vectors<double>::kLanes;
  static_assert(kRowUnit % kLanes == 0, "a vector is wider than the padding");
  n = round_up(n, kLanes);

  HWY_ALIGN double uniforms[kMostDraws + 2 * kLanes];
  const size_t skipped = first & 1;  // blocks begin with even draws
  for (size_t i = 0; i < skipped + n; i += 2 * kLanes) {
    const DrawPair pair = UniformPairs(stream, (first >> 1) + i / 2);
    hn::StoreInterleaved2(pair.even, pair.odd, d, uniforms + i);
  }

  const double* p = uniforms + skipped;
  uint32_t places[kMostDraws + 1];  // of the tails, and one that is not counted
  size_t tail_count = 0;
  for (size_t i = 0; i < n; i += kLanes) {
    const Draws q = hn::Sub(hn::LoadU(d, p + i), hn::Set(d, 0.5));
    hn::StoreU(MiddleQuantile(q), d, out + i);
    uint8_t in_tail[8] = {};
    hn::StoreMaskBits(d, hn::Gt(hn::Abs(q), hn::Set(d, as241::kMiddle)), in_tail);
    // No branch: nobody could predict it. A vector compression is slow where it is imitated.
    for (size_t lane = 0; lane < kLanes; ++lane) {
      places[tail_count] = static_cast<uint32_t>(i + lane);
      tail_count += in_tail[0] >> lane & 1;
    }
  }

  HWY_ALIGN double tails[kMostDraws + kLanes];
  for (size_t i = 0; i < tail_count; ++i) tails[i] = p[places[i]];
  hn::StoreU(hn::Set(d, 0.01), d, tails + tail_count);  // fills up the last vector
  for (size_t i = 0; i < tail_count; i += kLanes) TailQuantiles(tails + i);
  for (size_t i = 0; i < tail_count; ++i) out[places[i]] = tails[i];
}

inline void NormalDraws(const DrawStream& stream, uint64_t first, size_t n, double* out) {
  for (size_t i = 0; i < n; i += kMostDraws) {
    SomeNormalDraws(stream, first + i, std::min(n - i, kMostDraws), out + i);
  }
}

#endif  // vectors

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
