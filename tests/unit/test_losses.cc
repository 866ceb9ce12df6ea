// The losses with weights of rows and smoothed targets: the same bits on every instruction set,
// right against plain long double arithmetic, and the derivative of what they say.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernel_fixture.h"

namespace neuro {
namespace {

template <class T>
struct LossesTest : ::testing::Test {};
TYPED_TEST_SUITE(LossesTest, FloatTypes);

enum class Loss { kCrossEntropy, kBinaryCrossEntropy, kSquared, kAbsolute, kHuber };
constexpr Loss kLosses[] = {Loss::kCrossEntropy, Loss::kBinaryCrossEntropy, Loss::kSquared,
                            Loss::kAbsolute, Loss::kHuber};
constexpr size_t kRows = 11;
constexpr double kDelta = 0.75;  // Huber's

bool takes_labels(Loss loss) {
  return loss == Loss::kCrossEntropy || loss == Loss::kBinaryCrossEntropy;
}

struct Case {
  Loss loss;
  size_t outputs;
  bool labels, weighted;
  double smoothing;
};

// Every loss with all that goes with it.
std::vector<Case> cases() {
  std::vector<Case> all;
  for (Loss loss : kLosses) {
    for (size_t outputs : {size_t{1}, size_t{3}, size_t{10}, size_t{16}, size_t{33}, size_t{600}}) {
      for (bool labels : {false, true}) {
        if (labels && !takes_labels(loss)) continue;
        for (bool weighted : {false, true}) {
          for (double smoothing : {0.0, 0.125}) {
            if (smoothing != 0 && !takes_labels(loss)) continue;
            all.push_back({loss, outputs, labels, weighted, smoothing});
          }
        }
      }
    }
  }
  return all;
}

std::string name_of(const Case& c) {
  return "loss " + std::to_string(static_cast<int>(c.loss)) + ", outputs " +
         std::to_string(c.outputs) + (c.labels ? ", labels" : "") +
         (c.weighted ? ", weighted" : "") + ", smoothing " + std::to_string(c.smoothing);
}

// What a loss works on.
template <class T>
struct Operands {
  explicit Operands(const Case& c)
      : which(c),
        z(random_matrix<T>(kRows, c.outputs, 5)),
        targets(random_matrix<T>(kRows, c.outputs, 6)),
        labels(kRows),
        weights(kRows, T{1}) {
    Numbers<T> numbers(7);
    for (size_t r = 0; r < kRows; ++r) {
      for (size_t j = 0; j < c.outputs; ++j) {
        z.row(r)[j] *= static_cast<T>(r % 4 == 3 ? 40 : 3);
        T& t = targets.row(r)[j];
        if (takes_labels(c.loss)) t = std::abs(t);
        if (j % 5 == 4 && c.loss == Loss::kAbsolute) t = z.row(r)[j];
      }
      labels[r] = static_cast<int32_t>(r % std::max<size_t>(c.outputs, 2));
      if (c.outputs == 1 && c.loss == Loss::kCrossEntropy) labels[r] = 0;
      if (c.weighted) weights[r] = r == 2 ? 0 : 2 + numbers.next();
    }
  }

  // The target of an output, smoothed or not.
  long double target(size_t row, size_t j, bool smoothed) const {
    long double t = targets.row(row)[j];
    const auto label = static_cast<size_t>(labels[row]);
    const bool single = which.outputs == 1 && which.loss == Loss::kBinaryCrossEntropy;
    if (which.labels) t = single ? static_cast<long double>(label) : j == label ? 1 : 0;
    if (!smoothed) return t;
    const long double s = which.smoothing;
    const auto shares = static_cast<long double>(which.outputs);
    return t * (1 - s) + s / (which.loss == Loss::kCrossEntropy ? shares : 2);
  }

  Case which;
  Matrix<T> z, targets;
  std::vector<int32_t> labels;
  std::vector<T> weights;
};

template <class T>
struct Result {
  Matrix<T> deltas;
  std::vector<double> losses;
  size_t correct = 0;
};

template <class T>
Result<T> run(const Kernels<T>& kernels, const Operands<T>& operands) {
  const Case& c = operands.which;
  Result<T> result{Matrix<T>(kRows, c.outputs), std::vector<double>(kRows), 0};
  for (size_t r = 0; r < kRows; ++r) {
    std::copy_n(operands.z.row(r), c.outputs, result.deltas.row(r));
  }
  OutputLoss<T> o{};
  o.z = result.deltas.row(0);
  o.stride = result.deltas.stride();
  o.rows = kRows;
  o.outputs = c.outputs;
  if (c.labels) {
    o.labels = operands.labels.data();
  } else {
    o.targets = operands.targets.row(0);
    o.target_stride = operands.targets.stride();
  }
  if (c.weighted) o.weights = operands.weights.data();
  o.scale = static_cast<T>(0.25);
  o.smoothing = static_cast<T>(c.smoothing);
  o.huber_delta = static_cast<T>(kDelta);
  o.losses = result.losses.data();
  switch (c.loss) {
    case Loss::kCrossEntropy:
      result.correct = kernels.cross_entropy(o);
      break;
    case Loss::kBinaryCrossEntropy:
      result.correct = kernels.binary_cross_entropy(o);
      break;
    case Loss::kSquared:
      kernels.squared_error(o);
      break;
    case Loss::kAbsolute:
      kernels.absolute_error(o);
      break;
    case Loss::kHuber:
      kernels.huber_error(o);
      break;
  }
  return result;
}

// The loss of a row, before its weight; z[at] is taken to be `shift` more than it is.
template <class T>
long double loss_of(const Operands<T>& operands, size_t row, size_t at, long double shift) {
  const Case& c = operands.which;
  const auto n = static_cast<long double>(c.outputs);
  const auto z = [&](size_t j) {
    return static_cast<long double>(operands.z.row(row)[j]) + (j == at ? shift : 0);
  };
  long double max = z(0), total = 0, sum = 0;
  for (size_t j = 0; j < c.outputs; ++j) max = std::max(max, z(j));
  for (size_t j = 0; j < c.outputs; ++j) total += std::exp(z(j) - max);
  for (size_t j = 0; j < c.outputs; ++j) {
    const long double t = operands.target(row, j, true), d = z(j) - t, size = std::abs(d);
    const long double delta = kDelta;
    switch (c.loss) {
      case Loss::kCrossEntropy:
        sum += t * (std::log(total) - (z(j) - max));
        break;
      case Loss::kBinaryCrossEntropy:
        sum += (std::max(z(j), 0.0L) - z(j) * t + std::log1p(std::exp(-std::abs(z(j))))) / n;
        break;
      case Loss::kSquared:
        sum += d * d / n;
        break;
      case Loss::kAbsolute:
        sum += size / n;
        break;
      case Loss::kHuber:
        sum += (size <= delta ? d * d / 2 : delta * (size - delta / 2)) / n;
        break;
    }
  }
  return sum;
}

// Its derivative by z[at], as a difference on both sides, which is 0 for |0|.
template <class T>
long double slope_of(const Operands<T>& operands, size_t row, size_t at) {
  const long double step = 1e-6L;
  return (loss_of(operands, row, at, step) - loss_of(operands, row, at, -step)) / (2 * step);
}

template <class T>
bool counts_as_correct(const Operands<T>& operands, size_t row) {
  const size_t n = operands.which.outputs;
  const T* z = operands.z.row(row);
  if (operands.which.loss == Loss::kBinaryCrossEntropy) {
    for (size_t j = 0; j < n; ++j) {
      if ((z[j] > 0) != (operands.target(row, j, false) >= 0.5L)) return false;
    }
    return true;
  }
  size_t best = 0;
  for (size_t j = 1; j < n; ++j) {
    if (operands.target(row, j, false) > operands.target(row, best, false)) best = j;
  }
  return std::max_element(z, z + n) - z == static_cast<ptrdiff_t>(best);
}

TYPED_TEST(LossesTest, AreRightAndHaveTheirDerivatives) {
  using T = TypeParam;
  constexpr auto kUlp = static_cast<double>(std::numeric_limits<T>::epsilon());
  for (const Case& c : cases()) {
    SCOPED_TRACE(name_of(c));
    const Operands<T> operands(c);
    const Result<T> result = run(*available_kernels<T>().front(), operands);
    size_t correct = 0;
    for (size_t r = 0; r < kRows; ++r) {
      const auto weight = static_cast<double>(operands.weights[r]);
      const double loss = static_cast<double>(loss_of(operands, r, 0, 0.0L)) * weight;
      // Of cross-entropy's sums with targets that do not sum up to 1, the terms cancel.
      const double terms = c.loss == Loss::kCrossEntropy ? 40 * static_cast<double>(c.outputs) : 1;
      ASSERT_NEAR(result.losses[r], loss, 16 * kUlp * (std::abs(loss) + terms)) << "row " << r;
      double mass = 0;
      for (size_t j = 0; j < c.outputs; ++j) {
        mass += static_cast<double>(operands.target(r, j, true));
      }
      for (size_t j = 0; j < c.outputs; j += c.outputs < 100 ? 1 : 53) {
        const double slope = static_cast<double>(slope_of(operands, r, j)) * weight / 4;
        const double size = c.loss == Loss::kCrossEntropy ? 1 + mass : 1 + std::abs(slope);
        // 1e-9: of the difference, near a kink too; a probability's exponent has been rounded.
        ASSERT_NEAR(static_cast<double>(result.deltas.row(r)[j]), slope,
                    weight * (1e-9 + 100 * kUlp) * size)
            << "row " << r << ", output " << j;
      }
      correct += counts_as_correct(operands, r);
    }
    if (takes_labels(c.loss)) {
      EXPECT_EQ(result.correct, correct);
    }
  }
}

TYPED_TEST(LossesTest, AreTheSameEverywhere) {
  using T = TypeParam;
  for (const Case& c : cases()) {
    SCOPED_TRACE(name_of(c));
    const Operands<T> operands(c);
    const Result<T> first = run(*available_kernels<T>().front(), operands);
    for (const auto* kernels : available_kernels<T>()) {
      const Result<T> result = run(*kernels, operands);
      EXPECT_EQ(result.correct, first.correct) << kernels->target;
      for (size_t r = 0; r < kRows; ++r) {
        ASSERT_SAME_BITS(result.losses[r], first.losses[r]) << kernels->target;
        for (size_t j = 0; j < c.outputs; ++j) {
          ASSERT_SAME_BITS(result.deltas.row(r)[j], first.deltas.row(r)[j]) << kernels->target;
        }
        for (size_t j = c.outputs; j < round_up(c.outputs, kRowUnit); ++j) {
          ASSERT_EQ(result.deltas.row(r)[j], 0) << kernels->target << ", padding";
        }
      }
    }
  }
}

// A weight of 1 for every row is as no weights at all.
TYPED_TEST(LossesTest, WeightsOfOneChangeNothing) {
  using T = TypeParam;
  for (Case c : cases()) {
    if (c.weighted) continue;
    SCOPED_TRACE(name_of(c));
    Operands<T> operands(c);
    const Result<T> without = run(*available_kernels<T>().front(), operands);
    operands.which.weighted = true;
    const Result<T> with = run(*available_kernels<T>().front(), operands);
    for (size_t r = 0; r < kRows; ++r) {
      ASSERT_SAME_BITS(with.losses[r], without.losses[r]);
      for (size_t j = 0; j < c.outputs; ++j) {
        ASSERT_SAME_BITS(with.deltas.row(r)[j], without.deltas.row(r)[j]);
      }
    }
  }
}

// Labels and the same targets as dense rows are the same loss, to the bit.
TYPED_TEST(LossesTest, LabelsEqualDenseTargets) {
  using T = TypeParam;
  for (Case c : cases()) {
    if (!c.labels) continue;
    SCOPED_TRACE(name_of(c));
    Operands<T> operands(c);
    for (const auto* kernels : available_kernels<T>()) {
      operands.which.labels = true;
      for (size_t r = 0; r < kRows; ++r) {
        for (size_t j = 0; j < c.outputs; ++j) {
          operands.targets.row(r)[j] = static_cast<T>(operands.target(r, j, false));
        }
      }
      const Result<T> labels = run(*kernels, operands);
      operands.which.labels = false;
      const Result<T> dense = run(*kernels, operands);
      EXPECT_EQ(labels.correct, dense.correct);
      for (size_t r = 0; r < kRows; ++r) {
        ASSERT_SAME_BITS(labels.losses[r], dense.losses[r]) << kernels->target;
        for (size_t j = 0; j < c.outputs; ++j) {
          ASSERT_SAME_BITS(labels.deltas.row(r)[j], dense.deltas.row(r)[j]) << kernels->target;
        }
      }
    }
  }
}

TYPED_TEST(LossesTest, BinaryCrossEntropyOfExtremes) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    Operands<T> operands({Loss::kBinaryCrossEntropy, 2, false, false, 0});
    const T z[] = {-10000, 10000, 0, 500};
    for (size_t i = 0; i < 4; ++i) {
      operands.z.row(i)[0] = z[i];
      operands.z.row(i)[1] = -z[i];
      operands.targets.row(i)[0] = 1;
      operands.targets.row(i)[1] = 0;
    }
    const Result<T> result = run(*kernels, operands);
    EXPECT_EQ(result.losses[0], 10000);
    EXPECT_EQ(result.losses[1], 0);
    EXPECT_NEAR(result.losses[2], std::log(2.0), 1e-15);
    EXPECT_EQ(result.losses[3], 0);
    EXPECT_EQ(result.deltas.row(0)[0], T{-1} / 8);
    EXPECT_EQ(result.deltas.row(0)[1], T{1} / 8);
    EXPECT_EQ(result.deltas.row(1)[0], 0);
    EXPECT_EQ(result.deltas.row(2)[0], T{-1} / 16);
    EXPECT_EQ(result.deltas.row(2)[1], T{1} / 16);
  }
}

TYPED_TEST(LossesTest, ANaNIsSeenInTheLoss) {
  using T = TypeParam;
  constexpr T kNaN = std::numeric_limits<T>::quiet_NaN(), kInf = std::numeric_limits<T>::infinity();
  for (const auto* kernels : available_kernels<T>()) {
    for (const Case& c : cases()) {
      if (c.weighted) continue;
      for (size_t at : {size_t{0}, c.outputs / 2, c.outputs - 1}) {
        for (T bad : {kNaN, kInf}) {
          Operands<T> operands(c);
          operands.z.row(5)[at] = bad;
          const Result<T> result = run(*kernels, operands);
          for (size_t r = 0; r < kRows; ++r) {
            ASSERT_EQ(std::isfinite(result.losses[r]), r != 5)
                << kernels->target << ", " << name_of(c) << ", " << bad << " at " << at;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace neuro
