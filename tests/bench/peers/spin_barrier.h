// SPDX-License-Identifier: MIT
//
// A barrier for threads that meet every few microseconds: they spin before they yield, as
// std::barrier's do not long enough.
#ifndef NEURO_TESTS_BENCH_PEERS_SPIN_BARRIER_H_
#define NEURO_TESTS_BENCH_PEERS_SPIN_BARRIER_H_

#include <atomic>
#include <thread>

namespace peers {

class SpinBarrier {
 public:
  explicit SpinBarrier(int count) : count_(count), missing_(count) {}

  void Wait() {
    const unsigned round = round_.load(std::memory_order_relaxed);
    if (missing_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      missing_.store(count_, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      return;
    }
    for (int spins = 0; round_.load(std::memory_order_acquire) == round; ++spins) {
      if (spins < kSpins)
        Pause();
      else
        std::this_thread::yield();
    }
  }

 private:
  static constexpr int kSpins = 20000;  // some hundred microseconds

  static void Pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }

  const int count_;
  alignas(64) std::atomic<int> missing_;
  alignas(64) std::atomic<unsigned> round_{0};
};

}  // namespace peers

#endif  // NEURO_TESTS_BENCH_PEERS_SPIN_BARRIER_H_
