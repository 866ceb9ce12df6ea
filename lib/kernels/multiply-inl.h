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
#include <bit>
#include <utility>

#include "base/aligned_buffer.h"
#include "kernels/fma-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// One register tile of a product: kRows rows of A times kPanels panels of kVectors vectors, over
// the depth [k_begin, k_end). The tile starts from C where an earlier part of the depth left it.
template <class T, size_t kRows, size_t kVectors, size_t kPanels>
void MultiplyTile(const Product<T>& p, size_t row, size_t column, size_t k_begin, size_t k_end) {
  using V = typename Vectors<T>::V;
  const typename Vectors<T>::D d;
  constexpr size_t kLanes = Vectors<T>::kLanes;
  constexpr size_t kWidth = kVectors * kLanes;
  constexpr size_t kAll = kPanels * kVectors;
  const T* HWY_RESTRICT panel = p.panels + column * p.panel_depth;
  const size_t next_panel = p.panel_depth * kWidth;
  const auto offset = [next_panel](size_t v)
                          HWY_ATTR { return v / kVectors * next_panel + v % kVectors * kLanes; };
  T* HWY_RESTRICT c = p.c + row * p.c_stride + column;

  V sum[kRows][kAll];
#pragma GCC unroll 16
  for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
    for (size_t v = 0; v < kAll; ++v) {
      if (k_begin > 0) {
        sum[r][v] = hn::Load(d, c + r * p.c_stride + v * kLanes);
      } else if (p.biased) {
        sum[r][v] = hn::Load(d, panel + p.depth * kWidth + offset(v));
      } else {
        sum[r][v] = hn::Zero(d);
      }
    }
  }

  const T* HWY_RESTRICT a = p.a + row * p.a_stride;
  const T* HWY_RESTRICT b = panel + k_begin * kWidth;
  for (size_t k = k_begin; k < k_end; ++k, b += kWidth) {
    if constexpr (kPanels > 1) {
      V inputs[kRows];
#pragma GCC unroll 16
      for (size_t r = 0; r < kRows; ++r) inputs[r] = hn::Set(d, a[r * p.a_stride + k]);
#pragma GCC unroll 8
      for (size_t v = 0; v < kAll; ++v) {
        const V weights = hn::Load(d, b + offset(v));
#pragma GCC unroll 16
        for (size_t r = 0; r < kRows; ++r) sum[r][v] = Fma(d, inputs[r], weights, sum[r][v]);
      }
    } else {
      V weights[kAll];
#pragma GCC unroll 8
      for (size_t v = 0; v < kAll; ++v) weights[v] = hn::Load(d, b + offset(v));
#pragma GCC unroll 16
      for (size_t r = 0; r < kRows; ++r) {
        const V input = hn::Set(d, a[r * p.a_stride + k]);
#pragma GCC unroll 8
        for (size_t v = 0; v < kAll; ++v) sum[r][v] = Fma(d, input, weights[v], sum[r][v]);
      }
    }
  }

  const bool last = k_end == p.depth;
#pragma GCC unroll 16
  for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
    for (size_t v = 0; v < kAll; ++v) {
      V x = sum[r][v];
      if (last && p.epilogue == Epilogue::kRelu) {
        x = hn::IfThenZeroElse(hn::Lt(x, hn::Zero(d)), x);
      } else if (last && p.epilogue == Epilogue::kWherePositive) {
        const V mask = hn::Load(d, p.mask + (row + r) * p.mask_stride + column + v * kLanes);
        x = hn::IfThenElseZero(hn::Gt(mask, hn::Zero(d)), x);
      } else if (last && p.epilogue == Epilogue::kTimesMask) {
        x = hn::Mul(x, hn::Load(d, p.mask + (row + r) * p.mask_stride + column + v * kLanes));
      }
      hn::Store(x, d, c + r * p.c_stride + v * kLanes);
    }
  }
}

// Few rows leave most registers without an accumulator, and an FMA waits for the one before it in
// its chain: several panels at once, a power of two, make more chains.
constexpr size_t kMostPanels = 4;
constexpr size_t kFewestRowsForOnePanel = 4;
constexpr size_t PanelsAtOnce(size_t rows) {
#if HWY_NATIVE_FMA
  if (rows < kFewestRowsForOnePanel) return std::bit_floor(std::min(kMostPanels, kTileRows / rows));
#endif
  (void)rows;
  return 1;
}

template <class T>
using MultiplyTileFunction = void (*)(const Product<T>&, size_t, size_t, size_t, size_t);
template <class T>
using MultiplyTileTable = std::array<MultiplyTileFunction<T>, kTileRows>;

// Tiles of 1, 2, ... kTileRows rows and so many panels of kVectors vectors, or fewer where the
// registers would not do.
template <class T, size_t kVectors, size_t kPanels, size_t... kRows>
constexpr MultiplyTileTable<T> MultiplyTiles(std::index_sequence<kRows...>) {
  return {MultiplyTile<T, kRows + 1, kVectors, std::min(kPanels, PanelsAtOnce(kRows + 1))>...};
}

// A part of a product that is worked through in one go.
struct ProductPart {
  size_t row, rows;
  size_t column, column_end;  // whole panels
  size_t k, k_end;
};

// At most kTileRows rows, tile by tile.
template <class T>
HWY_INLINE void MultiplyRows(const Product<T>& p, const ProductPart& part) {
  constexpr size_t kWidth = Vectors<T>::kPanelWidth;
  constexpr std::make_index_sequence<kTileRows> kRows{};
  static constexpr auto kFour = MultiplyTiles<T, 2, 4>(kRows);
  static constexpr auto kTwo = MultiplyTiles<T, 2, 2>(kRows);
  static constexpr auto kOne = MultiplyTiles<T, 2, 1>(kRows);
  static constexpr auto kHalf = MultiplyTiles<T, 1, 1>(kRows);
  const size_t most = PanelsAtOnce(part.rows);
  size_t column = part.column;
  const auto tiles = [&](const MultiplyTileTable<T>& table, size_t width) HWY_ATTR {
    for (; part.column_end - column >= width; column += width) {
      table[part.rows - 1](p, part.row, column, part.k, part.k_end);
    }
  };
  if (most >= 4) tiles(kFour, 4 * kWidth);
  if (most >= 2) tiles(kTwo, 2 * kWidth);
  tiles(kOne, kWidth);
  if (column < part.column_end) kHalf[part.rows - 1](p, part.row, column, part.k, part.k_end);
}

// Any number of rows. Between tiles, slice by slice, the panel that comes next is fetched into L2:
// weights of wide layers come from further away.
template <class T>
HWY_INLINE void MultiplyPanels(const Product<T>& p, const ProductPart& part, const T* next_panel) {
  constexpr size_t kWorthFetching = 4;  // tiles; fewer have no time to fetch a panel in
  constexpr size_t kLine = kCacheLine / sizeof(T);
  const size_t tiles = ceil_div(part.rows, kTileRows);
  const size_t panel = (part.k_end - part.k) * Vectors<T>::kPanelWidth;
  const size_t slice = tiles > kWorthFetching ? round_up(ceil_div(panel, tiles), kLine) : 0;
  EvenPieces(part.rows, kTileRows, [&](size_t row, size_t rows) HWY_ATTR {
    for (size_t i = 0; i < slice; i += kLine) __builtin_prefetch(next_panel + i, 0, 2);
    next_panel += slice;
    MultiplyRows(p, {part.row + row, rows, part.column, part.column_end, part.k, part.k_end});
  });
}

// Blocks that stay in cache while others go by: in L1 a panel's part of kPanelDepthBytes a column,
// or the rows of A where they are few; in L2 so much of A, and of C, to which the parts of the
// depth come back.
constexpr size_t kPanelDepthBytes = 1088;
constexpr size_t kFewInputBytes = 48 << 10;
constexpr size_t kInputBytes = 1200 << 10;
constexpr size_t kOutputBytes = 128 << 10;

template <class T>
HWY_INLINE void MultiplyRowBlock(const Product<T>& p, size_t row, size_t rows) {
  constexpr size_t kWidth = Vectors<T>::kPanelWidth;
  const size_t depth_parts = rows * p.depth * sizeof(T) <= kFewInputBytes
                                 ? 1
                                 : ceil_div(p.depth * sizeof(T), kPanelDepthBytes);
  const size_t depth = ceil_div(p.depth, depth_parts);
  const bool few = rows / ceil_div(rows, kTileRows) < kFewestRowsForOnePanel;
  const size_t columns = (few ? kMostPanels : 1) * kWidth;
  const size_t group = std::max(kOutputBytes / (rows * columns * sizeof(T)), size_t{1}) * columns;
  for (size_t begin = 0; begin < p.width; begin += group) {
    const size_t end = std::min(begin + group, p.width);
    for (size_t k = 0; k < p.depth; k += depth) {
      const size_t k_end = std::min(k + depth, p.depth);
      for (size_t column = begin; column < end; column += columns) {
        const size_t column_end = std::min(column + columns, end);
        // The next panel, the group's first one further down, or the next group's.
        const bool down = column_end == end && k_end < p.depth;
        const T* next = p.panels + (down ? begin * p.panel_depth + k_end * kWidth
                                         : column_end * p.panel_depth + k * kWidth);
        MultiplyPanels(p, {row, rows, column, column_end, k, k_end}, next);
      }
    }
  }
}

template <class T>
void Multiply(const Product<T>& p) {
  // What small networks and single rows consist of: no time to lose with blocks.
  if (p.rows <= kTileRows && p.rows * p.depth * sizeof(T) <= kFewInputBytes) {
    return MultiplyRows(p, {0, p.rows, 0, p.width, 0, p.depth});
  }
  constexpr size_t kLeastTiles = 4;
  const size_t tiles = kInputBytes / (p.depth * sizeof(T) * kTileRows);
  EvenPieces(p.rows, std::max(tiles, kLeastTiles) * kTileRows,
             [&](size_t row, size_t rows) HWY_ATTR { MultiplyRowBlock(p, row, rows); });
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
