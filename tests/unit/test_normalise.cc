// Normalisations and the sums they need, on every instruction set bit for bit against plain scalar
// loops, and against long double and differences of values.
#include <algorithm>
#include <cmath>
#include <vector>

#include "base/block_sum.h"
#include "kernel_fixture.h"

namespace neuro {
namespace {

template <class T>
struct NormaliseTest : ::testing::Test {};
TYPED_TEST_SUITE(NormaliseTest, FloatTypes);

constexpr size_t kRowCounts[] = {1, 2, 63, 64, 65, 128, 200, 700};

TYPED_TEST(NormaliseTest, ColumnMomentsAndSumsFollowTheTree) {
  using T = TypeParam;
  constexpr double kUntouched = 77;
  for (const auto* kernels : available_kernels<T>()) {
    for (const size_t rows : kRowCounts) {
      for (const size_t units : {1, 7, 16, 33, 100}) {
        const Matrix<T> a = random_matrix<T>(rows, units, 5), b = random_matrix<T>(rows, units, 6);
        // Ranges as workers divide the columns.
        for (const size_t first : {size_t{0}, units / 3}) {
          const size_t last = first == 0 ? units : units - units / 4;
          std::vector<double> mean(units + 1, kUntouched), variance = mean, sum = mean,
                                                           products = mean;
          kernels->elementwise->column_moments(
              {a.row(0), a.stride(), rows, first, last, mean.data(), variance.data()});
          kernels->elementwise->column_sums({a.row(0), a.stride(), b.row(0), b.stride(), rows,
                                             first, last, sum.data(), products.data()});
          std::vector<double> x(rows);
          const double n = static_cast<double>(rows);
          for (size_t j = first; j < last; ++j) {
            for (size_t r = 0; r < rows; ++r) x[r] = static_cast<double>(a.row(r)[j]);
            const double total = tree_sum(x.data(), rows, kBlockRows);
            ASSERT_SAME_BITS(sum[j], total) << kernels->target;
            ASSERT_SAME_BITS(mean[j], total / n) << kernels->target;
            long double squares = 0, product = 0;
            for (size_t r = 0; r < rows; ++r) {
              const long double difference = x[r] - static_cast<long double>(mean[j]);
              squares += difference * difference;
              product += static_cast<long double>(a.row(r)[j]) * b.row(r)[j];
            }
            ASSERT_NEAR(variance[j], static_cast<double>(squares / rows), 1e-15);
            ASSERT_NEAR(products[j], static_cast<double>(product), 1e-15 * n);
          }
          for (const auto* others : available_kernels<T>()) {
            std::vector<double> m(units + 1), v(units + 1), s(units + 1), p(units + 1);
            others->elementwise->column_moments(
                {a.row(0), a.stride(), rows, first, last, m.data(), v.data()});
            others->elementwise->column_sums({a.row(0), a.stride(), b.row(0), b.stride(), rows,
                                              first, last, s.data(), p.data()});
            for (size_t j = first; j < last; ++j) {
              ASSERT_SAME_BITS(v[j], variance[j]) << others->target;
              ASSERT_SAME_BITS(p[j], products[j]) << others->target;
            }
          }
          for (size_t j = 0; j <= units; ++j) {
            if (j >= first && j < last) continue;
            ASSERT_EQ(mean[j], kUntouched);
            ASSERT_EQ(variance[j], kUntouched);
            ASSERT_EQ(sum[j], kUntouched);
            ASSERT_EQ(products[j], kUntouched);
          }
        }
      }
    }
  }
}

// A variance from differences to the mean: one from squares would be lost here.
TYPED_TEST(NormaliseTest, VarianceFarFromZero) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    Matrix<T> z(4, 1);
    for (size_t r = 0; r < 4; ++r) z.row(r)[0] = static_cast<T>(4e6) + static_cast<T>(r);
    double mean = 0, variance = 0;
    kernels->elementwise->column_moments({z.row(0), z.stride(), 4, 0, 1, &mean, &variance});
    EXPECT_EQ(mean, 4e6 + 1.5);
    EXPECT_EQ(variance, 1.25);
  }
}

// 16 partial sums of every sixteenth element, added pairwise.
template <class T, class Term>
T row_sum(size_t n, Term&& term) {
  T partial[16] = {};
  for (size_t i = 0; i < n; ++i) partial[i % 16] += term(i);
  for (size_t half = 8; half > 0; half /= 2) {
    for (size_t i = 0; i < half; ++i) partial[i] += partial[i + half];
  }
  return partial[0];
}

// What a normalised layer consists of, padded as the kernels want it.
template <class T>
struct Setting {
  Setting(size_t row_count, size_t unit_count)
      : rows(row_count),
        units(unit_count),
        z(random_matrix<T>(rows, units, 11)),
        x(rows, units),
        deltas(random_matrix<T>(rows, units, 12)),
        gradients(rows, units),
        vectors(random_matrix<T>(6, units, 13)),
        row_factors(rows) {
    for (size_t r = 0; r < rows; ++r) {
      for (size_t j = 0; j < units; ++j) z.row(r)[j] = z.row(r)[j] * 3 + 1;
    }
  }
  Normalise<T> forward() {
    Normalise<T> n{};
    n.z = z.row(0);
    n.stride = z.stride();
    n.rows = rows;
    n.units = units;
    n.normalised = x.row(0);
    n.normalised_stride = x.stride();
    n.scale = scale();
    n.shift = shift();
    n.mean = mean();
    n.factor = factor();
    n.epsilon = static_cast<T>(1e-3);
    n.factors = row_factors.data();
    return n;
  }
  NormaliseBackward<T> backward(const T* factors) {
    return {deltas.row(0),    deltas.stride(),    rows,    units,   x.row(0),       x.stride(),
            gradients.row(0), gradients.stride(), scale(), factors, vectors.row(4), vectors.row(5)};
  }
  const T* scale() const { return vectors.row(0); }
  const T* shift() const { return vectors.row(1); }
  const T* mean() const { return vectors.row(2); }
  const T* factor() const { return vectors.row(3); }

  size_t rows, units;
  Matrix<T> z, x, deltas, gradients, vectors;
  AlignedBuffer<T> row_factors;
};

TYPED_TEST(NormaliseTest, BatchEqualsTheScalarLoop) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    for (const size_t units : kSizes) {
      const Setting<T> before(9, units);
      Setting<T> s(9, units);
      kernels->elementwise->normalise_batch(s.forward());
      kernels->elementwise->normalise_batch_backward(s.backward(s.factor()));
      for (size_t r = 0; r < 9; ++r) {
        for (size_t j = 0; j < units; ++j) {
          const T x = (before.z.row(r)[j] - s.mean()[j]) * s.factor()[j];
          ASSERT_SAME_BITS(s.x.row(r)[j], x) << kernels->target;
          ASSERT_SAME_BITS(s.z.row(r)[j], std::fma(x, s.scale()[j], s.shift()[j]));
          const T g = before.deltas.row(r)[j];
          ASSERT_SAME_BITS(s.gradients.row(r)[j], g);
          const T rest = g - s.vectors.row(4)[j] - x * s.vectors.row(5)[j];
          ASSERT_SAME_BITS(s.deltas.row(r)[j], s.scale()[j] * s.factor()[j] * rest);
        }
      }
    }
  }
}

TYPED_TEST(NormaliseTest, LayerEqualsTheScalarLoop) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    for (const size_t units : kSizes) {
      const Setting<T> before(9, units);
      Setting<T> s(9, units);
      kernels->elementwise->normalise_layer(s.forward());
      kernels->elementwise->normalise_layer_backward(s.backward(s.row_factors.data()));
      const T n = static_cast<T>(units);
      for (size_t r = 0; r < 9; ++r) {
        const T* z = before.z.row(r);
        const T mean = row_sum<T>(units, [z](size_t j) { return z[j]; }) / n;
        const T squares =
            row_sum<T>(units, [&](size_t j) { return (z[j] - mean) * (z[j] - mean); });
        const T factor = 1 / std::sqrt(squares / n + static_cast<T>(1e-3));
        ASSERT_SAME_BITS(s.row_factors[r], factor) << kernels->target;
        const T* g = before.deltas.row(r);
        const T* x = s.x.row(r);
        const auto h = [&](size_t j) { return g[j] * s.scale()[j]; };
        const T mean_h = row_sum<T>(units, h) / n;
        const T mean_product = row_sum<T>(units, [&](size_t j) { return h(j) * x[j]; }) / n;
        for (size_t j = 0; j < units; ++j) {
          ASSERT_SAME_BITS(x[j], (z[j] - mean) * factor) << kernels->target;
          ASSERT_SAME_BITS(s.z.row(r)[j], std::fma(x[j], s.scale()[j], s.shift()[j]));
          ASSERT_SAME_BITS(s.gradients.row(r)[j], g[j]);
          ASSERT_SAME_BITS(s.deltas.row(r)[j], factor * (h(j) - mean_h - x[j] * mean_product));
        }
        for (size_t j = units; j < s.deltas.stride(); ++j) ASSERT_EQ(s.deltas.row(r)[j], 0);
      }
    }
  }
}

// In prediction nobody asks for x and the factors.
TYPED_TEST(NormaliseTest, WhatIsNotAskedForChangesNothing) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    for (const bool by_layer : {false, true}) {
      const auto kernel =
          by_layer ? kernels->elementwise->normalise_layer : kernels->elementwise->normalise_batch;
      Setting<T> all(9, 33), some(9, 33);
      kernel(all.forward());
      Normalise<T> n = some.forward();
      n.normalised = nullptr;
      n.factors = nullptr;
      kernel(n);
      for (size_t r = 0; r < 9; ++r) {
        for (size_t j = 0; j < 33; ++j) ASSERT_SAME_BITS(some.z.row(r)[j], all.z.row(r)[j]);
        ASSERT_EQ(some.row_factors[r], 0);
        ASSERT_EQ(some.x.row(r)[0], 0);
      }
    }
  }
}

// The sum of g y over all rows, y being normalised z: what the backward passes differentiate.
double weighted_sum(const Kernels<double>& kernels, const Setting<double>& s, bool by_layer,
                    size_t row, size_t unit, double change) {
  Setting<double> moved(s.rows, s.units);
  moved.z.row(row)[unit] += change;
  Normalise<double> n = moved.forward();
  std::vector<double> mean(s.units), variance(s.units);
  AlignedBuffer<double> factor(round_up(s.units, kRowUnit)), means(factor.size());
  if (by_layer) {
    kernels.elementwise->normalise_layer(n);
  } else {
    kernels.elementwise->column_moments(
        {n.z, n.stride, n.rows, 0, n.units, mean.data(), variance.data()});
    for (size_t j = 0; j < s.units; ++j) {
      means[j] = mean[j];
      factor[j] = 1 / std::sqrt(variance[j] + n.epsilon);
    }
    n.mean = means.data();
    n.factor = factor.data();
    kernels.elementwise->normalise_batch(n);
  }
  double sum = 0;
  for (size_t r = 0; r < s.rows; ++r) {
    for (size_t j = 0; j < s.units; ++j) sum += s.deltas.row(r)[j] * moved.z.row(r)[j];
  }
  return sum;
}

TEST(NormaliseTest, BackwardIsTheDerivative) {
  constexpr size_t kRows = 7, kUnits = 19;
  const auto& kernels = *available_kernels<double>().front();
  for (const bool by_layer : {false, true}) {
    const Setting<double> before(kRows, kUnits);
    Setting<double> s(kRows, kUnits);
    if (by_layer) {
      kernels.elementwise->normalise_layer(s.forward());
      kernels.elementwise->normalise_layer_backward(s.backward(s.row_factors.data()));
    } else {
      Normalise<double> n = s.forward();
      std::vector<double> mean(kUnits), variance(kUnits), sum(kUnits), products(kUnits);
      kernels.elementwise->column_moments(
          {n.z, n.stride, kRows, 0, kUnits, mean.data(), variance.data()});
      for (size_t j = 0; j < kUnits; ++j) {
        s.vectors.row(2)[j] = mean[j];
        s.vectors.row(3)[j] = 1 / std::sqrt(variance[j] + n.epsilon);
      }
      kernels.elementwise->normalise_batch(n);
      kernels.elementwise->column_sums({s.deltas.row(0), s.deltas.stride(), s.x.row(0),
                                        s.x.stride(), kRows, 0, kUnits, sum.data(),
                                        products.data()});
      for (size_t j = 0; j < kUnits; ++j) {
        s.vectors.row(4)[j] = sum[j] / kRows;
        s.vectors.row(5)[j] = products[j] / kRows;
      }
      kernels.elementwise->normalise_batch_backward(s.backward(s.factor()));
    }
    constexpr double kStep = 1e-5;
    for (size_t r = 0; r < kRows; ++r) {
      for (size_t j = 0; j < kUnits; ++j) {
        const double slope = (weighted_sum(kernels, before, by_layer, r, j, kStep) -
                              weighted_sum(kernels, before, by_layer, r, j, -kStep)) /
                             (2 * kStep);
        ASSERT_NEAR(s.deltas.row(r)[j], slope, 1e-8) << (by_layer ? "layer" : "batch");
      }
    }
  }
}

}  // namespace
}  // namespace neuro
