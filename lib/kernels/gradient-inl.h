// The weight gradient of a dense layer, A^T D, and its use, such as the update of the weights, in
// the same pass. Needs no packing: A's rows are broadcast element by element, D's rows are loaded.
#if defined(NEURO_LIB_KERNELS_GRADIENT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_GRADIENT_INL_H_
#undef NEURO_LIB_KERNELS_GRADIENT_INL_H_
#else
#define NEURO_LIB_KERNELS_GRADIENT_INL_H_
#endif

#include <algorithm>
#include <array>
#include <utility>

#include "base/aligned_buffer.h"
#include "base/block_sum.h"
#include "kernels/fma-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// Fetches memory that is about to be written.
template <class T>
HWY_INLINE void PrefetchLines(T* begin, size_t n) {
  for (size_t i = 0; i < n; i += kCacheLine / sizeof(T)) __builtin_prefetch(begin + i, 1);
}

// Compiled on their own, see update.cc.
extern const UpdateKernels<float> kFloatUpdates;
extern const UpdateKernels<double> kDoubleUpdates;

template <class T>
HWY_INLINE const UpdateKernels<T>& UpdatesOfTarget() {
  if constexpr (sizeof(T) == 4) {
    return kFloatUpdates;
  } else {
    return kDoubleUpdates;
  }
}

// The optimizer's step of rows [k, k + rows) of the panel of `width` columns at `column`, whose
// gradient is in `tile`.
template <class T>
HWY_NOINLINE void UpdateTile(const GradientStep<T>& g, size_t k, size_t rows, size_t column,
                             size_t width, const T* tile) {
  const size_t at = column * g.panel_depth + k * width;
  const size_t bias = g.panel_depth - 1;
  const size_t n = (std::min(k + rows, bias) - k) * width;  // of regularised weights
  const auto update = [&](size_t begin, size_t size, bool regularised) {
    Update<T> u{};
    u.constants = g.constants;
    u.weights = g.panels + at + begin;
    u.gradients = tile + begin;
    for (size_t slot = 0; slot < optimizer_slots(g.constants->optimizer); ++slot) {
      u.state[slot] = g.state[slot] + at + begin;
    }
    u.n = size;
    u.regularised = regularised;
    UpdatesOfTarget<T>().update(u);
  };
  if (n > 0) update(0, n, true);
  if (k + rows > bias) update(n, width, false);
}

// gradients[i] += tile[i].
template <class T>
HWY_NOINLINE void AddTile(const T* HWY_RESTRICT tile, size_t n, T* HWY_RESTRICT gradients) {
  const typename Vectors<T>::D d;
  for (size_t i = 0; i < n; i += Vectors<T>::kLanes) {
    hn::Store(hn::Add(hn::Load(d, gradients + i), hn::Load(d, tile + i)), d, gradients + i);
  }
}

// One register tile: rows [k, k + kRows) of one panel of kVectors vectors.
template <class T, size_t kRows, size_t kVectors>
void StepTile(const GradientStep<T>& g, size_t k, size_t column) {
  using V = typename Vectors<T>::V;
  const typename Vectors<T>::D d;
  constexpr size_t kLanes = Vectors<T>::kLanes;
  constexpr size_t kWidth = kVectors * kLanes;
  constexpr size_t kTile = kRows * kWidth;
  const size_t blocks = ceil_div(g.batch, kBlockRows);

  const size_t at = column * g.panel_depth + k * kWidth;  // of the tile
  const bool stores = g.use == GradientUse::kStore || g.use == GradientUse::kAdd;
  T* HWY_RESTRICT result = (stores ? g.gradients : g.panels) + at;
  if (blocks > 1) PrefetchLines(result, kTile);  // it is wanted last

  V sum[kRows][kVectors];
  for (size_t block = 0;; ++block) {  // a batch has at least one row
#pragma GCC unroll 16
    for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
      for (size_t v = 0; v < kVectors; ++v) sum[r][v] = hn::Zero(d);
    }
    const size_t begin = block * kBlockRows;
    const size_t end = std::min(begin + kBlockRows, g.batch);
    const T* HWY_RESTRICT a = g.activations + begin * g.activation_stride + k;
    const T* HWY_RESTRICT b = g.deltas + begin * g.delta_stride + column;
    for (size_t i = begin; i < end; ++i, a += g.activation_stride, b += g.delta_stride) {
      // Rows lie so far apart that the hardware does not foresee the next one.
      constexpr size_t kAhead = 8;
      __builtin_prefetch(a + kAhead * g.activation_stride);
#pragma GCC unroll 2
      for (size_t v = 0; v < kVectors; ++v) {
        __builtin_prefetch(b + kAhead * g.delta_stride + v * kLanes);
      }
      V deltas[kVectors];
#pragma GCC unroll 2
      for (size_t v = 0; v < kVectors; ++v) deltas[v] = hn::Load(d, b + v * kLanes);
#pragma GCC unroll 16
      for (size_t r = 0; r < kRows; ++r) {
        const V input = hn::Set(d, a[r]);
#pragma GCC unroll 2
        for (size_t v = 0; v < kVectors; ++v) sum[r][v] = Fma(d, input, deltas[v], sum[r][v]);
      }
    }
    const T* stored = g.scratch;
    for (size_t merge = merge_levels(block, blocks); merge != 0; merge >>= 1, stored += kTile) {
      if ((merge & 1) == 0) continue;
#pragma GCC unroll 16
      for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
        for (size_t v = 0; v < kVectors; ++v) {
          sum[r][v] = hn::Add(hn::Load(d, stored + r * kWidth + v * kLanes), sum[r][v]);
        }
      }
    }
    if (block + 1 == blocks) break;
    T* store = g.scratch + store_level(block) * kTile;
#pragma GCC unroll 16
    for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
      for (size_t v = 0; v < kVectors; ++v) {
        hn::Store(sum[r][v], d, store + r * kWidth + v * kLanes);
      }
    }
  }

  if (g.use != GradientUse::kDescend) {
    T* sums = g.use == GradientUse::kStore ? result : g.scratch + tree_levels(blocks) * kTile;
#pragma GCC unroll 16
    for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
      for (size_t v = 0; v < kVectors; ++v) {
        hn::Store(sum[r][v], d, sums + r * kWidth + v * kLanes);
      }
    }
    if (g.use == GradientUse::kUpdate) UpdateTile(g, k, kRows, column, kWidth, sums);
    if (g.use == GradientUse::kAdd) AddTile(sums, kTile, result);
    return;
  }
  const V step = hn::Set(d, -g.rate);
#pragma GCC unroll 16
  for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
    for (size_t v = 0; v < kVectors; ++v) {
      T* w = result + r * kWidth + v * kLanes;
      hn::Store(Fma(d, step, sum[r][v], hn::Load(d, w)), d, w);
    }
  }
}

template <class T>
using StepTileFunction = void (*)(const GradientStep<T>&, size_t, size_t);

template <class T, size_t kVectors, size_t... kRows>
constexpr std::array<StepTileFunction<T>, sizeof...(kRows)> StepTiles(
    std::index_sequence<kRows...>) {
  return {StepTile<T, kRows + 1, kVectors>...};
}

// The tiles of rows [k, k + rows) and columns [first, last). Between them, slice by slice, the
// activations of the rows that come next are fetched into L2: where those end, since they begin in
// a line that these have touched.
template <class T>
HWY_INLINE void StepRows(const GradientStep<T>& g, size_t k, size_t rows, size_t first,
                         size_t last) {
  constexpr size_t kWidth = Vectors<T>::kPanelWidth;
  static constexpr auto kFull = StepTiles<T, 2>(std::make_index_sequence<kTileRows>());
  static constexpr auto kHalf = StepTiles<T, 1>(std::make_index_sequence<kTileRows>());
  const size_t slice = g.batch > kBlockRows ? ceil_div(g.batch, ceil_div(last - first, kWidth)) : 0;
  size_t fetched = 0;
  for (size_t column = first; column < last; column += kWidth) {
    const size_t until = std::min(fetched + slice, g.batch);
    for (; fetched < until; ++fetched) {
      __builtin_prefetch(g.activations + fetched * g.activation_stride + k + 2 * rows, 0, 2);
    }
    const auto& tiles = last - column >= kWidth ? kFull : kHalf;
    tiles[rows - 1](g, k, column);
  }
}

template <class T>
void StepGradient(const GradientStep<T>& g) {
  constexpr size_t kWidth = Vectors<T>::kPanelWidth;
  // So many panels that their columns of the deltas stay in L2 while all tiles of weights go by.
  constexpr size_t kDeltaBytes = 512 << 10;
  const size_t panels = std::max<size_t>(kDeltaBytes / (g.batch * kWidth * sizeof(T)), 1);
  for (size_t first = 0; first < g.width; first += panels * kWidth) {
    const size_t last = std::min(first + panels * kWidth, g.width);
    EvenPieces(g.last - g.first, kTileRows, [&](size_t begin, size_t rows) HWY_ATTR {
      StepRows(g, g.first + begin, rows, first, last);
    });
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
