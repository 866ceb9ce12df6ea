// Dropout drops what random_bits16() says, element by element, whatever the shape, the rows of a
// call and the instruction set.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "kernel_fixture.h"

namespace neuro {
namespace {

Dropout some_dropout(uint32_t threshold, uint64_t first_row) {
  return {{0x123456789abcdef0, Purpose::kDropout, 7},
          threshold,
          65536.0 / (65536 - threshold),
          first_row};
}

template <class T>
T kept(const Dropout& dropout, uint64_t row, size_t units, size_t unit) {
  const uint64_t draw = (dropout.first_row + row) * units + unit;
  return random_bits16(dropout.stream, draw) < dropout.threshold ? T{0}
                                                                 : static_cast<T>(dropout.scale);
}

TEST(RandomBits16, AreTheBytesOfAPhiloxBlock) {
  const DrawStream stream{42, Purpose::kDropout, 3};
  for (const uint64_t block : {uint64_t{0}, uint64_t{5}, uint64_t{1} << 40}) {
    const PhiloxBlock words =
        philox4x32({static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), stream.step,
                    static_cast<uint32_t>(stream.purpose)},
                   stream.seed);
    for (size_t piece = 0; piece < 8; ++piece) {
      const uint32_t right = words[piece / 2] >> (piece % 2 * 16) & 0xffff;
      EXPECT_EQ(random_bits16(stream, block * 8 + piece), right);
    }
  }
}

template <class T>
struct DropoutTest : ::testing::Test {};
TYPED_TEST_SUITE(DropoutTest, FloatTypes);

template <class T>
void check_drop(const Kernels<T>& kernels, size_t rows, size_t units, const Dropout& dropout) {
  SCOPED_TRACE(::testing::Message() << kernels.target << ": " << rows << " x " << units << " from "
                                    << dropout.first_row);
  const Matrix<T> before = random_matrix<T>(rows, units, 3);
  Matrix<T> x = random_matrix<T>(rows, units, 3);
  kernels.elementwise->drop({x.row(0), x.stride(), rows, units, dropout});
  for (size_t r = 0; r < rows; ++r) {
    for (size_t j = 0; j < units; ++j) {
      ASSERT_SAME_BITS(x.row(r)[j], before.row(r)[j] * kept<T>(dropout, r, units, j));
    }
    for (size_t j = round_up(units, kRowUnit); j < x.stride(); ++j) ASSERT_EQ(x.row(r)[j], 0);
  }
}

TYPED_TEST(DropoutTest, DropsWhatTheScalarDrawsSay) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    for (const size_t units : {1, 2, 7, 8, 13, 16, 17, 33, 64, 100, 255, 256, 257, 784, 4111}) {
      for (const size_t rows : {1, 3, 20}) {
        check_drop(*kernels, rows, units, some_dropout(20000, 0));
        check_drop(*kernels, rows, units, some_dropout(40000, 12345));
        check_drop(*kernels, rows, units, some_dropout(65535, uint64_t{1} << 44));
        if (this->HasFatalFailure()) return;
      }
    }
  }
}

// Rows that are given in several calls, as workers do it, get what they get in one.
TYPED_TEST(DropoutTest, ActivationsAndSlopesInAnySlices) {
  using T = TypeParam;
  constexpr size_t kRows = 29, kUnits = 37;
  const Dropout all = some_dropout(13107, 1000);
  for (const auto* kernels : available_kernels<T>()) {
    Activate<T> a{};
    a.units = kUnits;
    a.activation = Activation::kSilu;
    Matrix<T> z = random_matrix<T>(kRows, kUnits, 3), slopes(kRows, kUnits);
    a.z = z.row(0);
    a.stride = z.stride();
    a.slopes = slopes.row(0);
    a.slope_stride = slopes.stride();
    a.rows = kRows;
    kernels->elementwise->activate(a);
    for (const size_t slice : {size_t{1}, size_t{4}, kRows}) {
      Matrix<T> dropped = random_matrix<T>(kRows, kUnits, 3), dropped_slopes(kRows, kUnits);
      for (size_t row = 0; row < kRows; row += slice) {
        Dropout of_slice = all;
        of_slice.first_row += row;
        a.z = dropped.row(row);
        a.slopes = dropped_slopes.row(row);
        a.rows = std::min(slice, kRows - row);
        a.dropout = &of_slice;
        kernels->elementwise->activate(a);
        a.dropout = nullptr;
      }
      for (size_t r = 0; r < kRows; ++r) {
        for (size_t j = 0; j < kUnits; ++j) {
          const T factor = kept<T>(all, r, kUnits, j);
          ASSERT_SAME_BITS(dropped.row(r)[j], z.row(r)[j] * factor) << kernels->target;
          ASSERT_SAME_BITS(dropped_slopes.row(r)[j], slopes.row(r)[j] * factor);
        }
      }
    }
  }
}

TYPED_TEST(DropoutTest, ThresholdZeroKeepsEverythingAndNaNIsNeverHidden) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    const Matrix<T> before = random_matrix<T>(5, 100, 3);
    Matrix<T> x = random_matrix<T>(5, 100, 3);
    kernels->elementwise->drop({x.row(0), x.stride(), 5, 100, some_dropout(0, 0)});
    for (size_t r = 0; r < 5; ++r) {
      for (size_t j = 0; j < 100; ++j) ASSERT_SAME_BITS(x.row(r)[j], before.row(r)[j]);
    }
    std::fill_n(x.row(0), 100, std::numeric_limits<T>::quiet_NaN());
    kernels->elementwise->drop({x.row(0), x.stride(), 1, 100, some_dropout(60000, 0)});
    for (size_t j = 0; j < 100; ++j) ASSERT_TRUE(std::isnan(x.row(0)[j])) << kernels->target;
  }
}

// As many as the probability says, in all, in each column, and in neighbours alike.
TEST(DropoutTest, DropsTheRightShare) {
  constexpr size_t kRows = 4000, kUnits = 50;
  const auto& kernels = *available_kernels<float>().front();
  for (const uint32_t threshold : {6554u, 32768u, 58982u}) {
    const double p = threshold / 65536.0;
    Matrix<float> x(kRows, kUnits);
    for (size_t r = 0; r < kRows; ++r) std::fill_n(x.row(r), kUnits, 1.0f);
    kernels.elementwise->drop({x.row(0), x.stride(), kRows, kUnits, some_dropout(threshold, 0)});
    std::array<double, kUnits> of_column{};
    double dropped = 0, pairs = 0, sum = 0;
    for (size_t r = 0; r < kRows; ++r) {
      for (size_t j = 0; j < kUnits; ++j) {
        const bool is_dropped = x.row(r)[j] == 0;
        dropped += is_dropped;
        of_column[j] += is_dropped;
        pairs += is_dropped && x.row(r)[(j + 1) % kUnits] == 0;
        sum += static_cast<double>(x.row(r)[j]);
      }
    }
    const auto near = [](double count, double n, double q) {
      EXPECT_NEAR(count, n * q, 5 * std::sqrt(n * q * (1 - q)) + 1);
    };
    constexpr double kAll = kRows * kUnits;
    near(dropped, kAll, p);
    EXPECT_NEAR(pairs, kAll * p * p, 10 * std::sqrt(kAll * p * p));
    for (const double count : of_column) near(count, kRows, p);
    EXPECT_NEAR(sum / kAll, 1, 6 * std::sqrt(p / (1 - p) / kAll));
  }
}

}  // namespace
}  // namespace neuro
