// Batch and layer normalisation, and their derivatives. Row-wise sums run over kRowUnit partial
// sums, as softmax's do.
#if defined(NEURO_LIB_KERNELS_NORMALISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_NORMALISE_INL_H_
#undef NEURO_LIB_KERNELS_NORMALISE_INL_H_
#else
#define NEURO_LIB_KERNELS_NORMALISE_INL_H_
#endif

#include "kernels/fma-inl.h"
#include "kernels/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// The sum of term(0 ... n-1), which is asked for a vector at a time and up to the end of the
// padding.
template <class T, class Term>
HWY_INLINE T RowSum(size_t n, Term&& term) {
  const typename Vectors<T>::D d;
  constexpr size_t kLanes = Vectors<T>::kLanes;
  constexpr size_t kSums = kRowUnit / kLanes;
  typename Vectors<T>::V sums[kSums];
#pragma GCC unroll 16
  for (size_t s = 0; s < kSums; ++s) sums[s] = hn::Zero(d);
  for (size_t i = 0; i < n; i += kRowUnit) {
#pragma GCC unroll 16
    for (size_t s = 0; s < kSums; ++s) {
      const size_t at = i + s * kLanes;
      auto x = term(at);
      if (at + kLanes > n) x = hn::IfThenElseZero(hn::FirstN(d, at < n ? n - at : 0), x);
      sums[s] = hn::Add(sums[s], x);
    }
  }
  return SumPairwise(sums);
}

// A row of x to scale x + shift, which goes to z, and x itself to `normalised` unless that is null.
template <class T, class Normal>
HWY_INLINE void NormaliseRow(const Normalise<T>& n, size_t row, Normal&& normal) {
  const typename Vectors<T>::D d;
  T* HWY_RESTRICT z = n.z + row * n.stride;
  T* keep = n.normalised == nullptr ? nullptr : n.normalised + row * n.normalised_stride;
  for (size_t i = 0; i < n.units; i += Vectors<T>::kLanes) {
    const auto x = normal(hn::Load(d, z + i), i);
    if (keep != nullptr) hn::Store(x, d, keep + i);
    hn::Store(Fma(d, x, hn::Load(d, n.scale + i), hn::Load(d, n.shift + i)), d, z + i);
  }
}

template <class T>
void NormaliseBatch(const Normalise<T>& n) {
  const typename Vectors<T>::D d;
  using V = typename Vectors<T>::V;
  for (size_t row = 0; row < n.rows; ++row) {
    NormaliseRow(n, row, [&](V z, size_t i) HWY_ATTR {
      return hn::Mul(hn::Sub(z, hn::Load(d, n.mean + i)), hn::Load(d, n.factor + i));
    });
  }
}

template <class T>
void NormaliseLayer(const Normalise<T>& n) {
  const typename Vectors<T>::D d;
  using V = typename Vectors<T>::V;
  const T units = static_cast<T>(n.units);
  for (size_t row = 0; row < n.rows; ++row) {
    const T* z = n.z + row * n.stride;
    const T sum = RowSum<T>(n.units, [&](size_t i) HWY_ATTR { return hn::Load(d, z + i); });
    const V mean = hn::Set(d, sum / units);
    const T squares = RowSum<T>(n.units, [&](size_t i) HWY_ATTR {
      const V difference = hn::Sub(hn::Load(d, z + i), mean);
      return hn::Mul(difference, difference);
    });
    const V deviation = hn::Sqrt(hn::Set(d, squares / units + n.epsilon));
    const V factor = hn::Div(hn::Set(d, T{1}), deviation);
    if (n.factors != nullptr) n.factors[row] = hn::GetLane(factor);
    NormaliseRow(n, row, [&](V x, size_t) HWY_ATTR { return hn::Mul(hn::Sub(x, mean), factor); });
  }
}

// factor scale (g - mean(g) - x mean(g x)), means over the batch.
template <class T>
void NormaliseBatchBack(const NormaliseBackward<T>& n) {
  const typename Vectors<T>::D d;
  for (size_t row = 0; row < n.rows; ++row) {
    T* HWY_RESTRICT deltas = n.deltas + row * n.stride;
    const T* x = n.normalised + row * n.normalised_stride;
    T* HWY_RESTRICT gradients = n.gradients + row * n.gradient_stride;
    for (size_t i = 0; i < n.units; i += Vectors<T>::kLanes) {
      const auto g = hn::Load(d, deltas + i);
      hn::Store(g, d, gradients + i);
      const auto product = hn::Mul(hn::Load(d, x + i), hn::Load(d, n.mean_product + i));
      const auto rest = hn::Sub(hn::Sub(g, hn::Load(d, n.mean_gradient + i)), product);
      const auto factor = hn::Mul(hn::Load(d, n.scale + i), hn::Load(d, n.factor + i));
      hn::Store(hn::Mul(factor, rest), d, deltas + i);
    }
  }
}

// With h = g scale: factor (h - mean(h) - x mean(h x)), means over the row. The padding becomes
// zero.
template <class T>
void NormaliseLayerBack(const NormaliseBackward<T>& n) {
  const typename Vectors<T>::D d;
  const T units = static_cast<T>(n.units);
  for (size_t row = 0; row < n.rows; ++row) {
    T* HWY_RESTRICT deltas = n.deltas + row * n.stride;
    const T* x = n.normalised + row * n.normalised_stride;
    T* HWY_RESTRICT gradients = n.gradients + row * n.gradient_stride;
    const auto scaled = [&](size_t i) HWY_ATTR {
      return hn::Mul(hn::Load(d, deltas + i), hn::Load(d, n.scale + i));
    };
    const auto mean = hn::Set(d, RowSum<T>(n.units, scaled) / units);
    const auto mean_product = hn::Set(d, RowSum<T>(n.units, [&](size_t i) HWY_ATTR {
                                           return hn::Mul(scaled(i), hn::Load(d, x + i));
                                         }) / units);
    const auto factor = hn::Set(d, n.factor[row]);
    for (size_t i = 0; i < n.units; i += Vectors<T>::kLanes) {
      const auto product = hn::Mul(hn::Load(d, x + i), mean_product);
      auto z = hn::Mul(factor, hn::Sub(hn::Sub(scaled(i), mean), product));
      if (i + Vectors<T>::kLanes > n.units) z = hn::IfThenElseZero(hn::FirstN(d, n.units - i), z);
      hn::Store(hn::Load(d, deltas + i), d, gradients + i);
      hn::Store(z, d, deltas + i);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
