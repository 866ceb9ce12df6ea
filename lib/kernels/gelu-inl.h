// z Phi(z), Phi being the standard normal distribution function, with full relative accuracy in
// both tails.
#if defined(NEURO_LIB_KERNELS_GELU_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_GELU_INL_H_
#undef NEURO_LIB_KERNELS_GELU_INL_H_
#else
#define NEURO_LIB_KERNELS_GELU_INL_H_
#endif

#include <iterator>

#include "kernels/exp-inl.h"
#include "kernels/fma-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// The tail of the distribution is Q(x) = exp(-x^2 / 2) r p(r) with r = 1 / (x + kShift): for x >= 0
// p is smooth, and a polynomial in kSlope r + kOffset, which goes from 1 at 0 to -1 at the x beyond
// which Q is 0. Coefficients: interpolation at Chebyshev points, the highest power first.
template <class T>
struct TailConstants;

template <>
struct TailConstants<float> {  // relative error 1.5e-8
  static constexpr float kLast = 16;
  static constexpr float kShift = 4, kSlope = 10, kOffset = -1.5f;
  static constexpr float kSeries[] = {
      0x1.250268p-16f, 0x1.22d006p-14f, -0x1.df2c76p-13f, -0x1.743ae2p-10f, 0x1.682d06p-11f,
      0x1.b6ee6ep-6f,  0x1.f177bp-4f,   0x1.50e438p-2f,   0x1.426780p-1f,   0x1.c9b2ap-1f};
};

template <>
struct TailConstants<double> {  // 1.3e-17
  static constexpr double kLast = 40;
  static constexpr double kShift = 5, kSlope = 11.25, kOffset = -1.25;
  static constexpr double kSeries[] = {
      -0x1.dc76a950d3b45p-37, -0x1.8afe1c5ce5c26p-33, 0x1.4ec21b4f48e07p-32,  0x1.3a19c4ad3384fp-29,
      -0x1.069ff24c3191cp-28, -0x1.4e4d5b70c8eb4p-26, 0x1.4162146356ee8p-25,  0x1.63a57a0503da0p-23,
      -0x1.5166d0301db84p-22, -0x1.b5f9bbbb875d7p-20, 0x1.09f21bd4e485ap-19,  0x1.332ea9ae3d6d6p-16,
      0x1.0e3dfae297eb8p-18,  -0x1.9ffe8453d2ac3p-13, -0x1.1694e08f4f67dp-11, 0x1.d3c9e376e91b8p-11,
      0x1.704159f467f15p-7,   0x1.7c6f6bcd468c3p-5,   0x1.092dacfb3f498p-3,   0x1.1ccb5a7d925efp-2,
      0x1.effffeef936bep-2,   0x1.66a356c45da88p-1,   0x1.b30b52fe27788p-1};
};

struct Gelu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V z, V& slope) const {
    using T = hn::TFromD<D>;
    using C = TailConstants<T>;
    const V one = hn::Set(d, T{1});
    const V magnitude = hn::Abs(z), last = hn::Set(d, C::kLast);
    const V x = hn::IfThenElse(hn::Gt(magnitude, last), last, magnitude);

    // exp(-x^2 / 2), the rounding of x^2 made good.
    const V half = hn::Set(d, T{-0.5});
    const V square = hn::Mul(x, x);
    const V lost = Fma(d, x, x, hn::Neg(square));
    V decay = Exp(d, hn::Mul(square, half));
    decay = Fma(d, decay, hn::Mul(lost, half), decay);

    // r, and the rounding of x + kShift made good.
    const V shift = hn::Set(d, C::kShift);
    const V sum = hn::Add(x, shift);
    const V rest = hn::Sub(x, hn::Sub(sum, shift));
    V r = hn::Div(one, sum);
    const V error = hn::Sub(Fma(d, hn::Neg(sum), r, one), hn::Mul(rest, r));
    const V u = Fma(d, hn::Set(d, C::kSlope), r,
                    Fma(d, hn::Mul(hn::Set(d, C::kSlope), r), error, hn::Set(d, C::kOffset)));
    r = Fma(d, r, error, r);
    constexpr size_t kTerms = std::size(C::kSeries);
    V p = hn::Set(d, C::kSeries[0]);
#pragma GCC unroll 32
    for (size_t i = 1; i < kTerms; ++i) p = Fma(d, p, u, hn::Set(d, C::kSeries[i]));
    const V tail = hn::Mul(hn::Mul(decay, r), p);

    const auto negative = hn::Lt(z, hn::Zero(d));
    const V below = hn::IfThenElse(negative, tail, hn::Sub(one, tail));  // Phi(z)
    const V density = hn::Mul(decay, hn::Set(d, static_cast<T>(0x1.9884533d43651p-2)));
    slope = Fma(d, hn::CopySign(x, z), density, below);
    return hn::Mul(hn::IfThenElse(negative, hn::Neg(x), z), below);
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
