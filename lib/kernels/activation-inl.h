// Activation functions and their derivatives, a vector at a time. Each is a functor that returns
// the activation of z and stores its slope, the derivative at z. Where a function is no smooth
// continuation at 0, its slope there is that of the negative side. NaN stays NaN; infinities go
// where the limits are.
#if defined(NEURO_LIB_KERNELS_ACTIVATION_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_ACTIVATION_INL_H_
#undef NEURO_LIB_KERNELS_ACTIVATION_INL_H_
#else
#define NEURO_LIB_KERNELS_ACTIVATION_INL_H_
#endif

#include <iterator>
#include <limits>

#include "base/elementary.h"
#include "kernels/dropout-inl.h"
#include "kernels/exp-inl.h"
#include "kernels/fma-inl.h"
#include "kernels/gelu-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

struct Identity {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V z, V& slope) const {
    slope = hn::Set(d, hn::TFromD<D>{1});
    return z;
  }
};

struct Relu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V z, V& slope) const {
    slope = hn::IfThenElseZero(hn::Gt(z, hn::Zero(d)), hn::Set(d, hn::TFromD<D>{1}));
    return hn::IfThenZeroElse(hn::Lt(z, hn::Zero(d)), z);
  }
};

template <class T>
struct LeakyRelu {
  T below;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V z, V& slope) const {
    slope = hn::IfThenElse(hn::Gt(z, hn::Zero(d)), hn::Set(d, T{1}), hn::Set(d, below));
    return hn::Mul(z, slope);
  }
};

// scale z above 0, else below (exp(z) - 1): ELU, and SELU.
template <class T>
struct ExponentialUnit {
  T scale, below;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V z, V& slope) const {
    const auto above = hn::Gt(z, hn::Zero(d));
    const V k = hn::Set(d, scale), a = hn::Set(d, below);
    const ExpPair<V> e = ExpAndLessOne(d, z);
    slope = hn::IfThenElse(above, k, hn::Mul(a, e.exp));
    return hn::IfThenElse(above, hn::Mul(k, z), hn::Mul(a, e.less_one));
  }
};

// s(z) = 1 / (1 + exp(-z)), s(-z), and their product, the derivative. All without cancellation:
// exp(-|z|) is at most 1.
template <class V>
struct Logistic {
  V value, rest, slope;
  V decay;       // exp(-|z|)
  V reciprocal;  // 1 / (1 + decay)
};

template <class D, class V>
HWY_INLINE Logistic<V> LogisticOf(D d, V z) {
  const V one = hn::Set(d, hn::TFromD<D>{1});
  const V e = Exp(d, hn::Neg(hn::Abs(z)));
  const V near_one = hn::Div(one, hn::Add(one, e)), near_zero = hn::Mul(e, near_one);
  const auto negative = hn::Lt(z, hn::Zero(d));
  return {hn::IfThenElse(negative, near_zero, near_one),
          hn::IfThenElse(negative, near_one, near_zero), hn::Mul(near_one, near_zero), e, near_one};
}

struct Sigmoid {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V z, V& slope) const {
    const Logistic<V> s = LogisticOf(d, z);
    slope = s.slope;
    return s.value;
  }
};

// x, or `most` with the sign of x where |x| is larger: so that infinity times 0 is 0.
template <class D, class V>
HWY_INLINE V Within(D d, V x, hn::TFromD<D> most) {
  const V bound = hn::Set(d, most);
  return hn::IfThenElse(hn::Gt(hn::Abs(x), bound), hn::CopySign(bound, x), x);
}

struct Silu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V z, V& slope) const {
    const Logistic<V> s = LogisticOf(d, z);
    const V bounded = Within(d, z, std::numeric_limits<hn::TFromD<D>>::max());
    slope = Fma(d, bounded, s.slope, s.value);
    return hn::IfThenElse(hn::Lt(z, hn::Zero(d)), hn::Mul(bounded, s.value), hn::Mul(z, s.value));
  }
};

// With e = exp(2|z|): (e - 1) / (e + 1), derivative 4 e / (e + 1)^2.
struct Tanh {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V z, V& slope) const {
    using T = hn::TFromD<D>;
    constexpr T kMost = sizeof(T) == 4 ? 80 : 700;  // 1 and nearly 0 lie long before
    const V magnitude = hn::Abs(z);
    const ExpPair<V> e = ExpAndLessOne(d, Within(d, hn::Add(magnitude, magnitude), kMost));
    const V reciprocal = hn::Div(hn::Set(d, T{1}), hn::Add(e.less_one, hn::Set(d, T{2})));
    const V twice = hn::Add(reciprocal, reciprocal);
    slope = hn::Mul(hn::Mul(e.exp, twice), twice);
    return hn::CopySign(hn::Mul(e.less_one, reciprocal), z);
  }
};

// log(1 + x) of x in [0, 1]: log(1 + f), or log 2 + log(1 + f), where -0.3 < f < 0.42, as
// log_positive() of base/elementary.h does it.
template <class D, class V>
HWY_INLINE V LogOfOnePlus(D d, V x) {
  using T = hn::TFromD<D>;
  using C = LogConstants;
  constexpr size_t kTerms = std::size(C::kSeries);
  constexpr size_t kFirst = sizeof(T) == 4 ? kTerms - 5 : 0;
  const V one = hn::Set(d, T{1}), half = hn::Set(d, T{0.5});
  const auto large = hn::Gt(x, hn::Set(d, static_cast<T>(0.4142)));
  const V f = hn::IfThenElse(large, hn::Mul(hn::Sub(x, one), half), x);
  const V s = hn::Div(f, hn::Add(f, hn::Set(d, T{2})));
  const V z = hn::Mul(s, s);
  V tail = hn::Set(d, static_cast<T>(C::kSeries[kFirst]));
#pragma GCC unroll 16
  for (size_t i = kFirst + 1; i < kTerms; ++i) {
    tail = Fma(d, tail, z, hn::Set(d, static_cast<T>(C::kSeries[i])));
  }
  const V log = hn::Sub(f, hn::Mul(s, hn::Sub(f, hn::Mul(tail, z))));
  return hn::IfThenElse(large, hn::Add(log, hn::Set(d, static_cast<T>(0x1.62e42fefa39efp-1))), log);
}

// log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|)).
struct Softplus {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V z, V& slope) const {
    const Logistic<V> s = LogisticOf(d, z);
    slope = s.value;
    return hn::Add(hn::IfThenElseZero(hn::Gt(z, hn::Zero(d)), z), LogOfOnePlus(d, s.decay));
  }
};

template <class T, class Function>
HWY_NOINLINE void ActivateRows(const Activate<T>& a, Function function) {
  const typename Vectors<T>::D d;
  using V = typename Vectors<T>::V;
  for (size_t row = 0; row < a.rows; ++row) {
    T* HWY_RESTRICT z = a.z + row * a.stride;
    T* HWY_RESTRICT slopes = a.slopes + (a.slopes == nullptr ? 0 : row * a.slope_stride);
    for (size_t i = 0; i < a.units; i += Vectors<T>::kLanes) {
      V slope;
      hn::Store(function(d, hn::Load(d, z + i), slope), d, z + i);
      if (slopes != nullptr) hn::Store(slope, d, slopes + i);
    }
  }
}

// SELU's constants (Klambauer et al. 2017).
constexpr double kSeluScale = 1.0507009873554805, kSeluAlpha = 1.6732632423543772;

template <class T>
void ActivateLayer(const Activate<T>& a) {
  switch (a.activation) {
    case Activation::kIdentity:
      if (a.slopes != nullptr) ActivateRows(a, Identity());
      break;
    case Activation::kRelu:
      ActivateRows(a, Relu());
      break;
    case Activation::kLeakyRelu:
      ActivateRows(a, LeakyRelu<T>{a.parameter});
      break;
    case Activation::kElu:
      ActivateRows(a, ExponentialUnit<T>{1, a.parameter});
      break;
    case Activation::kSelu:
      ActivateRows(a, ExponentialUnit<T>{static_cast<T>(kSeluScale),
                                         static_cast<T>(kSeluScale * kSeluAlpha)});
      break;
    case Activation::kGelu:
      ActivateRows(a, Gelu());
      break;
    case Activation::kSilu:
      ActivateRows(a, Silu());
      break;
    case Activation::kTanh:
      ActivateRows(a, Tanh());
      break;
    case Activation::kSigmoid:
      ActivateRows(a, Sigmoid());
      break;
    case Activation::kSoftplus:
      ActivateRows(a, Softplus());
      break;
  }
  if (a.dropout != nullptr) {
    DropRows(*a.dropout, a.rows, a.units, a.z, a.stride, a.slopes, a.slope_stride);
  }
}

// The output layer's sigmoid.
template <class T>
void SigmoidRows(T* z, size_t stride, size_t rows, size_t outputs) {
  Activate<T> a{};
  a.z = z;
  a.stride = stride;
  a.rows = rows;
  a.units = outputs;
  ActivateRows(a, Sigmoid());
  for (size_t row = 0; row < rows; ++row) {
    T* of_row = z + row * stride;
    for (size_t i = outputs; i < round_up(outputs, kRowUnit); ++i) of_row[i] = 0;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
