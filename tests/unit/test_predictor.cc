// Prediction: a row's outputs are its own, whoever stands beside it and however many threads work.
#include "model/predictor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/block_sum.h"
#include "base/error.h"
#include "kernel_fixture.h"

namespace neuro {
namespace {

template <class T>
struct PredictorTest : ::testing::Test {};
TYPED_TEST_SUITE(PredictorTest, FloatTypes);

constexpr size_t kInputs = 45, kOutputs = 7, kRows = 1000;

template <class T>
Network<T> network(const Kernels<T>& kernels, Output output) {
  const size_t sizes[] = {kInputs, 100, 33, kOutputs};
  Network<T> made(Shape(sizes, 4, {output}), kernels);
  made.initialise(2);
  return made;
}

template <class T>
std::vector<T> rows(size_t n) {
  std::vector<T> values(n * kInputs);
  Numbers<T>(4).fill(values.data(), values.size());
  return values;
}

TYPED_TEST(PredictorTest, ARowAloneEqualsItAmongAThousand) {
  using T = TypeParam;
  const std::vector<float> x = rows<float>(kRows);
  std::vector<T> first;
  for (const auto* kernels : available_kernels<T>()) {
    for (Output output : {Output::kSoftmax, Output::kIdentity}) {
      const Network<T> net = network(*kernels, output);
      for (size_t workers : {1, 2, 5}) {
        WorkerPool pool(workers);
        Predictor<T> predictor(net, pool);
        std::vector<T> together(kRows * kOutputs), alone(kOutputs);
        predictor.predict({x.data(), InputType::kF32, kInputs}, kRows, together.data());
        if (output == Output::kSoftmax) {
          if (first.empty()) first = together;
          EXPECT_EQ(first, together) << kernels->target << ", " << workers << " workers";
        }
        for (size_t r = 0; r < kRows; r += workers == 1 ? 1 : 37) {
          predictor.predict({x.data() + r * kInputs, InputType::kF32, kInputs}, 1, alone.data());
          for (size_t j = 0; j < kOutputs; ++j) {
            ASSERT_SAME_BITS(alone[j], together[r * kOutputs + j]);
          }
        }
      }
    }
  }
}

TYPED_TEST(PredictorTest, RefusesARowWithoutTouchingTheOutputs) {
  using T = TypeParam;
  const Network<T> net = network(*available_kernels<T>().front(), Output::kSoftmax);
  for (size_t workers : {1, 2}) {
    WorkerPool pool(workers);
    Predictor<T> predictor(net, pool);
    for (size_t bad : {0, 1, 500, 999}) {
      std::vector<float> x = rows<float>(kRows);
      x[bad * kInputs + 13] = std::numeric_limits<float>::infinity();
      std::vector<T> outputs(kRows * kOutputs, T{42});
      try {
        predictor.predict({x.data(), InputType::kF32, kInputs}, kRows, outputs.data());
        ADD_FAILURE() << "accepted";
      } catch (const Error& error) {
        EXPECT_EQ(error.status(), Status::kInvalidArgument);
        EXPECT_EQ(std::string(error.what()),
                  "inputs: row " + std::to_string(bad) + ", column 13: inf is not finite");
      }
      for (T value : outputs) ASSERT_EQ(value, 42);
    }
  }
}

TYPED_TEST(PredictorTest, EvaluateCountsWhatPredictSays) {
  using T = TypeParam;
  const std::vector<float> x = rows<float>(kRows);
  std::vector<int32_t> labels(kRows);
  for (size_t r = 0; r < kRows; ++r) labels[r] = static_cast<int32_t>(r % kOutputs);
  const Network<T> net = network(*available_kernels<T>().front(), Output::kSoftmax);
  std::vector<double> losses;
  for (size_t workers : {1, 2, 3}) {
    WorkerPool pool(workers);
    Predictor<T> predictor(net, pool);
    std::vector<double> p(kRows * kOutputs);
    predictor.predict({x.data(), InputType::kF32, kInputs}, kRows, p.data());
    size_t correct = 0;
    double loss = 0;
    for (size_t r = 0; r < kRows; ++r) {
      const double* row = p.data() + r * kOutputs;
      correct += std::max_element(row, row + kOutputs) - row == labels[r];
      loss -= std::log(row[labels[r]]);
    }
    const Score score = predictor.evaluate({x.data(), InputType::kF32, kInputs},
                                           {labels.data(), TargetType::kLabelI32, 1}, kRows);
    EXPECT_EQ(score.correct, correct);
    EXPECT_NEAR(score.loss, loss / kRows, 1e-6);
    losses.push_back(score.loss);
  }
  EXPECT_EQ(losses[0], losses[1]);
  EXPECT_EQ(losses[0], losses[2]);
}

TYPED_TEST(PredictorTest, EvaluateKeepsWhatItComparesAndWhatPredictSays) {
  using T = TypeParam;
  const std::vector<float> x = rows<float>(kRows);
  const InputView inputs{x.data(), InputType::kF32, kInputs};
  std::vector<int32_t> labels(kRows, 3);
  std::vector<double> dense(kRows * kOutputs, 0.25);
  for (Output output : {Output::kSoftmax, Output::kIdentity, Output::kSigmoid}) {
    const Network<T> net = network(*available_kernels<T>().front(), output);
    const TargetView targets = output == Output::kSoftmax
                                   ? TargetView{labels.data(), TargetType::kLabelI32, 1}
                                   : TargetView{dense.data(), TargetType::kDenseF64, kOutputs};
    WorkerPool pool(2);
    Predictor<T> predictor(net, pool);
    std::vector<double> expected(kRows * kOutputs), sums(kRows * kOutputs),
        outputs(kRows * kOutputs), losses(kRows);
    predictor.predict(inputs, kRows, expected.data());
    const Score plain = predictor.evaluate(inputs, targets, kRows);
    const Score kept =
        predictor.evaluate(inputs, targets, kRows, {sums.data(), outputs.data(), losses.data()});
    EXPECT_EQ(plain.loss, kept.loss);
    EXPECT_EQ(plain.correct, kept.correct);
    EXPECT_EQ(outputs, expected);
    EXPECT_EQ(tree_sum(losses.data(), kRows, kBlockRows) / kRows, kept.loss);
    for (size_t i = 0; i < sums.size(); ++i) {
      const double expected_output =
          output == Output::kSigmoid ? 1 / (1 + std::exp(-sums[i])) : sums[i];
      ASSERT_TRUE(output == Output::kSoftmax || std::abs(expected_output - outputs[i]) < 1e-6);
    }
    if (output == Output::kSoftmax) {
      // Differences of sums are logarithms of ratios.
      EXPECT_NEAR(std::exp(sums[3] - sums[0]), outputs[3] / outputs[0], 1e-5);
    }
  }
}

}  // namespace
}  // namespace neuro
