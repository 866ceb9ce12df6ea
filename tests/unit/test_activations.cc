// Activations and their slopes: right to a few ulp against long double, over all magnitudes and at
// the edges, and the same bits on every instruction set and in every shape.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernel_fixture.h"

namespace neuro {
namespace {

constexpr Activation kAll[] = {Activation::kIdentity, Activation::kRelu, Activation::kLeakyRelu,
                               Activation::kElu,      Activation::kSelu, Activation::kGelu,
                               Activation::kSilu,     Activation::kTanh, Activation::kSigmoid,
                               Activation::kSoftplus};

constexpr long double kParameter = 0.25L;  // slope or alpha
constexpr double kSeluScale = 1.0507009873554805, kSeluAlpha = 1.6732632423543772;

long double sigmoid(long double z) { return 1 / (1 + std::exp(-z)); }
long double normal_below(long double z) { return std::erfc(-z / std::sqrt(2.0L)) / 2; }
long double normal_density(long double z) {
  return std::exp(-z * z / 2) * 0.39894228040143267793994605993438L;
}

long double right_value(Activation activation, long double z) {
  switch (activation) {
    case Activation::kIdentity:
      return z;
    case Activation::kRelu:
      return z > 0 ? z : 0;
    case Activation::kLeakyRelu:
      return z > 0 ? z : kParameter * z;
    case Activation::kElu:
      return z > 0 ? z : kParameter * std::expm1(z);
    case Activation::kSelu:
      return kSeluScale * (z > 0 ? z : kSeluAlpha * std::expm1(z));
    case Activation::kGelu:
      return z * normal_below(z);
    case Activation::kSilu:
      return z * sigmoid(z);
    case Activation::kTanh:
      return std::tanh(z);
    case Activation::kSigmoid:
      return sigmoid(z);
    case Activation::kSoftplus:
      return z > 0 ? z + std::log1p(std::exp(-z)) : std::log1p(std::exp(z));
  }
  return 0;
}

long double right_slope(Activation activation, long double z) {
  switch (activation) {
    case Activation::kIdentity:
      return 1;
    case Activation::kRelu:
      return z > 0 ? 1 : 0;
    case Activation::kLeakyRelu:
      return z > 0 ? 1 : kParameter;
    case Activation::kElu:
      return z > 0 ? 1 : kParameter * std::exp(z);
    case Activation::kSelu:
      return kSeluScale * (z > 0 ? 1 : kSeluAlpha * std::exp(z));
    case Activation::kGelu:
      return normal_below(z) + z * normal_density(z);
    case Activation::kSilu:
      return sigmoid(z) * (1 + z * sigmoid(-z));
    case Activation::kTanh:
      return 1 / (std::cosh(z) * std::cosh(z));
    case Activation::kSigmoid:
      return sigmoid(z) * sigmoid(-z);
    case Activation::kSoftplus:
      return sigmoid(z);
  }
  return 0;
}

// How many epsilon each may be off, relative to itself. GELU's tail is a product of more factors.
long double value_bound(Activation activation) {
  switch (activation) {
    case Activation::kIdentity:
    case Activation::kRelu:
      return 0;
    case Activation::kLeakyRelu:
      return 0.5L;
    case Activation::kGelu:
      return 4.5L;
    default:
      return 3;
  }
}
long double slope_bound(Activation activation) {
  return value_bound(activation) <= 0.5L ? 0 : 4.5L;
}
// The slopes of these cross zero, where an error relative to 1 is what can be asked for.
bool slope_changes_sign(Activation activation) {
  return activation == Activation::kGelu || activation == Activation::kSilu;
}

template <class T>
struct Layer {
  Matrix<T> z, slopes;
};

template <class T>
Layer<T> activate(const Kernels<T>& kernels, Activation activation, const std::vector<T>& values,
                  size_t units, bool with_slopes = true) {
  const size_t rows = values.size() / units;
  Layer<T> layer{Matrix<T>(rows, units), Matrix<T>(rows, units)};
  for (size_t r = 0; r < rows; ++r) std::copy_n(&values[r * units], units, layer.z.row(r));
  Activate<T> a{};
  a.z = layer.z.row(0);
  a.stride = layer.z.stride();
  a.rows = rows;
  a.units = units;
  a.activation = activation;
  a.parameter = static_cast<T>(kParameter);
  if (with_slopes) a.slopes = layer.slopes.row(0);
  a.slope_stride = layer.slopes.stride();
  kernels.elementwise->activate(a);
  return layer;
}

// Evenly over ranges from narrow to beyond every saturation, and over all binades, denormals too.
template <class T>
std::vector<T> dense_values(size_t units) {
  std::vector<T> values;
  for (double range : {0.01, 0.5, 1.0, 3.0, 6.0, 14.0, 40.0, 110.0, 800.0}) {
    for (int i = -4000; i <= 4000; ++i) values.push_back(static_cast<T>(range * i / 4000));
  }
  Numbers<T> numbers(4);
  using Limits = std::numeric_limits<T>;
  for (int e = Limits::min_exponent - Limits::digits; e <= Limits::max_exponent; ++e) {
    for (int i = 0; i < 8; ++i) values.push_back(std::ldexp(numbers.next(), e));
  }
  values.resize(values.size() / units * units);
  return values;
}

template <class T>
struct ActivationTest : ::testing::Test {};
TYPED_TEST_SUITE(ActivationTest, FloatTypes);

TYPED_TEST(ActivationTest, IsRightToAFewUlp) {
  using T = TypeParam;
  using Limits = std::numeric_limits<T>;
  constexpr size_t kUnits = 100;
  const std::vector<T> values = dense_values<T>(kUnits);
  // exp() is 0 where it would soon be denormal, and tanh's slope does not fall below 4 exp(-80) or
  // 4 exp(-700): what is lost is far below anything a network could notice.
  const long double floor = sizeof(T) == 4 ? 1e-34L : 1e-303L;
  for (const Activation activation : kAll) {
    const Layer<T> layer = activate(*available_kernels<T>().front(), activation, values, kUnits);
    const long double value_error = value_bound(activation) * Limits::epsilon();
    const long double slope_error = slope_bound(activation) * Limits::epsilon();
    for (size_t i = 0; i < values.size(); ++i) {
      const long double z = values[i];
      const long double value = right_value(activation, z), slope = right_slope(activation, z);
      const long double scale = slope_changes_sign(activation) ? 1 : std::abs(slope);
      ASSERT_LE(std::abs(layer.z.row(i / kUnits)[i % kUnits] - value),
                value_error * std::abs(value) + floor)
          << "activation " << static_cast<int>(activation) << " of " << z;
      ASSERT_LE(std::abs(layer.slopes.row(i / kUnits)[i % kUnits] - slope),
                slope_error * scale + floor)
          << "slope of activation " << static_cast<int>(activation) << " at " << z;
    }
  }
}

template <class T>
void expect_same(const Kernels<T>& kernels, const Matrix<T>& a, const Matrix<T>& b, size_t rows,
                 size_t units) {
  for (size_t r = 0; r < rows; ++r) {
    for (size_t j = 0; j < units; ++j) ASSERT_SAME_BITS(a.row(r)[j], b.row(r)[j]) << kernels.target;
    for (size_t j = units; j < round_up(units, kRowUnit); ++j) {
      ASSERT_TRUE(std::isfinite(a.row(r)[j])) << "padding";
    }
    for (size_t j = round_up(units, kRowUnit); j < a.stride(); ++j) ASSERT_EQ(a.row(r)[j], 0);
  }
}

TYPED_TEST(ActivationTest, HasTheSameBitsOnEveryInstructionSetAndInEveryShape) {
  using T = TypeParam;
  for (const Activation activation : kAll) {
    for (const size_t units : kSizes) {
      std::vector<T> values(23 * units);
      Numbers<T> numbers(units);
      for (T& value : values) value = numbers.next() * 12;
      // One element after the other is what the shape must not change.
      const Layer<T> single = activate(*available_kernels<T>().front(), activation, values, 1);
      Layer<T> right{Matrix<T>(23, units), Matrix<T>(23, units)};
      for (size_t i = 0; i < values.size(); ++i) {
        right.z.row(i / units)[i % units] = single.z.row(i)[0];
        right.slopes.row(i / units)[i % units] = single.slopes.row(i)[0];
      }
      for (const auto* kernels : available_kernels<T>()) {
        const Layer<T> layer = activate(*kernels, activation, values, units);
        expect_same(*kernels, layer.z, right.z, 23, units);
        expect_same(*kernels, layer.slopes, right.slopes, 23, units);
        const Layer<T> plain = activate(*kernels, activation, values, units, false);
        expect_same(*kernels, plain.z, right.z, 23, units);
        if (this->HasFatalFailure()) return;
      }
    }
  }
  const std::vector<T> values = dense_values<T>(33);
  for (const Activation activation : kAll) {
    const Layer<T> right = activate(*available_kernels<T>().front(), activation, values, 33);
    for (const auto* kernels : available_kernels<T>()) {
      const Layer<T> layer = activate(*kernels, activation, values, 33);
      expect_same(*kernels, layer.z, right.z, values.size() / 33, 33);
      expect_same(*kernels, layer.slopes, right.slopes, values.size() / 33, 33);
      if (this->HasFatalFailure()) return;
    }
  }
}

TYPED_TEST(ActivationTest, EndsAtItsLimits) {
  using T = TypeParam;
  constexpr T kInfinity = std::numeric_limits<T>::infinity();
  constexpr T kA = static_cast<T>(kParameter);
  constexpr T kSelu = static_cast<T>(kSeluScale);
  struct Limits {
    Activation activation;
    T lowest, highest, lowest_slope, highest_slope;
  };
  const Limits all[] = {
      {Activation::kIdentity, -kInfinity, kInfinity, 1, 1},
      {Activation::kRelu, 0, kInfinity, 0, 1},
      {Activation::kLeakyRelu, -kInfinity, kInfinity, kA, 1},
      {Activation::kElu, -kA, kInfinity, 0, 1},
      {Activation::kSelu, -static_cast<T>(kSeluScale * kSeluAlpha), kInfinity, 0, kSelu},
      {Activation::kGelu, 0, kInfinity, 0, 1},
      {Activation::kSilu, 0, kInfinity, 0, 1},
      {Activation::kTanh, -1, 1, 0, 0},
      {Activation::kSigmoid, 0, 1, 0, 0},
      {Activation::kSoftplus, 0, kInfinity, 0, 1}};
  for (const auto* kernels : available_kernels<T>()) {
    for (const Limits& right : all) {
      SCOPED_TRACE(::testing::Message()
                   << kernels->target << ", activation " << static_cast<int>(right.activation));
      const Layer<T> layer =
          activate(*kernels, right.activation,
                   {-kInfinity, kInfinity, std::numeric_limits<T>::quiet_NaN(), 1}, 4);
      EXPECT_EQ(layer.z.row(0)[0], right.lowest);
      EXPECT_EQ(layer.z.row(0)[1], right.highest);
      EXPECT_NEAR(static_cast<double>(layer.slopes.row(0)[0]),
                  static_cast<double>(right.lowest_slope), 1e-34);
      EXPECT_NEAR(static_cast<double>(layer.slopes.row(0)[1]),
                  static_cast<double>(right.highest_slope), 1e-34);
      EXPECT_TRUE(std::isnan(layer.z.row(0)[2]));
      EXPECT_TRUE(std::isfinite(layer.z.row(0)[3]));
    }
  }
}

// Where two branches meet, the slope is the negative side's.
TYPED_TEST(ActivationTest, SlopesAtZero) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    const auto slope = [&](Activation activation) {
      const Layer<T> layer = activate(*kernels, activation, std::vector<T>{0, -T{0}}, 2);
      EXPECT_SAME_BITS(layer.slopes.row(0)[0], layer.slopes.row(0)[1]);
      return layer.slopes.row(0)[0];
    };
    EXPECT_EQ(slope(Activation::kRelu), 0);
    EXPECT_EQ(slope(Activation::kLeakyRelu), static_cast<T>(kParameter));
    EXPECT_EQ(slope(Activation::kElu), static_cast<T>(kParameter));
    EXPECT_EQ(slope(Activation::kSelu), static_cast<T>(kSeluScale * kSeluAlpha));
    EXPECT_EQ(slope(Activation::kGelu), T{0.5});
    EXPECT_EQ(slope(Activation::kSilu), T{0.5});
    EXPECT_EQ(slope(Activation::kTanh), 1);
    EXPECT_EQ(slope(Activation::kSigmoid), T{0.25});
    EXPECT_EQ(slope(Activation::kSoftplus), T{0.5});
  }
}

TYPED_TEST(ActivationTest, OutputsOfSigmoidEqualTheActivation) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    for (const size_t outputs : kSizes) {
      std::vector<T> values(7 * outputs);
      Numbers<T> numbers(outputs);
      for (T& value : values) value = numbers.next() * 30;
      const Layer<T> right = activate(*kernels, Activation::kSigmoid, values, outputs);
      Layer<T> z = activate(*kernels, Activation::kIdentity, values, outputs);
      kernels->elementwise->sigmoid(z.z.row(0), z.z.stride(), 7, outputs);
      expect_same(*kernels, z.z, right.z, 7, outputs);
      for (size_t r = 0; r < 7; ++r) {
        for (size_t j = outputs; j < z.z.stride(); ++j) ASSERT_EQ(z.z.row(r)[j], 0);
      }
    }
  }
}

TYPED_TEST(ActivationTest, LargestSeesEveryElement) {
  using T = TypeParam;
  constexpr T kInfinity = std::numeric_limits<T>::infinity();
  for (const auto* kernels : available_kernels<T>()) {
    const auto largest = kernels->elementwise->largest;
    EXPECT_EQ(largest(nullptr, 0), 0);
    for (const size_t n : kSizes) {
      std::vector<T> x(n);
      Numbers<T>(n).fill(x.data(), n);
      for (size_t at = 0; at < n; ++at) {
        const T old = x[at];
        for (const T value : {T{3}, T{-5}, std::numeric_limits<T>::max(), kInfinity, -kInfinity}) {
          x[at] = value;
          ASSERT_EQ(largest(x.data(), n), std::abs(value)) << kernels->target << ", at " << at;
        }
        x[at] = std::numeric_limits<T>::quiet_NaN();
        ASSERT_EQ(largest(x.data(), n), kInfinity) << kernels->target << ", at " << at;
        x[at] = old;
      }
    }
  }
}

}  // namespace
}  // namespace neuro
