// The optimizers' kernels on every instruction set against plain scalar code that takes the same
// steps, bit for bit, and against the definitions in long double.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "kernel_fixture.h"
#include "model/panels.h"

namespace neuro {
namespace {

template <class T>
struct UpdatesTest : ::testing::Test {};
TYPED_TEST_SUITE(UpdatesTest, FloatTypes);

constexpr Optimizer kOptimizers[] = {
    Optimizer::kSgd,     Optimizer::kMomentum, Optimizer::kNesterov, Optimizer::kRmsprop,
    Optimizer::kAdagrad, Optimizer::kAdam,     Optimizer::kAdamW,    Optimizer::kRprop};

// What gradients and weights go through first.
enum class Extras { kNone, kLinear, kAll };
constexpr Extras kExtras[] = {Extras::kNone, Extras::kLinear, Extras::kAll};

// What a step number `t` of the optimizer has.
template <class T>
UpdateConstants<T> constants_of(Optimizer optimizer, int t, Extras kind) {
  const bool extras = kind != Extras::kNone, all = kind == Extras::kAll;
  UpdateConstants<T> c{};
  c.optimizer = optimizer;
  c.scale = static_cast<T>(extras ? 0.75 : 1);
  c.clip_value = all ? static_cast<T>(0.5) : std::numeric_limits<T>::infinity();
  c.l1 = static_cast<T>(all ? 0.01 : 0);
  c.l2 = static_cast<T>(extras ? 0.03 : 0);
  c.keep = static_cast<T>(extras ? 0.99 : 1);
  c.rate = static_cast<T>(0.05);
  c.momentum = static_cast<T>(0.9);
  c.beta1 = static_cast<T>(0.9);
  c.beta1_rest = static_cast<T>(1 - 0.9);
  c.beta2 = static_cast<T>(0.999);
  c.beta2_rest = static_cast<T>(1 - 0.999);
  c.adam_rate = static_cast<T>(0.05 / (1 - std::pow(0.9, t)));
  c.adam_root = static_cast<T>(1 / std::sqrt(1 - std::pow(0.999, t)));
  c.rms_decay = static_cast<T>(0.99);
  c.rms_rest = static_cast<T>(1 - 0.99);
  c.epsilon = static_cast<T>(1e-8);
  c.rprop_decrease = static_cast<T>(0.5);
  c.rprop_increase = static_cast<T>(1.2);
  c.rprop_minimum = static_cast<T>(1e-6);
  c.rprop_maximum = static_cast<T>(0.1);
  return c;
}

// A parameter with its state.
template <class T>
struct Parameter {
  T w = 0, state[2] = {0, 0};
};

template <class T>
T sign(T x) {
  return static_cast<T>((x > 0) - (x < 0));
}

// a / b: what the kernels do instead of dividing, or long double's own.
template <class T>
T quotient(T a, T b) {
  using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;
  const auto start = static_cast<Bits>(sizeof(T) == 4 ? 0x7ef311c7 : 0x7fde623822fc16e6);
  b = std::min(b, static_cast<T>(sizeof(T) == 4 ? 0x1p120 : 0x1p1000));
  T y = std::bit_cast<T>(static_cast<Bits>(start - std::bit_cast<Bits>(b)));
  for (int round = 0; round < (sizeof(T) == 4 ? 2 : 3); ++round) {
    const T error = std::fma(-b, y, T{1});
    y = std::fma(y, std::fma(error, error, error), y);
  }
  return a * y;
}
long double quotient(long double a, long double b) { return a / b; }

// One step as the definitions have it, in R's precision.
template <class R, class T>
void step_by_definition(const UpdateConstants<T>& c, bool regularised, R g, Parameter<R>& p) {
  const R clip = c.clip_value;
  g = std::clamp(g * static_cast<R>(c.scale), -clip, clip);
  if (regularised) {
    g = std::fma(static_cast<R>(c.l2), p.w, g + static_cast<R>(c.l1) * sign(p.w));
    p.w *= static_cast<R>(c.keep);
  }
  const R rate = c.rate, momentum = c.momentum, epsilon = c.epsilon;
  R& a = p.state[0];
  R& b = p.state[1];
  switch (c.optimizer) {
    case Optimizer::kSgd:
      p.w = std::fma(-rate, g, p.w);
      break;
    case Optimizer::kMomentum:
      a = std::fma(momentum, a, g);
      p.w = std::fma(-rate, a, p.w);
      break;
    case Optimizer::kNesterov:
      a = std::fma(momentum, a, g);
      p.w = std::fma(-rate, std::fma(momentum, a, g), p.w);
      break;
    case Optimizer::kRmsprop:
      a = std::fma(static_cast<R>(c.rms_rest) * g, g, static_cast<R>(c.rms_decay) * a);
      p.w = std::fma(-rate, quotient(g, std::sqrt(a) + epsilon), p.w);
      break;
    case Optimizer::kAdagrad:
      a = std::fma(g, g, a);
      p.w = std::fma(-rate, quotient(g, std::sqrt(a) + epsilon), p.w);
      break;
    case Optimizer::kAdam:
    case Optimizer::kAdamW:
      a = std::fma(static_cast<R>(c.beta1_rest), g, static_cast<R>(c.beta1) * a);
      b = std::fma(static_cast<R>(c.beta2_rest) * g, g, static_cast<R>(c.beta2) * b);
      p.w =
          std::fma(-static_cast<R>(c.adam_rate),
                   quotient(a, std::fma(static_cast<R>(c.adam_root), std::sqrt(b), epsilon)), p.w);
      break;
    case Optimizer::kRprop: {
      if (b == 0 && g == 0) break;  // the first step is still to come
      const R agreement = sign(g) * sign(a);
      if (b == 0) b = rate;
      if (agreement > 0) b *= static_cast<R>(c.rprop_increase);
      if (agreement < 0) b *= static_cast<R>(c.rprop_decrease);
      b = std::clamp(b, static_cast<R>(c.rprop_minimum), static_cast<R>(c.rprop_maximum));
      if (agreement < 0) g = 0;
      p.w -= sign(g) * b;
      a = g;
      break;
    }
  }
}

// A stretch of parameters as the kernels take it; `padding` more elements behind n.
template <class T>
struct Stretch {
  Stretch(const Kernels<T>& table, size_t n)
      : kernels(table),
        used(n),
        weights(round_up(n, kRowUnit)),
        gradients(weights.size()),
        first(weights.size()),
        second(weights.size()) {
    Numbers<T>(1).fill(weights.data(), n);
    if (n > 2) weights[1] = 0;
  }
  // The gradients of step t; now and then one is 0.
  void draw_gradients(int t) {
    Numbers<T>(static_cast<uint64_t>(100 + t)).fill(gradients.data(), used);
    for (size_t i = 0; i < used; ++i) {
      if ((i + static_cast<size_t>(t)) % 5 == 0) gradients[i] = 0;
    }
  }
  void step(const UpdateConstants<T>& constants, bool regularised) {
    kernels.updates->update({&constants,
                             weights.data(),
                             gradients.data(),
                             {first.data(), second.data()},
                             weights.size(),
                             regularised});
  }
  Parameter<T> parameter(size_t i) const { return {weights[i], {first[i], second[i]}}; }

  const Kernels<T>& kernels;
  size_t used;
  AlignedBuffer<T> weights, gradients, first, second;
};

constexpr int kSteps = 12;

TYPED_TEST(UpdatesTest, EqualPlainCodeBitForBit) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    for (Optimizer optimizer : kOptimizers) {
      for (Extras extras : kExtras) {
        for (bool regularised : {false, true}) {
          SCOPED_TRACE(std::string(kernels->target) + ", optimizer " +
                       std::to_string(static_cast<int>(optimizer)));
          constexpr size_t kUsed = 100;
          Stretch<T> stretch(*kernels, kUsed);
          std::vector<Parameter<T>> expected;
          for (size_t i = 0; i < kUsed; ++i) expected.push_back(stretch.parameter(i));
          for (int t = 1; t <= kSteps; ++t) {
            const auto constants = constants_of<T>(optimizer, t, extras);
            stretch.draw_gradients(t);
            stretch.step(constants, regularised);
            for (size_t i = 0; i < kUsed; ++i) {
              step_by_definition(constants, regularised, stretch.gradients[i], expected[i]);
              const Parameter<T> got = stretch.parameter(i);
              ASSERT_SAME_BITS(got.w, expected[i].w) << "step " << t << ", " << i;
              for (size_t s = 0; s < optimizer_slots(optimizer); ++s) {
                // Comparing, not bits: 0 may have either sign.
                ASSERT_EQ(got.state[s], expected[i].state[s]) << "step " << t << ", " << i;
              }
            }
          }
          for (size_t i = kUsed; i < stretch.weights.size(); ++i) {
            ASSERT_EQ(stretch.weights[i], 0) << "padding";
            ASSERT_EQ(stretch.first[i], 0) << "padding";
            ASSERT_EQ(stretch.second[i], 0) << "padding";
          }
        }
      }
    }
  }
}

// What rounding does to many steps stays small: the weights follow those of the same steps in long
// double.
TYPED_TEST(UpdatesTest, FollowTheDefinitions) {
  using T = TypeParam;
  const auto& kernels = *available_kernels<T>().front();
  constexpr size_t kUsed = 64;
  for (Optimizer optimizer : kOptimizers) {
    Stretch<T> stretch(kernels, kUsed);
    std::vector<Parameter<long double>> expected(kUsed);
    for (size_t i = 0; i < kUsed; ++i) expected[i].w = stretch.weights[i];
    for (int t = 1; t <= 100; ++t) {
      const auto constants = constants_of<T>(optimizer, t, Extras::kAll);
      stretch.draw_gradients(t);
      stretch.step(constants, true);
      for (size_t i = 0; i < kUsed; ++i) {
        step_by_definition<long double>(constants, true, stretch.gradients[i], expected[i]);
      }
    }
    for (size_t i = 0; i < kUsed; ++i) {
      const auto right = static_cast<double>(expected[i].w);
      EXPECT_NEAR(static_cast<double>(stretch.weights[i]), right,
                  2000 * static_cast<double>(std::numeric_limits<T>::epsilon()))
          << "optimizer " << static_cast<int>(optimizer) << ", " << i;
    }
  }
}

TYPED_TEST(UpdatesTest, ANaNIsSeenInTheWeights) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    for (Optimizer optimizer : kOptimizers) {
      for (Extras extras : kExtras) {
        Stretch<T> stretch(*kernels, 33);
        stretch.step(constants_of<T>(optimizer, 1, extras), true);
        stretch.draw_gradients(1);
        stretch.gradients[3] = std::numeric_limits<T>::quiet_NaN();
        stretch.weights[7] = std::numeric_limits<T>::quiet_NaN();
        stretch.step(constants_of<T>(optimizer, 2, extras), true);
        for (size_t i = 0; i < stretch.weights.size(); ++i) {
          EXPECT_EQ(std::isnan(stretch.weights[i]), i == 3 || i == 7)
              << kernels->target << ", optimizer " << static_cast<int>(optimizer) << ", " << i;
        }
      }
    }
  }
}

// The quotient that they divide by: what becomes of w = 0 in RMSprop's first step tells it.
TYPED_TEST(UpdatesTest, QuotientsAreGoodToTwoUlp) {
  using T = TypeParam;
  constexpr long double kUlp = std::numeric_limits<T>::epsilon();
  UpdateConstants<T> c = constants_of<T>(Optimizer::kRmsprop, 1, Extras::kNone);
  c.rms_decay = 0;
  c.rms_rest = 1;
  c.rate = -1;
  const T most = std::sqrt(std::numeric_limits<T>::max());
  for (T epsilon : {static_cast<T>(1e-30), static_cast<T>(1e-8), T{1}}) {
    c.epsilon = epsilon;
    constexpr size_t kUsed = 4096;
    Stretch<T> stretch(*available_kernels<T>().front(), kUsed);
    T g = std::sqrt(std::numeric_limits<T>::min());
    const T factor = std::pow(most / g, T{1} / kUsed);
    for (size_t i = 0; i < kUsed; ++i, g *= factor) {
      stretch.weights[i] = 0;
      stretch.gradients[i] = g;
    }
    stretch.step(c, false);
    for (size_t i = 0; i < kUsed; ++i) {
      const T x = stretch.gradients[i];
      const long double right =
          static_cast<long double>(x) / static_cast<long double>(std::sqrt(x * x) + epsilon);
      EXPECT_NEAR(static_cast<double>(stretch.weights[i] / right), 1, static_cast<double>(2 * kUlp))
          << x;
    }
  }
}

// Moments that overflow stop a parameter where it is, as dividing by infinity does.
TYPED_TEST(UpdatesTest, OverflowingMomentsStopTheStep) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    for (Optimizer optimizer : {Optimizer::kRmsprop, Optimizer::kAdagrad, Optimizer::kAdam}) {
      Stretch<T> stretch(*kernels, 16);
      const T before = stretch.weights[3];
      stretch.gradients[3] = static_cast<T>(sizeof(T) == 4 ? 1e30 : 1e200);
      stretch.step(constants_of<T>(optimizer, 1, Extras::kNone), false);
      EXPECT_TRUE(std::isinf(std::max(stretch.first[3], stretch.second[3])));
      EXPECT_NEAR(static_cast<double>(stretch.weights[3]), static_cast<double>(before), 1e-5);
    }
  }
}

// Gradients so small that their squares vanish, and so large that they do not.
TYPED_TEST(UpdatesTest, TinyAndHugeGradients) {
  using T = TypeParam;
  const T tiny = std::numeric_limits<T>::min() * 64;
  const T huge = std::sqrt(std::numeric_limits<T>::max()) / 64;
  for (const auto* kernels : available_kernels<T>()) {
    for (Optimizer optimizer : kOptimizers) {
      Stretch<T> stretch(*kernels, 32);
      std::vector<Parameter<T>> expected;
      for (size_t i = 0; i < 32; ++i) expected.push_back(stretch.parameter(i));
      for (int t = 1; t <= 3; ++t) {
        const auto constants = constants_of<T>(optimizer, t, Extras::kNone);
        for (size_t i = 0; i < 32; ++i) {
          stretch.gradients[i] = (i % 2 == 0 ? tiny : huge) * static_cast<T>(i % 3 == 0 ? -1 : 1);
        }
        stretch.step(constants, true);
        for (size_t i = 0; i < 32; ++i) {
          step_by_definition(constants, true, stretch.gradients[i], expected[i]);
          ASSERT_SAME_BITS(stretch.weights[i], expected[i].w)
              << kernels->target << ", optimizer " << static_cast<int>(optimizer) << ", " << i;
        }
      }
      EXPECT_TRUE(optimizer != Optimizer::kRprop ||
                  stretch.second[0] > constants_of<T>(optimizer, 1, Extras::kNone).rate)
          << "the same sign three times";
    }
  }
}

TYPED_TEST(UpdatesTest, SquaresAreSummedColumnByColumn) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    for (size_t depth : kSizes) {
      for (size_t columns : kSizes) {
        PackedMatrix<T> matrix(
            PanelLayout(depth + 2, columns, kernels->lanes, kernels->panel_width));
        Numbers<T> numbers(4);
        for (size_t k = 0; k < depth + 2; ++k) {
          for (size_t j = 0; j < columns; ++j) matrix.at(k, j) = numbers.next();
        }
        std::vector<double> sums(matrix.layout.width(), -1);
        kernels->updates->column_squares({matrix.values.data(), matrix.layout.depth(), depth,
                                          matrix.layout.width(), sums.data()});
        for (size_t j = 0; j < sums.size(); ++j) {
          double expected = 0;
          for (size_t k = 0; k < depth; ++k) {
            const auto x = static_cast<double>(matrix.at(k, j));
            expected = std::fma(x, x, expected);
          }
          ASSERT_SAME_BITS(sums[j], expected) << kernels->target;
        }
      }
    }
  }
}

}  // namespace
}  // namespace neuro
