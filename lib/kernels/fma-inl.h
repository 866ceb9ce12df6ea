// Vector types of the target being compiled, and the one fused multiply-add that all arithmetic of
// the kernels goes through.
#if defined(NEURO_LIB_KERNELS_FMA_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_FMA_INL_H_
#undef NEURO_LIB_KERNELS_FMA_INL_H_
#else
#define NEURO_LIB_KERNELS_FMA_INL_H_
#endif

#include <hwy/highway.h>

#include "base/fma.h"
#include "base/size.h"
#include "kernels/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class T>
struct Vectors {
  using D = hn::ScalableTag<T>;
  using V = hn::Vec<D>;
  static constexpr size_t kLanes = hn::MaxLanes(D());
  // Vectors a panel: with them and the tile's rows the accumulators fill the registers.
  static constexpr size_t kPanelVectors = 2;
  static constexpr size_t kPanelWidth = kPanelVectors * kLanes;
};

// Rows of a register tile: 14 x 2 accumulators leave AVX-512's 32 registers room for two loads and
// a broadcast, 6 x 2 do so for AVX2's 16.
#if HWY_TARGET == HWY_AVX3
constexpr size_t kTileRows = 14;
#elif HWY_TARGET == HWY_NEON
constexpr size_t kTileRows = 12;
#elif HWY_TARGET == HWY_AVX2
constexpr size_t kTileRows = 6;
#else
constexpr size_t kTileRows = 4;
#endif

// a * b + c, rounded once. Where the hardware has no FMA an exact one is called for each lane: slow
// and right.
template <class D, class V>
HWY_INLINE V Fma(D d, V a, V b, V c) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::MulAdd(a, b, c);
#else
  using T = hn::TFromD<D>;
  constexpr size_t kLanes = hn::MaxLanes(D());
  HWY_ALIGN T x[kLanes], y[kLanes], z[kLanes];
  hn::Store(a, d, x);
  hn::Store(b, d, y);
  hn::Store(c, d, z);
  for (size_t i = 0; i < kLanes; ++i) z[i] = exact_fma(x[i], y[i], z[i]);
  return hn::Load(d, z);
#endif
}

// Divides [0, n) into as few pieces of at most `most` as possible, as even as possible, and calls
// piece(begin, size): even tiles keep more accumulators busy than full ones and a small rest.
template <class Piece>
HWY_INLINE void EvenPieces(size_t n, size_t most, Piece&& piece) {
  const size_t pieces = ceil_div(n, most);
  for (size_t i = 0, begin = 0; i < pieces; ++i) {
    const size_t size = (n - begin) / (pieces - i);
    piece(begin, size);
    begin += size;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
