// The engine as a whole where datasets, scaling and networks meet: what is refused is refused
// before anything is learnt, and what is learnt of the inputs' scale keeps their digits.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "data/dataset.h"
#include "expect_error.h"
#include "train/engine.h"

namespace neuro {
namespace {

struct Table {
  std::vector<double> x;
  std::vector<int32_t> labels;

  explicit Table(std::vector<double> values) : x(std::move(values)), labels(x.size()) {
    for (size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int32_t>(i % 2);
  }
  Dataset dataset() const {
    return Dataset::wrap({x.data(), InputType::kF64, 1}, {labels.data(), TargetType::kLabelI32, 1},
                         x.size());
  }
};

std::unique_ptr<Engine> engine(Scaling scaling, ElementType type, Output output) {
  const size_t sizes[] = {1, 2};
  EngineConfig config;
  config.scaling = scaling;
  config.type = type;
  TrainingSettings settings;
  settings.epochs = 1;
  return Engine::create(Shape(sizes, 2, {output}), config, settings);
}

// What the network makes of inputs after scaling: identity weights and no bias show it.
std::vector<double> scaled(Engine& engine, const std::vector<double>& x) {
  const double weights[] = {1, 1}, bias[] = {0, 0};
  engine.set_parameters(0, weights, bias);
  std::vector<double> out(2 * x.size()), first;
  engine.predict({x.data(), InputType::kF64, 1}, x.size(), out.data());
  for (size_t i = 0; i < x.size(); ++i) first.push_back(out[2 * i]);
  return first;
}

std::vector<double> learnt_scale(Scaling scaling, ElementType type, const std::vector<double>& x) {
  const auto made = engine(scaling, type, Output::kIdentity);
  const std::vector<double> targets(2 * x.size());
  const Dataset data = Dataset::wrap({x.data(), InputType::kF64, 1},
                                     {targets.data(), TargetType::kDenseF64, 2}, x.size());
  made->fit(data, nullptr, {});
  return scaled(*made, x);
}

TEST(InputScaling, KeepsTheDigitsOfLargeNumbersInSinglePrecision) {
  const std::vector<double> stamps = {1.7e9 + 60, 1.7e9 + 61, 1.7e9 + 62, 1.7e9 + 70};
  const auto out = learnt_scale(Scaling::kMinMax, ElementType::kF32, stamps);
  EXPECT_EQ(out, (std::vector<double>{0, 0.1f, 0.2f, 1}));
}

TEST(InputScaling, StandardScoresDoNotOverflow) {
  for (const double unit : {1.0, 1e200, 1e307, 1e-200}) {
    const auto out = learnt_scale(Scaling::kStandard, ElementType::kF64, {unit, 3 * unit});
    EXPECT_NEAR(out[0], -1, 1e-12) << unit;
    EXPECT_NEAR(out[1], 1, 1e-12) << unit;
  }
}

TEST(InputScaling, AColumnThatNeverVariesIsOnlyShifted) {
  for (Scaling scaling : {Scaling::kMinMax, Scaling::kStandard}) {
    const auto made = engine(scaling, ElementType::kF64, Output::kSoftmax);
    made->fit(Table({0.2, 0.2, 0.2}).dataset(), nullptr, {});
    // Softmax of equal sums says nothing; of the difference of two weights, all.
    const double weights[] = {1, 0}, bias[] = {0, 0}, x[] = {0.2};
    made->set_parameters(0, weights, bias);
    double p[2];
    made->predict({x, InputType::kF64, 1}, 1, p);
    EXPECT_EQ(p[0], 0.5);
  }
}

// A refused fit has learnt neither weights nor a scale.
void expect_untouched_by(Engine& engine, const Dataset& train, const Dataset* validation,
                         const char* message) {
  double before[2], after[2], bias[2];
  engine.get_parameters(0, before, bias);
  expect_error(Status::kInvalidArgument, {message}, [&] { engine.fit(train, validation, {}); });
  engine.get_parameters(0, after, bias);
  EXPECT_EQ(before[0], after[0]);
  EXPECT_EQ(before[1], after[1]);
  EXPECT_EQ(scaled(engine, {3.0}), std::vector<double>{3.0});
}

TEST(Fit, RefusesColumnsTooWideToScale) {
  const auto made = engine(Scaling::kMinMax, ElementType::kF64, Output::kIdentity);
  const std::vector<double> x = {-1.5e308, 1.5e308}, targets(4);
  const Dataset train =
      Dataset::wrap({x.data(), InputType::kF64, 1}, {targets.data(), TargetType::kDenseF64, 2}, 2);
  expect_untouched_by(*made, train, nullptr, "train: column 0");
}

TEST(Fit, RefusesAValidationSetThatOverflowsBeforeItLearns) {
  const auto made = engine(Scaling::kMinMax, ElementType::kF32, Output::kIdentity);
  const std::vector<double> x = {0, 1e-30}, far = {0, 1e20}, targets(4);
  const TargetView dense{targets.data(), TargetType::kDenseF64, 2};
  const Dataset train = Dataset::wrap({x.data(), InputType::kF64, 1}, dense, 2);
  const Dataset validation = Dataset::wrap({far.data(), InputType::kF64, 1}, dense, 2);
  expect_untouched_by(*made, train, &validation, "validation: row 1");
}

// A wrapped dataset's arrays are the caller's, who may break the promise not to change them.
TEST(Evaluate, NamesALabelThatHasChangedBehindTheDataset) {
  const auto made = engine(Scaling::kNone, ElementType::kF32, Output::kSoftmax);
  Table table({1, 2, 3, 4});
  const Dataset data = table.dataset();
  table.labels[2] = 1 << 30;
  expect_error(Status::kInvalidArgument, {"targets: row 2: label 1073741824"},
               [&] { made->evaluate(data); });
  expect_error(Status::kInvalidArgument, {"targets: row 2: label 1073741824"},
               [&] { made->fit(data, nullptr, {}); });
}

// Losses that are finite each, but not together.
TEST(Train, RefusesALossWhoseSumIsNotFinite) {
  const auto made = engine(Scaling::kNone, ElementType::kF64, Output::kIdentity);
  const double x[] = {0, 0}, targets[] = {1.2e154, 1.2e154, 1.2e154, 1.2e154};
  double before[2], after[2], bias[2];
  made->get_parameters(0, before, bias);
  expect_error(Status::kNotFinite, {"not finite"}, [&] {
    made->train_batch({x, InputType::kF64, 1}, {targets, TargetType::kDenseF64, 2}, 2, nullptr);
  });
  made->get_parameters(0, after, bias);
  EXPECT_TRUE(std::equal(before, before + 2, after));
}

}  // namespace
}  // namespace neuro
