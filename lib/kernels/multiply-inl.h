// The product of row-major activations with packed panels: the forward pass (weights) and the
// backward pass (transposed weights). Vectorised over the outputs, never over k.
#if defined(NEURO_LIB_KERNELS_MULTIPLY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_MULTIPLY_INL_H_
#undef NEURO_LIB_KERNELS_MULTIPLY_INL_H_
#else
#define NEURO_LIB_KERNELS_MULTIPLY_INL_H_
#endif

#include <algorithm>
#include <array>
#include <utility>

#include "kernels/fma-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// One register tile of a product: kRows rows of A times one panel of kVectors vectors, over the
// depth [k_begin, k_end). The tile starts from C where an earlier part of the depth left it.
template <class T, size_t kRows, size_t kVectors>
void MultiplyTile(const Product<T>& p, size_t row, size_t column, size_t k_begin, size_t k_end) {
  using V = typename Vectors<T>::V;
  const typename Vectors<T>::D d;
  constexpr size_t kLanes = Vectors<T>::kLanes;
  constexpr size_t kWidth = kVectors * kLanes;
  const T* HWY_RESTRICT panel = p.panels + column * p.panel_depth;
  T* HWY_RESTRICT c = p.c + row * p.c_stride + column;

  V sum[kRows][kVectors];
#pragma GCC unroll 16
  for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
    for (size_t v = 0; v < kVectors; ++v) {
      if (k_begin > 0) {
        sum[r][v] = hn::Load(d, c + r * p.c_stride + v * kLanes);
      } else if (p.biased) {
        sum[r][v] = hn::Load(d, panel + p.depth * kWidth + v * kLanes);
      } else {
        sum[r][v] = hn::Zero(d);
      }
    }
  }

  const T* HWY_RESTRICT a = p.a + row * p.a_stride;
  const T* HWY_RESTRICT b = panel + k_begin * kWidth;
  for (size_t k = k_begin; k < k_end; ++k, b += kWidth) {
    V weights[kVectors];
#pragma GCC unroll 2
    for (size_t v = 0; v < kVectors; ++v) weights[v] = hn::Load(d, b + v * kLanes);
#pragma GCC unroll 16
    for (size_t r = 0; r < kRows; ++r) {
      const V input = hn::Set(d, a[r * p.a_stride + k]);
#pragma GCC unroll 2
      for (size_t v = 0; v < kVectors; ++v) sum[r][v] = Fma(d, input, weights[v], sum[r][v]);
    }
  }

  const bool last = k_end == p.depth;
#pragma GCC unroll 16
  for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
    for (size_t v = 0; v < kVectors; ++v) {
      V x = sum[r][v];
      if (last && p.epilogue == Epilogue::kRelu) {
        x = hn::IfThenZeroElse(hn::Lt(x, hn::Zero(d)), x);
      } else if (last && p.epilogue == Epilogue::kWherePositive) {
        const V mask = hn::Load(d, p.mask + (row + r) * p.mask_stride + column + v * kLanes);
        x = hn::IfThenElseZero(hn::Gt(mask, hn::Zero(d)), x);
      }
      hn::Store(x, d, c + r * p.c_stride + v * kLanes);
    }
  }
}

template <class T>
using MultiplyTileFunction = void (*)(const Product<T>&, size_t, size_t, size_t, size_t);

template <class T, size_t kVectors, size_t... kRows>
constexpr std::array<MultiplyTileFunction<T>, sizeof...(kRows)> MultiplyTiles(
    std::index_sequence<kRows...>) {
  return {MultiplyTile<T, kRows + 1, kVectors>...};
}

template <class T>
void Multiply(const Product<T>& p) {
  constexpr size_t kWidth = Vectors<T>::kPanelWidth;
  constexpr auto kFull = MultiplyTiles<T, 2>(std::make_index_sequence<kTileRows>());
  constexpr auto kHalf = MultiplyTiles<T, 1>(std::make_index_sequence<kTileRows>());
  // A tile's rows of A and the panel's part that it streams stay in L1 together.
  constexpr size_t kDepth = 1024 / sizeof(T);
  for (size_t k = 0; k < p.depth; k += kDepth) {
    const size_t k_end = std::min(k + kDepth, p.depth);
    EvenPieces(p.rows, kTileRows, [&](size_t row, size_t rows) HWY_ATTR {
      for (size_t column = 0; column < p.width; column += kWidth) {
        const auto& tiles = p.width - column >= kWidth ? kFull : kHalf;
        tiles[rows - 1](p, row, column, k, k_end);
      }
    });
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
