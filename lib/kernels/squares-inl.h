// The sums of squares that norms are made of.
#if defined(NEURO_LIB_KERNELS_SQUARES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_SQUARES_INL_H_
#undef NEURO_LIB_KERNELS_SQUARES_INL_H_
#else
#define NEURO_LIB_KERNELS_SQUARES_INL_H_
#endif

#include "kernels/fma-inl.h"
#include "kernels/update.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// kVectors vectors of columns of one panel, of doubles, whatever T is.
template <class T, size_t kVectors>
HWY_INLINE void SquaresOfPanel(const T* HWY_RESTRICT panel, size_t depth, double* sums) {
  const hn::ScalableTag<double> d;
  using V = hn::Vec<decltype(d)>;
  constexpr size_t kLanes = hn::MaxLanes(hn::ScalableTag<double>());
  V sum[kVectors];
#pragma GCC unroll 4
  for (size_t v = 0; v < kVectors; ++v) sum[v] = hn::Zero(d);
  for (size_t k = 0; k < depth; ++k, panel += kVectors * kLanes) {
#pragma GCC unroll 4
    for (size_t v = 0; v < kVectors; ++v) {
      V x;
      if constexpr (sizeof(T) == sizeof(double)) {
        x = hn::Load(d, panel + v * kLanes);
      } else {
        x = hn::PromoteTo(d, hn::Load(hn::Rebind<T, decltype(d)>(), panel + v * kLanes));
      }
      sum[v] = Fma(d, x, x, sum[v]);
    }
  }
#pragma GCC unroll 4
  for (size_t v = 0; v < kVectors; ++v) hn::StoreU(sum[v], d, sums + v * kLanes);
}

template <class T>
void SumSquares(const ColumnSquares<T>& c) {
  constexpr size_t kWidth = Vectors<T>::kPanelWidth;
  constexpr size_t kFull = kWidth / hn::MaxLanes(hn::ScalableTag<double>());
  for (size_t column = 0; column < c.width; column += kWidth) {
    const T* panel = c.panels + column * c.panel_depth;
    if (c.width - column >= kWidth) {
      SquaresOfPanel<T, kFull>(panel, c.depth, c.sums + column);
    } else {
      SquaresOfPanel<T, kFull / 2>(panel, c.depth, c.sums + column);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
