// Learning rates step by step against PyTorch's schedulers, warm-up, early stopping, and the scalar
// functions that they stand on.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/elementary.h"
#include "train/early_stopping.h"
#include "train/schedule.h"

namespace neuro {
namespace {

#include "schedule_reference.inc"

constexpr double kRate = 0.3;
constexpr uint64_t kStepsPerEpoch = 3;
// Those of schedule_reference.py.
constexpr double kLosses[] = {1.0,  0.9, 0.9, 0.89999, 0.85, 0.86, 0.86, 0.86,
                              0.87, 0.9, 0.9, 0.84,    0.5,  0.5,  0.5,  0.5};

ScheduleSettings of(Schedule schedule) {
  ScheduleSettings settings;
  settings.schedule = schedule;
  return settings;
}

void expect_rates(const ScheduleSettings& settings, const std::vector<double>& expected) {
  for (size_t step = 0; step < expected.size(); ++step) {
    const double rate =
        scheduled_rate(settings, kRate, {step, expected.size(), step / kStepsPerEpoch});
    EXPECT_NEAR(rate, expected[step], 1e-12 * expected[step]) << "step " << step;
  }
}

TEST(Schedule, StepsAsPyTorch) {
  ScheduleSettings settings = of(Schedule::kStep);
  settings.period = 4;
  settings.factor = 0.1;
  expect_rates(settings, kStep);
  settings.period = 1;
  settings.factor = 0.5;
  expect_rates(settings, kStepHalf);
}

TEST(Schedule, ExponentialAsPyTorch) {
  ScheduleSettings settings = of(Schedule::kExponential);
  settings.factor = 0.93;
  expect_rates(settings, kExponential);
}

TEST(Schedule, CosineAsPyTorch) {
  ScheduleSettings settings = of(Schedule::kCosine);
  expect_rates(settings, kCosine);
  settings.minimum = 0.01;
  expect_rates(settings, kCosineFloor);
}

TEST(Schedule, OneCycleAsPyTorch) {
  ScheduleSettings settings = of(Schedule::kOneCycle);
  expect_rates(settings, kOneCycle);
  settings.one_cycle_rise = 0.07;
  settings.one_cycle_start = 3;
  settings.one_cycle_end = 10;
  expect_rates(settings, kOneCycleSteep);
}

void expect_plateau(const ScheduleSettings& settings, const std::vector<double>& expected) {
  FitProgressState state;
  ASSERT_EQ(expected.size(), std::size(kLosses));
  for (size_t epoch = 0; epoch < expected.size(); ++epoch) {
    const double rate = scheduled_rate(settings, kRate, {0, 0, epoch, state.plateau_cuts});
    EXPECT_NEAR(rate, expected[epoch], 1e-12 * expected[epoch]) << "epoch " << epoch;
    note_plateau(settings, kLosses[epoch], state);
  }
}

TEST(Schedule, PlateauAsPyTorch) {
  ScheduleSettings settings = of(Schedule::kPlateau);
  settings.plateau_patience = 1;
  expect_plateau(settings, kPlateau);
  settings.factor = 0.5;
  settings.plateau_patience = 0;
  settings.plateau_threshold = 0.05;
  settings.minimum = 0.05;
  expect_plateau(settings, kPlateauFloor);
}

TEST(Schedule, APlateausMinimumNeverRaisesTheRate) {
  ScheduleSettings settings = of(Schedule::kPlateau);
  settings.minimum = 1;
  EXPECT_EQ(scheduled_rate(settings, kRate, {0, 0, 0, 3}), kRate);
}

TEST(Schedule, ConstantIsTheRate) {
  for (uint64_t step : {0, 1, 1000}) {
    EXPECT_EQ(scheduled_rate({}, kRate, {step, 10, step}), kRate);
  }
}

TEST(Schedule, WarmUpTakesItsPartOfWhatTheScheduleGives) {
  for (Schedule schedule : {Schedule::kConstant, Schedule::kCosine, Schedule::kOneCycle}) {
    const ScheduleSettings plain = of(schedule);
    ScheduleSettings warm = plain;
    warm.warmup_steps = 7;
    for (uint64_t step = 0; step < 20; ++step) {
      const double part = step < 7 ? static_cast<double>(step + 1) / 7 : 1;
      const SchedulePoint point{step, 20, 0};
      EXPECT_DOUBLE_EQ(scheduled_rate(warm, kRate, point),
                       part * scheduled_rate(plain, kRate, point));
    }
    warm.warmup_steps = 1;  // the first step has all of it
    EXPECT_EQ(scheduled_rate(warm, kRate, {0, 20, 0}), scheduled_rate(plain, kRate, {0, 20, 0}));
  }
}

// Fits of so few steps that phases have no step of their own, and steps behind the planned end.
TEST(Schedule, ShortAndOverlongFitsHaveFiniteRates) {
  for (Schedule schedule : {Schedule::kCosine, Schedule::kOneCycle}) {
    for (double rise : {0.001, 0.25, 0.3, 0.5, 0.999}) {
      ScheduleSettings settings = of(schedule);
      settings.one_cycle_rise = rise;
      for (uint64_t steps = 1; steps < 9; ++steps) {
        for (uint64_t step = 0; step < steps + 5; ++step) {
          const double rate = scheduled_rate(settings, kRate, {step, steps, 0});
          EXPECT_GE(rate, 0);
          EXPECT_LE(rate, kRate);
        }
      }
    }
  }
}

TEST(EarlyStopping, EndsAfterSoManyEpochsThatAreNotBetter) {
  TrainingSettings settings;
  settings.early_stopping = 3;
  FitProgressState state;
  const double losses[] = {5, 4, 4, 4.5, 3.9, 3.9, 4, 4};
  const bool best[] = {true, true, false, false, true, false, false, false};
  for (size_t i = 0; i < std::size(losses); ++i) {
    EXPECT_FALSE(is_stopped(settings, state));
    EXPECT_EQ(note_epoch(settings, losses[i], state), best[i]) << i;
  }
  EXPECT_TRUE(is_stopped(settings, state));
  EXPECT_EQ(state.best_loss, 3.9);
  settings.early_stopping = 4;  // who has more patience may go on
  EXPECT_FALSE(is_stopped(settings, state));
  settings.early_stopping = 0;
  EXPECT_FALSE(is_stopped(settings, state));
}

TEST(EarlyStopping, BetterIsBetterByMoreThanTheDelta) {
  TrainingSettings settings;
  settings.early_stopping = 2;
  settings.early_stopping_delta = 0.5;
  FitProgressState state;
  EXPECT_TRUE(note_epoch(settings, 5, state));
  EXPECT_FALSE(note_epoch(settings, 4.5, state));
  EXPECT_FALSE(is_stopped(settings, state));
  EXPECT_FALSE(note_epoch(settings, NAN, state));
  EXPECT_TRUE(is_stopped(settings, state));
}

TEST(Elementary, CosineOfPartsOfPi) {
  EXPECT_EQ(cos_pi(0), 1);
  EXPECT_EQ(cos_pi(0.5), 0);
  EXPECT_EQ(cos_pi(1), -1);
  constexpr int kParts = 100000;
  for (int i = 0; i <= kParts; ++i) {
    const double x = static_cast<double>(i) / kParts;
    const auto exact = static_cast<double>(
        std::sin(3.14159265358979323846264338327950288L * (0.5L - static_cast<long double>(x))));
    EXPECT_NEAR(cos_pi(x), exact, 4e-16 * std::abs(exact)) << x;
  }
}

TEST(Elementary, PowersBySquaring) {
  EXPECT_EQ(power(0, 0), 1);
  EXPECT_EQ(power(0.5, 10), 0x1p-10);
  EXPECT_EQ(power(0.1, 1), 0.1);
  EXPECT_EQ(power(0, 5), 0);
  EXPECT_EQ(power(0.1, 4000000000), 0);
  EXPECT_NEAR(power(0.93, 100), std::pow(0.93, 100), 1e-13 * std::pow(0.93, 100));
}

}  // namespace
}  // namespace neuro
