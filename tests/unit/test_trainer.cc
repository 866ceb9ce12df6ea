// Steps on several workers against the same steps on one, bit for bit, where the first layer is
// divided by columns: batches and workers that change from step to step, and what is refused.
#include "train/trainer.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "expect_error.h"
#include "kernel_fixture.h"
#include "training_fixture.h"

namespace neuro {
namespace {

constexpr size_t kInputs = 50, kOutputs = 10, kRows = 256;

// A network, its trainer and rows to train on, inputs and targets of all kinds.
template <class T>
class Learner {
 public:
  Learner(std::vector<size_t> sizes, size_t workers)
      : network_(Shape(sizes.data(), sizes.size(), {Output::kSoftmax}),
                 *available_kernels<T>().front()),
        trainer_(network_),
        pool_(workers),
        inputs_(kRows * kInputs),
        labels_(kRows),
        dense_(kRows * kOutputs) {
    network_.initialise(7);
    trainer_.reserve(kRows, workers);
    if (workers > 1) pool_.start();
    Numbers<float> numbers(11);
    numbers.fill(inputs_.data(), inputs_.size());
    for (size_t i = 0; i < kRows; ++i) {
      labels_[i] = static_cast<int32_t>(i * 7 % kOutputs);
      dense_[i * kOutputs + i % kOutputs] = 1;
    }
  }

  double step(size_t rows, size_t active, bool dense = false) {
    const InputView inputs{inputs_.data(), InputType::kF32, kInputs};
    const TargetView labels{labels_.data(), TargetType::kLabelI32, 1};
    const TargetView dense_targets{dense_.data(), TargetType::kDenseF32, kOutputs};
    const Batch batch{inputs, dense ? dense_targets : labels, nullptr, rows};
    return trainer_.step(pool_, active, batch, StepSettings{.rate = 0.1}).loss_sum;
  }

  uint64_t hash() const { return hash_parameters(network_); }
  float& input(size_t row) { return inputs_[row * kInputs + 3]; }
  int32_t& label(size_t row) { return labels_[row]; }
  Network<T>& network() { return network_; }

 private:
  Network<T> network_;
  Trainer<T> trainer_;
  WorkerPool pool_;
  std::vector<float> inputs_;
  std::vector<int32_t> labels_;
  std::vector<float> dense_;
};

template <class T>
struct TrainerTest : ::testing::Test {};
TYPED_TEST_SUITE(TrainerTest, FloatTypes);

// 64 columns are whole panels for two and for four workers on every instruction set, but for two of
// four on AVX-512 in single precision.
const std::vector<size_t> kDeep = {kInputs, 64, 33, kOutputs}, kFlat = {kInputs, kOutputs},
                          kFlatWide = {kInputs, 64, kOutputs};

TYPED_TEST(TrainerTest, DividesTheFirstLayerByColumnsHere) {
  const Learner<TypeParam> learner(kDeep, 1);
  const auto& kernels = *available_kernels<TypeParam>().front();
  const PanelLayout layout(kInputs + 1, 64, kernels.lanes, kernels.panel_width);
  EXPECT_GE(Division::input_copies(layout, kRows, 4).count, 2u);
}

TYPED_TEST(TrainerTest, BatchesAndWorkersMayChangeFromStepToStep) {
  for (const std::vector<size_t>& sizes : {kDeep, kFlat, kFlatWide}) {
    Learner<TypeParam> alone(sizes, 1), together(sizes, 4);
    size_t active = 1;
    for (size_t rows : {32u, 7u, 1u, 256u, 2u, 3u, 100u, 32u, 5u, 64u, 65u, 256u, 1u, 31u}) {
      for (bool dense : {false, true}) {
        const double expected = alone.step(rows, 1, dense);
        ASSERT_SAME_BITS(together.step(rows, active, dense), expected);
        ASSERT_EQ(together.hash(), alone.hash()) << rows << " rows on " << active << " workers";
        active = active % 4 + 1;
      }
    }
  }
}

TYPED_TEST(TrainerTest, RefusesTheFirstBadRowAndChangesNothing) {
  for (size_t active = 1; active <= 4; ++active) {
    Learner<TypeParam> learner(kDeep, 4);
    learner.step(32, active);
    const uint64_t before = learner.hash();
    const auto refuses = [&](const char* what) {
      expect_error(Status::kInvalidArgument, {what}, [&] { learner.step(32, active); });
      EXPECT_EQ(learner.hash(), before) << what << ", " << active << " workers";
    };
    constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
    const float good = learner.input(5);
    learner.label(3) = 99;
    learner.input(5) = kNaN;
    refuses("row 3: label 99");
    learner.label(3) = 0;
    learner.label(30) = 99;
    refuses("row 5, column 3");
    learner.input(5) = good;
    refuses("row 30: label 99");
    learner.label(30) = 0;
    learner.input(31) = kNaN;
    refuses("row 31, column 3");
  }
}

TYPED_TEST(TrainerTest, RefusesALossThatIsNotFinite) {
  for (size_t active = 1; active <= 4; ++active) {
    Learner<TypeParam> learner(kDeep, 4);
    std::vector<double> weights(64 * kInputs, 1e30), bias(64);
    if (sizeof(TypeParam) == 8) weights.assign(weights.size(), 1e300);
    learner.network().set_parameters(0, weights.data(), bias.data());
    weights.resize(64 * 33, 0);
    for (double& weight : weights) weight = sizeof(TypeParam) == 8 ? 1e300 : 1e30;
    bias.resize(33);
    learner.network().set_parameters(1, weights.data(), bias.data());
    const uint64_t before = learner.hash();
    expect_error(Status::kNotFinite, {"the loss of row"}, [&] { learner.step(64, active); });
    EXPECT_EQ(learner.hash(), before) << active << " workers";
  }
}

}  // namespace
}  // namespace neuro
