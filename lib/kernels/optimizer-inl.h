// What each optimizer does to a vector of parameters.
#if defined(NEURO_LIB_KERNELS_OPTIMIZER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_OPTIMIZER_INL_H_
#undef NEURO_LIB_KERNELS_OPTIMIZER_INL_H_
#else
#define NEURO_LIB_KERNELS_OPTIMIZER_INL_H_
#endif

#include "kernels/fma-inl.h"
#include "kernels/update.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// x within low ... high. Comparisons rather than Min and Max: a NaN stays a NaN, on every target.
template <class V>
HWY_INLINE V Within(V x, V low, V high) {
  x = hn::IfThenElse(hn::Lt(x, low), low, x);
  return hn::IfThenElse(hn::Gt(x, high), high, x);
}

template <class T>
struct QuotientConstants;
template <>
struct QuotientConstants<float> {
  static constexpr int32_t kStart = 0x7ef311c7;
  static constexpr float kMost = 0x1p120f;
  static constexpr int kRounds = 2;
};
template <>
struct QuotientConstants<double> {
  static constexpr int64_t kStart = 0x7fde623822fc16e6;
  static constexpr double kMost = 0x1p1000;
  static constexpr int kRounds = 3;
};

// a / b to about 1 ulp, for b that are normal and positive, infinity or NaN. While hardware divides
// it takes no root, and these loops need both all the time: this is what it can do in between. The
// bits of 1/b are about those of a constant less b (off by 1/8 at most); each round takes an error
// to its third power.
template <class D, class V>
HWY_INLINE V Quotient(D d, V a, V b) {
  using T = hn::TFromD<D>;
  using C = QuotientConstants<T>;
  const hn::RebindToSigned<D> di;
  const V one = hn::Set(d, T{1}), most = hn::Set(d, C::kMost);
  // So that the reciprocal is normal; a NaN stays one.
  b = hn::IfThenElse(hn::Gt(b, most), most, b);
  V y = hn::BitCast(d, hn::Sub(hn::Set(di, C::kStart), hn::BitCast(di, b)));
  const V minus = hn::Neg(b);
#pragma GCC unroll 3
  for (int i = 0; i < C::kRounds; ++i) {
    const V error = Fma(d, minus, y, one);
    y = Fma(d, y, Fma(d, error, error, error), y);
  }
  return hn::Mul(a, y);
}

// The optimizers: each turns the state of some parameters, given their gradient and weight, into
// that after the step, and returns the weight after it.
template <class T, Optimizer>
struct Step;

template <class T>
struct Step<T, Optimizer::kSgd> {
  using V = typename Vectors<T>::V;
  const typename Vectors<T>::D d;
  const V rate;

  explicit Step(const UpdateConstants<T>& c) : rate(hn::Set(d, -c.rate)) {}
  HWY_INLINE V operator()(V g, V w, V&, V&) const { return Fma(d, rate, g, w); }
};

template <class T>
struct Step<T, Optimizer::kMomentum> {
  using V = typename Vectors<T>::V;
  const typename Vectors<T>::D d;
  const V rate, momentum;

  explicit Step(const UpdateConstants<T>& c)
      : rate(hn::Set(d, -c.rate)), momentum(hn::Set(d, c.momentum)) {}
  HWY_INLINE V operator()(V g, V w, V& velocity, V&) const {
    velocity = Fma(d, momentum, velocity, g);
    return Fma(d, rate, velocity, w);
  }
};

template <class T>
struct Step<T, Optimizer::kNesterov> : Step<T, Optimizer::kMomentum> {
  using Momentum = Step<T, Optimizer::kMomentum>;
  using Momentum::Momentum;
  using typename Momentum::V;

  HWY_INLINE V operator()(V g, V w, V& velocity, V&) const {
    velocity = Fma(this->d, this->momentum, velocity, g);
    return Fma(this->d, this->rate, Fma(this->d, this->momentum, velocity, g), w);
  }
};

template <class T>
struct Step<T, Optimizer::kRmsprop> {
  using V = typename Vectors<T>::V;
  const typename Vectors<T>::D d;
  const V rate, decay, rest, epsilon;

  explicit Step(const UpdateConstants<T>& c)
      : rate(hn::Set(d, -c.rate)),
        decay(hn::Set(d, c.rms_decay)),
        rest(hn::Set(d, c.rms_rest)),
        epsilon(hn::Set(d, c.epsilon)) {}
  HWY_INLINE V operator()(V g, V w, V& square, V&) const {
    square = Fma(d, hn::Mul(rest, g), g, hn::Mul(decay, square));
    return Fma(d, rate, Quotient(d, g, hn::Add(hn::Sqrt(square), epsilon)), w);
  }
};

template <class T>
struct Step<T, Optimizer::kAdagrad> {
  using V = typename Vectors<T>::V;
  const typename Vectors<T>::D d;
  const V rate, epsilon;

  explicit Step(const UpdateConstants<T>& c)
      : rate(hn::Set(d, -c.rate)), epsilon(hn::Set(d, c.epsilon)) {}
  HWY_INLINE V operator()(V g, V w, V& sum, V&) const {
    sum = Fma(d, g, g, sum);
    return Fma(d, rate, Quotient(d, g, hn::Add(hn::Sqrt(sum), epsilon)), w);
  }
};

template <class T>
struct Step<T, Optimizer::kAdam> {
  using V = typename Vectors<T>::V;
  const typename Vectors<T>::D d;
  const V rate, root, epsilon, beta1, rest1, beta2, rest2;

  explicit Step(const UpdateConstants<T>& c)
      : rate(hn::Set(d, -c.adam_rate)),
        root(hn::Set(d, c.adam_root)),
        epsilon(hn::Set(d, c.epsilon)),
        beta1(hn::Set(d, c.beta1)),
        rest1(hn::Set(d, c.beta1_rest)),
        beta2(hn::Set(d, c.beta2)),
        rest2(hn::Set(d, c.beta2_rest)) {}
  HWY_INLINE V operator()(V g, V w, V& first, V& second) const {
    first = Fma(d, rest1, g, hn::Mul(beta1, first));
    second = Fma(d, hn::Mul(rest2, g), g, hn::Mul(beta2, second));
    const V divisor = Fma(d, root, hn::Sqrt(second), epsilon);
    return Fma(d, rate, Quotient(d, first, divisor), w);
  }
};

template <class T>
struct Step<T, Optimizer::kRprop> {
  using V = typename Vectors<T>::V;
  const typename Vectors<T>::D d;
  const V rate, decrease, increase, minimum, maximum;

  explicit Step(const UpdateConstants<T>& c)
      : rate(hn::Set(d, c.rate)),
        decrease(hn::Set(d, c.rprop_decrease)),
        increase(hn::Set(d, c.rprop_increase)),
        minimum(hn::Set(d, c.rprop_minimum)),
        maximum(hn::Set(d, c.rprop_maximum)) {}
  HWY_INLINE V operator()(V g, V w, V& before, V& size) const {
    const V zero = hn::Zero(d);
    // g with its sign changed where that of the gradient before was negative: unlike a product of
    // both it does not become 0 where they are small.
    const V turn = hn::Xor(g, hn::And(hn::SignBit(d), before));
    const auto moved = hn::Gt(hn::Abs(before), zero);
    const auto turned = hn::And(moved, hn::Lt(turn, zero));
    const V fresh = hn::IfThenElse(hn::Eq(size, zero), rate, size);
    V factor = hn::IfThenElse(turned, decrease, hn::Set(d, T{1}));
    factor = hn::IfThenElse(hn::And(moved, hn::Gt(turn, zero)), increase, factor);
    const V step = Within(hn::Mul(fresh, factor), minimum, maximum);
    // What has never had a gradient, like padding, still has its first step before it.
    size = hn::IfThenZeroElse(hn::And(hn::Eq(size, zero), hn::Eq(g, zero)), step);
    before = hn::IfThenZeroElse(turned, g);
    // A NaN is neither larger nor smaller than 0, and is handed on.
    const auto moves = hn::Gt(hn::Abs(before), zero);
    return hn::Sub(w, hn::IfThenElse(moves, hn::CopySign(step, before), before));
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
