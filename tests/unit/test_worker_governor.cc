// The governor against made-up times: it gives way when CPUs are taken, and comes back.
#include "train/worker_governor.h"

#include <gtest/gtest.h>

namespace neuro {
namespace {

constexpr size_t kRows = 32;
constexpr double kStep = 40e-6;

// Steps that take so long on more than one worker, and twice kStep on one. Returns how many of them
// got only one.
size_t run(WorkerGovernor& governor, size_t steps, double seconds, size_t workers = 2) {
  size_t alone = 0;
  for (size_t i = 0; i < steps; ++i) {
    const size_t active = governor.choose(workers);
    alone += active == 1;
    governor.note(active, kRows, active == 1 ? 2 * kStep : seconds);
  }
  return alone;
}

TEST(WorkerGovernor, LeavesGoodStepsAlone) {
  WorkerGovernor governor;
  EXPECT_EQ(run(governor, 1000, kStep), 0u);
  EXPECT_EQ(run(governor, 1000, 2 * kStep), 0u) << "a worker alone would not be faster";
}

TEST(WorkerGovernor, OneInterruptionDoesNotCount) {
  WorkerGovernor governor;
  run(governor, 100, kStep);
  governor.note(2, kRows, 1000 * kStep);
  EXPECT_EQ(run(governor, 100, kStep), 0u);
}

TEST(WorkerGovernor, GivesWayToBusyCpus) {
  WorkerGovernor governor;
  run(governor, 100, kStep);
  EXPECT_GT(run(governor, 10000, 100 * kStep), 9800u);
}

TEST(WorkerGovernor, ComesBackWhenTheCpusAreFree) {
  WorkerGovernor governor;
  run(governor, 100, kStep);
  run(governor, 20000, 100 * kStep);
  run(governor, 5000, kStep);
  EXPECT_EQ(run(governor, 1000, kStep), 0u);
}

// Sixteen workers of which half can run, and whose step takes longer the fewer there are.
struct HalfBusy {
  WorkerGovernor governor;
  size_t slow = 0;

  void run(size_t steps, size_t free_workers) {
    for (size_t i = 0; i < steps; ++i) {
      const size_t active = governor.choose(16);
      const bool disturbed = active > free_workers;
      slow += disturbed;
      const double undisturbed = kStep * 16 / static_cast<double>(active);
      governor.note(active, kRows, disturbed ? 100 * kStep : undisturbed);
    }
  }
};

TEST(WorkerGovernor, HalvesManyWorkersUntilTheyFit) {
  HalfBusy steps;
  steps.run(100, 16);
  steps.run(16, 8);
  EXPECT_EQ(steps.governor.choose(16), 8u);
  EXPECT_EQ(steps.governor.choose(4), 4u) << "a limit, not a target";
  steps.run(40, 8);
  EXPECT_EQ(steps.governor.choose(16), 8u) << "eight are slower than sixteen, but not too slow";
}

TEST(WorkerGovernor, TriesAllWorkersMoreAndMoreRarely) {
  HalfBusy steps;
  steps.run(100, 16);
  steps.run(20000, 8);
  EXPECT_LT(steps.slow, 300u);
}

TEST(WorkerGovernor, ForgetsThatRowsOnceCostLess) {
  WorkerGovernor governor;
  run(governor, 1000, kStep);
  run(governor, 20000, 4 * kStep);
  EXPECT_EQ(run(governor, 1000, 4 * kStep), 0u);
}

TEST(WorkerGovernor, SmallAndLargeStepsAreNotComparedWithEachOther) {
  WorkerGovernor governor;
  for (int i = 0; i < 1000; ++i) {
    governor.note(2, 1000, 1e-3);  // 1 us a row
    governor.note(2, 10, 0.1e-3);  // 10 us a row
  }
  EXPECT_EQ(governor.choose(2), 2u);
}

}  // namespace
}  // namespace neuro
