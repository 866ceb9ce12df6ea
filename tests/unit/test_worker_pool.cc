// Workers: all run, barriers hold, leases exclude, and jobs follow each other without loss.
#include "base/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "base/cpu.h"
#include "child_process.h"

namespace neuro {
namespace {

TEST(WorkerPool, EveryActiveWorkerRunsEveryJobOnce) {
  for (size_t workers : {1, 2, 3, 7, 16}) {
    WorkerPool pool(workers);
    if (workers > 1) pool.start();
    std::vector<std::atomic<int>> runs(workers);
    for (size_t round = 0; round < 200; ++round) {
      const size_t active = round % workers + 1;
      auto job = [&](size_t worker) noexcept { runs[worker].fetch_add(1); };
      pool.run(active, job);
      for (size_t w = 0; w < workers; ++w) {
        ASSERT_EQ(runs[w].exchange(0), w < active ? 1 : 0) << workers << ", round " << round;
      }
    }
  }
}

// Each worker writes its place, and after the barrier sees what all the others wrote.
TEST(WorkerPool, BarrierSeparatesPhases) {
  for (size_t workers : {2, 3, 8}) {
    WorkerPool pool(workers);
    pool.start();
    std::vector<int> written(workers);
    std::atomic<int> wrong{0};
    for (int round = 1; round <= 500; ++round) {
      auto job = [&](size_t worker) noexcept {
        written[worker] = round;
        pool.barrier(workers);
        for (int value : written) wrong += value != round;
        pool.barrier(workers);
      };
      pool.run(workers, job);
    }
    EXPECT_EQ(wrong, 0);
  }
}

TEST(WorkerPool, StartTwiceIsStartOnce) {
  WorkerPool pool(3);
  pool.start();
  pool.start();
  std::atomic<int> runs{0};
  auto job = [&](size_t) noexcept { ++runs; };
  pool.run(3, job);
  EXPECT_EQ(runs, 3);
}

TEST(WorkerPool, NeverStartedPoolEnds) { WorkerPool pool(4); }

TEST(WorkerPool, OneLeaseAtATime) {
  WorkerPool pool(2);
  {
    const PoolLease first(pool);
    EXPECT_TRUE(first);
    const PoolLease second(pool);
    EXPECT_FALSE(second);
  }
  const PoolLease third(pool);
  EXPECT_TRUE(third);
}

// The thread that holds the pool in the parent does not exist in the child.
TEST(WorkerPool, AForkedChildTakesWhatTheParentHolds) {
  WorkerPool pool(2);
  const PoolLease parents(pool);
  ASSERT_TRUE(parents);
  EXPECT_EQ(run_in_child([&] {
              const PoolLease childs(pool);
              return childs ? 0 : 1;
            }),
            0);
}

TEST(CpuAllowance, IsAtLeastOne) { EXPECT_GE(cpu_allowance().cpus, 1u); }

}  // namespace
}  // namespace neuro
