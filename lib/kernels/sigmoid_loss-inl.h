// Binary cross-entropy of sigmoid outputs fused with its derivative: sums z become deltas in place.
// Row-wise sums run over kRowUnit partial ones whatever the vector width, as in softmax-inl.h.
#if defined(NEURO_LIB_KERNELS_SIGMOID_LOSS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_SIGMOID_LOSS_INL_H_
#undef NEURO_LIB_KERNELS_SIGMOID_LOSS_INL_H_
#else
#define NEURO_LIB_KERNELS_SIGMOID_LOSS_INL_H_
#endif

#include <algorithm>

#include "base/elementary.h"
#include "kernels/fma-inl.h"
#include "kernels/loss-inl.h"
#include "kernels/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// The targets of outputs [first, first + n) of a row, into zeros.
template <class T>
HWY_INLINE void CopyTargets(const OutputLoss<T>& o, size_t row, size_t first, size_t n,
                            T* HWY_RESTRICT to) {
  if (o.labels == nullptr) {
    const T* t = o.targets + row * o.target_stride + first;
    for (size_t i = 0; i < n; ++i) to[i] = t[i];
    return;
  }
  const auto label = static_cast<size_t>(o.labels[row]);
  if (o.outputs == 1) {
    to[0] = static_cast<T>(label);
  } else if (label >= first && label - first < n) {
    to[label - first] = 1;
  }
}

// kRowUnit numbers in double.
struct Partials {
  using D = hn::ScalableTag<double>;
  static constexpr size_t kLanes = hn::MaxLanes(D());
  static constexpr size_t kVectors = kRowUnit / kLanes;
  hn::Vec<D> v[kVectors];

  HWY_INLINE explicit Partials(double start) {
#pragma GCC unroll 16
    for (hn::Vec<D>& x : v) x = hn::Set(D(), start);
  }
};

// Calls change(partial vector, kRowUnit numbers of T in double) for all vectors.
template <class T, class Change>
HWY_INLINE void ForPartials(Partials& partials, const T* numbers, Change&& change) {
  const Partials::D d;
#pragma GCC unroll 16
  for (size_t i = 0; i < Partials::kVectors; ++i) {
    const T* from = numbers + i * Partials::kLanes;
    if constexpr (sizeof(T) == sizeof(double)) {
      change(partials.v[i], hn::Load(d, from));
    } else {
      change(partials.v[i], hn::PromoteTo(d, hn::Load(hn::Rebind<T, Partials::D>(), from)));
    }
  }
}

// All of them in one, pairwise.
template <class Join>
HWY_INLINE double Joined(const Partials& partials, Join&& join) {
  HWY_ALIGN double x[kRowUnit];
#pragma GCC unroll 16
  for (size_t i = 0; i < Partials::kVectors; ++i) {
    hn::Store(partials.v[i], Partials::D(), x + i * Partials::kLanes);
  }
  for (size_t half = kRowUnit / 2; half > 0; half /= 2) {
    for (size_t i = 0; i < half; ++i) x[i] = join(x[i], x[i + half]);
  }
  return x[0];
}

struct SigmoidSpan {
  double loss;  // the sum of all outputs'
  bool correct;
};

// With e = exp(-|z|), which does not overflow: loss = max(z, 0) - z t + log(1 + e), and the
// derivative is p - t with p = 1 / (1 + e) or, where z < 0, e / (1 + e). Of the outputs [first,
// last) of a row; they are so few that the product of all 1 + e stays in double's range: one
// logarithm does for all.
template <class T>
HWY_INLINE SigmoidSpan SigmoidLossSpan(const OutputLoss<T>& o, T* HWY_RESTRICT z, size_t row,
                                       size_t first, size_t last, T scale) {
  const typename Vectors<T>::D d;
  using V = typename Vectors<T>::V;
  constexpr size_t kLanes = Vectors<T>::kLanes;
  const V zero = hn::Zero(d), one = hn::Set(d, T{1}), half = hn::Set(d, static_cast<T>(0.5));
  const V share = hn::Set(d, o.smoothing / 2), keep = hn::Set(d, 1 - o.smoothing);
  Partials sum(0), product(1);
  auto wrong = hn::FirstN(d, 0);
  HWY_ALIGN T targets[kRowUnit], linear[kRowUnit], exponentials[kRowUnit];
  for (size_t i = first; i < last; i += kRowUnit) {
    const size_t n = std::min(last - i, kRowUnit);
    std::fill_n(targets, kRowUnit, T{0});
    CopyTargets(o, row, i, n, targets);
#pragma GCC unroll 16
    for (size_t at = 0; at < kRowUnit; at += kLanes) {
      const auto used = hn::FirstN(d, at < n ? n - at : 0);
      const V x = hn::Load(d, z + i + at);
      V t = hn::Load(d, targets + at);
      wrong = hn::Or(wrong, hn::And(used, hn::Xor(hn::Gt(x, zero), hn::Ge(t, half))));
      t = Fma(d, t, keep, share);
      const auto negative = hn::Lt(x, zero);
      const V e = hn::IfThenElseZero(used, Exp(d, hn::Neg(hn::Abs(x))));
      const V p = hn::Div(hn::IfThenElse(negative, e, one), hn::Add(one, e));
      const V l = Fma(d, hn::Neg(x), t, hn::IfThenZeroElse(negative, x));
      hn::Store(e, d, exponentials + at);
      hn::Store(hn::IfThenElseZero(used, l), d, linear + at);
      hn::Store(hn::IfThenElseZero(used, hn::Mul(hn::Sub(p, t), hn::Set(d, scale))), d, z + i + at);
    }
    using Numbers = hn::Vec<Partials::D>;
    ForPartials(sum, linear, [](Numbers& to, Numbers x) HWY_ATTR { to = hn::Add(to, x); });
    ForPartials(product, exponentials, [](Numbers& to, Numbers x) HWY_ATTR {
      to = hn::Mul(to, hn::Add(hn::Set(Partials::D(), 1.0), x));
    });
  }
  const double total = Joined(sum, [](double a, double b) HWY_ATTR { return a + b; });
  const double whole = Joined(product, [](double a, double b) HWY_ATTR { return a * b; });
  return {total + log_positive(whole), hn::AllFalse(d, wrong)};
}

template <class T>
size_t BinaryCrossEntropy(const OutputLoss<T>& o) {
  constexpr size_t kSpan = 512;  // no factor is above 2, so no product above 2^512
  const T scale = o.scale / static_cast<T>(o.outputs);
  size_t correct_rows = 0;
  T* z = o.z;
  for (size_t row = 0; row < o.rows; ++row, z += o.stride) {
    const T weight = WeightOf(o, row);
    double loss = 0;
    bool correct = true;
    for (size_t first = 0; first < o.outputs; first += kSpan) {
      const size_t last = std::min(first + kSpan, o.outputs);
      const SigmoidSpan span = SigmoidLossSpan(o, z, row, first, last, scale * weight);
      loss += span.loss;
      correct = correct && span.correct;
    }
    o.losses[row] = loss / static_cast<double>(o.outputs) * static_cast<double>(weight);
    correct_rows += correct ? 1 : 0;
  }
  return correct_rows;
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
