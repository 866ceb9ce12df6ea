// Sums over a batch's rows of each column, in double and in the order of base/block_sum.h: what
// batch normalisation needs to know. A column's sum does not depend on the columns beside it.
#if defined(NEURO_LIB_KERNELS_COLUMN_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_COLUMN_INL_H_
#undef NEURO_LIB_KERNELS_COLUMN_INL_H_
#else
#define NEURO_LIB_KERNELS_COLUMN_INL_H_
#endif

#include <algorithm>

#include "base/block_sum.h"
#include "kernels/fma-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// So many columns at a time: enough chains of additions to run side by side.
constexpr size_t kColumns = kRowUnit;
constexpr size_t kColumnVectors = kColumns / Vectors<double>::kLanes;
using ColumnVector = Vectors<double>::V;

// Elements of a row from x on, as doubles. Fewer than kColumns where the range of columns ends:
// what is missing is 0, for it may lie outside the array.
template <class T>
HWY_INLINE void LoadColumns(const T* x, size_t n, ColumnVector (&to)[kColumnVectors]) {
  const Vectors<double>::D d;
  const hn::Rebind<T, Vectors<double>::D> narrow;
  HWY_ALIGN T copy[kColumns];
  if (n < kColumns) {
    std::fill_n(std::copy_n(x, n, copy), kColumns - n, T{0});
    x = copy;
  }
#pragma GCC unroll 8
  for (size_t v = 0; v < kColumnVectors; ++v) {
    const auto elements = hn::LoadU(narrow, x + v * Vectors<double>::kLanes);
    if constexpr (sizeof(T) == 4) {
      to[v] = hn::PromoteTo(d, elements);
    } else {
      to[v] = elements;
    }
  }
}

// totals[s] = sum over the rows of what add(row, sums) adds to sums[s], of kColumns columns each.
template <size_t kSums, class Add>
HWY_INLINE void SumRows(size_t rows, Add&& add, double (&totals)[kSums][kColumns]) {
  const Vectors<double>::D d;
  constexpr size_t kLanes = Vectors<double>::kLanes;
  HWY_ALIGN double stored[sizeof(size_t) * 8][kSums][kColumns];
  ColumnVector sums[kSums][kColumnVectors];
  const auto store = [&](double(&to)[kSums][kColumns]) HWY_ATTR {
    for (size_t s = 0; s < kSums; ++s) {
      for (size_t v = 0; v < kColumnVectors; ++v) hn::Store(sums[s][v], d, to[s] + v * kLanes);
    }
  };
  const size_t blocks = ceil_div(rows, kBlockRows);
  for (size_t block = 0; block < blocks; ++block) {
#pragma GCC unroll 2
    for (size_t s = 0; s < kSums; ++s) {
#pragma GCC unroll 8
      for (size_t v = 0; v < kColumnVectors; ++v) sums[s][v] = hn::Zero(d);
    }
    const size_t end = std::min((block + 1) * kBlockRows, rows);
    for (size_t row = block * kBlockRows; row < end; ++row) add(row, sums);
    size_t level = 0;
    for (size_t merge = merge_levels(block, blocks); merge != 0; merge >>= 1, ++level) {
      if ((merge & 1) == 0) continue;
      for (size_t s = 0; s < kSums; ++s) {
        for (size_t v = 0; v < kColumnVectors; ++v) {
          sums[s][v] = hn::Add(hn::Load(d, stored[level][s] + v * kLanes), sums[s][v]);
        }
      }
    }
    store(block + 1 == blocks ? totals : stored[store_level(block)]);
  }
}

template <class T>
void TakeColumnMoments(const ColumnMoments<T>& m) {
  const Vectors<double>::D d;
  const double rows = static_cast<double>(m.rows);
  for (size_t column = m.first; column < m.last; column += kColumns) {
    const size_t n = std::min(m.last - column, kColumns);
    const T* z = m.z + column;
    HWY_ALIGN double totals[1][kColumns];
    SumRows<1>(
        m.rows,
        [&](size_t row, ColumnVector(&sums)[1][kColumnVectors]) HWY_ATTR {
          ColumnVector x[kColumnVectors];
          LoadColumns(z + row * m.stride, n, x);
#pragma GCC unroll 8
          for (size_t v = 0; v < kColumnVectors; ++v) sums[0][v] = hn::Add(sums[0][v], x[v]);
        },
        totals);
    HWY_ALIGN double means[kColumns];
    for (size_t i = 0; i < kColumns; ++i) means[i] = totals[0][i] / rows;
    SumRows<1>(
        m.rows,
        [&](size_t row, ColumnVector(&sums)[1][kColumnVectors]) HWY_ATTR {
          ColumnVector x[kColumnVectors];
          LoadColumns(z + row * m.stride, n, x);
#pragma GCC unroll 8
          for (size_t v = 0; v < kColumnVectors; ++v) {
            const auto mean = hn::Load(d, means + v * Vectors<double>::kLanes);
            const auto difference = hn::Sub(x[v], mean);
            sums[0][v] = Fma(d, difference, difference, sums[0][v]);
          }
        },
        totals);
    for (size_t i = 0; i < n; ++i) {
      m.mean[column + i] = means[i];
      m.variance[column + i] = totals[0][i] / rows;
    }
  }
}

template <class T>
void TakeColumnSums(const ColumnSums<T>& c) {
  const Vectors<double>::D d;
  for (size_t column = c.first; column < c.last; column += kColumns) {
    const size_t n = std::min(c.last - column, kColumns);
    HWY_ALIGN double totals[2][kColumns];
    SumRows<2>(
        c.rows,
        [&](size_t row, ColumnVector(&sums)[2][kColumnVectors]) HWY_ATTR {
          ColumnVector a[kColumnVectors], b[kColumnVectors];
          LoadColumns(c.a + row * c.a_stride + column, n, a);
          LoadColumns(c.b + row * c.b_stride + column, n, b);
#pragma GCC unroll 8
          for (size_t v = 0; v < kColumnVectors; ++v) {
            sums[0][v] = hn::Add(sums[0][v], a[v]);
            sums[1][v] = Fma(d, a[v], b[v], sums[1][v]);
          }
        },
        totals);
    std::copy_n(totals[0], n, c.sum + column);
    std::copy_n(totals[1], n, c.products + column);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
