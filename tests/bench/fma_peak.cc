// SPDX-License-Identifier: MIT
//
// Independent chains of multiply-adds in registers, compiled once for each instruction set and
// dispatched by Highway. Knows nothing of networks.

// Only instruction sets with FMA, as in the library.
#define HWY_DISABLED_TARGETS \
  (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "fma_peak.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fma_peak.cc"
#include <hwy/foreach_target.h>
// After foreach_target.
#include <hwy/highway.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

HWY_BEFORE_NAMESPACE();
namespace bench {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Chains that hide the latency of an FMA (4 cycles on 2 to 4 pipes) and fit the registers.
#if HWY_TARGET == HWY_AVX2
constexpr size_t kChains = 12;
#else
constexpr size_t kChains = 24;
#endif

// Does so many multiply-adds to each chain and returns the flops. The chains converge to 2 and
// never become denormal or infinite; *sink keeps the compiler from dropping them.
template <class T>
double RunChains(size_t steps, double* sink) {
  const hn::ScalableTag<T> d;
  const auto half = hn::Set(d, static_cast<T>(0.5));
  const auto one = hn::Set(d, static_cast<T>(1));
  hn::Vec<decltype(d)> chains[kChains];
#pragma GCC unroll 32
  for (size_t c = 0; c < kChains; ++c) chains[c] = hn::Set(d, static_cast<T>(c));
  for (size_t step = 0; step < steps; ++step) {
#pragma GCC unroll 32
    for (size_t c = 0; c < kChains; ++c) chains[c] = hn::MulAdd(chains[c], half, one);
  }
  auto sum = hn::Zero(d);
#pragma GCC unroll 32
  for (size_t c = 0; c < kChains; ++c) sum = hn::Add(sum, chains[c]);
  *sink += static_cast<double>(hn::GetLane(sum));
  return 2.0 * static_cast<double>(steps * kChains * hn::Lanes(d));
}

double RunFloats(size_t steps, double* sink) { return RunChains<float>(steps, sink); }
double RunDoubles(size_t steps, double* sink) { return RunChains<double>(steps, sink); }

}  // namespace HWY_NAMESPACE
}  // namespace bench
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace bench {
namespace {

HWY_EXPORT(RunFloats);
HWY_EXPORT(RunDoubles);

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr size_t kSteps = 2000;    // some ten microseconds
constexpr Seconds kWarmUp{0.002};  // until the clock frequency has settled
constexpr Seconds kDuration{0.018};

std::atomic<double> kept;  // somewhere to put results that nobody wants

double run_once(bool is_f64) {
  double sink = 0;
  const double flops = is_f64 ? HWY_DYNAMIC_DISPATCH(RunDoubles)(kSteps, &sink)
                              : HWY_DYNAMIC_DISPATCH(RunFloats)(kSteps, &sink);
  kept.store(sink, std::memory_order_relaxed);
  return flops;
}

// Flops a second of the calling thread, until the duration is over.
double flops_per_second(bool is_f64, Seconds duration) {
  const Clock::time_point start = Clock::now();
  double flops = 0;
  Seconds elapsed{0};
  do {
    flops += run_once(is_f64);
    elapsed = Clock::now() - start;
  } while (elapsed < duration);
  return flops / elapsed.count();
}

double warm_flops_per_second(bool is_f64) {
  flops_per_second(is_f64, kWarmUp);
  return flops_per_second(is_f64, kDuration);
}

}  // namespace
}  // namespace bench

double fma_peak_gflops(int is_f64, int threads) {
  std::vector<double> speeds(threads > 0 ? static_cast<size_t>(threads) : 1);
  std::vector<std::thread> others;
  bool complete = true;
  try {
    for (size_t i = 1; i < speeds.size(); ++i) {
      others.emplace_back(
          [&speeds, i, is_f64] { speeds[i] = bench::warm_flops_per_second(is_f64 != 0); });
    }
  } catch (const std::system_error&) {
    complete = false;
  }
  speeds[0] = bench::warm_flops_per_second(is_f64 != 0);
  for (std::thread& thread : others) thread.join();
  double sum = 0;
  for (const double speed : speeds) sum += speed;
  return complete ? sum / 1e9 : 0;
}

#endif  // HWY_ONCE
