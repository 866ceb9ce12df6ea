// Softmax and the losses: the same bits on every instruction set, and right against plain double
// (or long double) arithmetic.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "kernel_fixture.h"
#include "scalar_softmax.h"

namespace neuro {
namespace {

template <class T>
struct OutputKernelsTest : ::testing::Test {};
TYPED_TEST_SUITE(OutputKernelsTest, FloatTypes);

// Sums as they occur, some of them far apart.
template <class T>
Matrix<T> sums(size_t rows, size_t outputs) {
  Matrix<T> z = random_matrix<T>(rows, outputs, 5);
  for (size_t r = 0; r < rows; ++r) {
    for (size_t j = 0; j < outputs; ++j) z.row(r)[j] *= static_cast<T>(r % 7 == 6 ? 120 : 8);
  }
  return z;
}

template <class T>
std::vector<long double> softmax_of(const T* z, size_t n) {
  const long double max = *std::max_element(z, z + n);
  std::vector<long double> p(n);
  long double total = 0;
  for (size_t j = 0; j < n; ++j) total += p[j] = std::exp(static_cast<long double>(z[j]) - max);
  for (long double& x : p) x /= total;
  return p;
}

template <class T>
constexpr double kUlp = static_cast<double>(std::numeric_limits<T>::epsilon());

// How far a probability may be from q: 8 ulp, the rounding of its exponent z - max, and whatever
// exp loses where its result would not be a normal number.
template <class T>
double bound(double q, T exponent) {
  return (8 + std::abs(static_cast<double>(exponent))) * kUlp<T> * q +
         4 * static_cast<double>(std::numeric_limits<T>::min());
}

TYPED_TEST(OutputKernelsTest, SoftmaxIsRightAndTheSameEverywhere) {
  using T = TypeParam;
  constexpr size_t kRows = 23;
  for (size_t outputs : kSizes) {
    const Matrix<T> z = sums<T>(kRows, outputs);
    Matrix<T> first = sums<T>(kRows, outputs);
    available_kernels<T>().front()->softmax(first.row(0), first.stride(), kRows, outputs);
    for (size_t r = 0; r < kRows; ++r) {
      const auto right = softmax_of(z.row(r), outputs);
      const auto scalar = scalar_softmax(z.row(r), outputs);
      const T max = *std::max_element(z.row(r), z.row(r) + outputs);
      double total = 0;
      for (size_t j = 0; j < outputs; ++j) {
        const double p = static_cast<double>(first.row(r)[j]), q = static_cast<double>(right[j]);
        EXPECT_NEAR(p, q, bound<T>(q, z.row(r)[j] - max));
        ASSERT_SAME_BITS(first.row(r)[j], scalar[j]);
        total += p;
      }
      EXPECT_NEAR(total, 1, static_cast<double>(outputs) * kUlp<T>);
    }
    for (const auto* kernels : available_kernels<T>()) {
      Matrix<T> p = sums<T>(kRows, outputs);
      kernels->softmax(p.row(0), p.stride(), kRows, outputs);
      for (size_t r = 0; r < kRows; ++r) {
        for (size_t j = 0; j < round_up(outputs, kRowUnit); ++j) {
          ASSERT_SAME_BITS(p.row(r)[j], first.row(r)[j]) << kernels->target;
          if (j >= outputs) {
            ASSERT_EQ(p.row(r)[j], 0) << "padding";
          }
        }
      }
    }
  }
}

TYPED_TEST(OutputKernelsTest, SoftmaxOfExtremes) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    Matrix<T> z(4, 3);
    const T most = std::numeric_limits<T>::max();
    const T rows[4][3] = {{most, -most, 0}, {-most, -most, -most}, {0, -1000, -50000}, {5, 5, 5}};
    for (size_t r = 0; r < 4; ++r) std::copy_n(rows[r], 3, z.row(r));
    kernels->softmax(z.row(0), z.stride(), 4, 3);
    EXPECT_EQ(z.row(0)[0], 1);
    EXPECT_EQ(z.row(0)[1], 0);
    EXPECT_EQ(z.row(0)[2], 0);
    EXPECT_EQ(z.row(2)[0], 1);
    EXPECT_EQ(z.row(2)[1], 0);
    for (size_t j = 0; j < 3; ++j) {
      EXPECT_EQ(z.row(1)[j], T{1} / 3) << kernels->target;
      EXPECT_EQ(z.row(3)[j], T{1} / 3);
    }
  }
}

TYPED_TEST(OutputKernelsTest, ANaNIsSeenInTheLoss) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    for (size_t at : {0, 1, 2}) {
      for (T bad : {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity()}) {
        Matrix<T> z(1, 3);
        z.row(0)[at] = bad;
        const int32_t label = 1;
        double loss = 0;
        OutputLoss<T> arguments{};
        arguments.z = z.row(0);
        arguments.stride = z.stride();
        arguments.rows = 1;
        arguments.outputs = 3;
        arguments.labels = &label;
        arguments.scale = 1;
        arguments.losses = &loss;
        kernels->cross_entropy(arguments);
        EXPECT_FALSE(std::isfinite(loss)) << kernels->target << ", " << bad << " at " << at;
      }
    }
  }
}

template <class T>
struct LossRun {
  Matrix<T> deltas;
  std::vector<double> losses;
  size_t correct;
};

// kind 0: labels, 1: dense cross-entropy, 2: squared error.
template <class T>
LossRun<T> run_loss(const Kernels<T>& kernels, int kind, size_t rows, size_t outputs,
                    const std::vector<int32_t>& labels, const Matrix<T>& targets) {
  LossRun<T> run{sums<T>(rows, outputs), std::vector<double>(rows), 0};
  OutputLoss<T> loss{};
  loss.z = run.deltas.row(0);
  loss.stride = run.deltas.stride();
  loss.rows = rows;
  loss.outputs = outputs;
  if (kind == 0) loss.labels = labels.data();
  if (kind != 0) loss.targets = targets.row(0);
  loss.target_stride = targets.stride();
  loss.scale = static_cast<T>(0.25);
  loss.losses = run.losses.data();
  if (kind == 2) {
    kernels.squared_error(loss);
  } else {
    run.correct = kernels.cross_entropy(loss);
  }
  return run;
}

TYPED_TEST(OutputKernelsTest, LossesAreRightAndTheSameEverywhere) {
  using T = TypeParam;
  constexpr size_t kRows = 23;
  for (size_t outputs : kSizes) {
    std::vector<int32_t> labels(kRows);
    Matrix<T> one_hot(kRows, outputs);
    for (size_t r = 0; r < kRows; ++r) {
      labels[r] = static_cast<int32_t>(r * 5 % outputs);
      one_hot.row(r)[labels[r]] = 1;
    }
    const Matrix<T> soft = random_matrix<T>(kRows, outputs, 8);
    const Matrix<T> z = sums<T>(kRows, outputs);
    for (int kind : {0, 1, 2}) {
      const Matrix<T>& targets = kind == 0 ? one_hot : soft;
      const auto first =
          run_loss(*available_kernels<T>().front(), kind, kRows, outputs, labels, targets);
      size_t correct = 0;
      for (size_t r = 0; r < kRows; ++r) {
        const auto p = softmax_of(z.row(r), outputs);
        if (kind == 0) {
          const auto scalar = scalar_cross_entropy(
              z.row(r), outputs, static_cast<size_t>(labels[r]), static_cast<T>(0.25));
          ASSERT_SAME_BITS(first.losses[r], scalar.loss);
          for (size_t j = 0; j < outputs; ++j) {
            ASSERT_SAME_BITS(first.deltas.row(r)[j], scalar.deltas[j]);
          }
        }
        const T* t = targets.row(r);
        const T* largest = std::max_element(z.row(r), z.row(r) + outputs);
        correct += largest - z.row(r) == std::max_element(t, t + outputs) - t;
        const double mass = std::accumulate(t, t + outputs, 0.0);
        double loss = 0, terms = 0;
        for (size_t j = 0; j < outputs; ++j) {
          const double target = static_cast<double>(t[j]), n = static_cast<double>(outputs);
          const double difference = static_cast<double>(z.row(r)[j]) - target;
          const double q = static_cast<double>(p[j]);
          const double term = kind == 2 ? difference * difference / n : -target * std::log(q);
          if (target != 0 || kind == 2) {
            loss += term;
            terms += std::abs(term);
          }
          const double delta = kind == 2 ? 2 * difference / n : q * mass - target;
          const double rounding = bound<T>(q, z.row(r)[j] - *largest) * std::abs(mass) +
                                  8 * kUlp<T> * (std::abs(target) + std::abs(delta));
          EXPECT_NEAR(static_cast<double>(first.deltas.row(r)[j]), delta / 4, rounding / 4)
              << "kind " << kind;
        }
        // The sum of exponentials is one of T's: its logarithm is off by some ulp, taken mass
        // times.
        EXPECT_NEAR(first.losses[r], loss, 1e-14 * terms + 16 * kUlp<T> * (std::abs(mass) + 1e-6))
            << "kind " << kind;
      }
      if (kind != 2) {
        EXPECT_EQ(first.correct, correct);
      }
      for (const auto* kernels : available_kernels<T>()) {
        const auto run = run_loss(*kernels, kind, kRows, outputs, labels, targets);
        EXPECT_EQ(run.correct, first.correct);
        for (size_t r = 0; r < kRows; ++r) {
          ASSERT_SAME_BITS(run.losses[r], first.losses[r]) << kernels->target;
          for (size_t j = 0; j < round_up(outputs, kRowUnit); ++j) {
            ASSERT_SAME_BITS(run.deltas.row(r)[j], first.deltas.row(r)[j]) << kernels->target;
            if (j >= outputs) {
              ASSERT_EQ(run.deltas.row(r)[j], 0) << "padding";
            }
          }
        }
      }
    }
  }
}

// Labels and the same targets as dense one-hot rows are the same loss, to the bit.
TYPED_TEST(OutputKernelsTest, LabelsEqualOneHotTargets) {
  using T = TypeParam;
  const size_t rows = 17, outputs = 10;
  std::vector<int32_t> labels(rows);
  Matrix<T> one_hot(rows, outputs);
  for (size_t r = 0; r < rows; ++r) {
    labels[r] = static_cast<int32_t>(r % outputs);
    one_hot.row(r)[labels[r]] = 1;
  }
  for (const auto* kernels : available_kernels<T>()) {
    const auto a = run_loss(*kernels, 0, rows, outputs, labels, one_hot);
    const auto b = run_loss(*kernels, 1, rows, outputs, labels, one_hot);
    EXPECT_EQ(a.correct, b.correct);
    for (size_t r = 0; r < rows; ++r) {
      EXPECT_SAME_BITS(a.losses[r], b.losses[r]);
      for (size_t j = 0; j < outputs; ++j) {
        EXPECT_SAME_BITS(a.deltas.row(r)[j], b.deltas.row(r)[j]);
      }
    }
  }
}

}  // namespace
}  // namespace neuro
