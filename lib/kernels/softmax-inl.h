// Softmax. Row-wise sums run over kRowUnit partial sums whatever the vector width, which are then
// added pairwise.
#if defined(NEURO_LIB_KERNELS_SOFTMAX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_SOFTMAX_INL_H_
#undef NEURO_LIB_KERNELS_SOFTMAX_INL_H_
#else
#define NEURO_LIB_KERNELS_SOFTMAX_INL_H_
#endif

#include "kernels/exp-inl.h"
#include "kernels/fma-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// The sum of kRowUnit partial sums, that of element i being the sum of the elements i + k kRowUnit.
template <class V, size_t kSums>
HWY_INLINE auto SumPairwise(const V (&sums)[kSums]) {
  const hn::DFromV<V> d;
  HWY_ALIGN hn::TFromV<V> partial[kRowUnit];
#pragma GCC unroll 16
  for (size_t s = 0; s < kSums; ++s) hn::Store(sums[s], d, partial + s * (kRowUnit / kSums));
  for (size_t half = kRowUnit / 2; half > 0; half /= 2) {
    for (size_t i = 0; i < half; ++i) partial[i] += partial[i + half];
  }
  return partial[0];
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

  return {max, SumPairwise(sums)};
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
