// SPDX-License-Identifier: MIT
//
// Independent chains of multiply-adds in registers, compiled once for each instruction set. Knows
// nothing of networks.

// The instruction sets that the library knows: those with FMA, and the portable one.
#if defined(__arm__)
#define HWY_DISABLED_TARGETS HWY_NEON
#else
#define HWY_DISABLED_TARGETS \
  (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#endif
#define HWY_COMPILE_ALL_ATTAINABLE

#include "fma_peak.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fma_peak.cc"
#include <hwy/foreach_target.h>
// After foreach_target.
#include <hwy/highway.h>

#if defined(__linux__)
#include <sched.h>
#endif

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstring>
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

#if HWY_NATIVE_FMA

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

#else

// Without FMA in hardware an exact one is a call of the C library, and those are all there is.
template <class T>
double RunChains(size_t steps, double* sink) {
  T chains[kChains];
  for (size_t c = 0; c < kChains; ++c) chains[c] = static_cast<T>(c);
  for (size_t step = 0; step < steps; ++step) {
    for (size_t c = 0; c < kChains; ++c) chains[c] = std::fma(chains[c], T(0.5), T(1));
  }
  for (size_t c = 0; c < kChains; ++c) *sink += static_cast<double>(chains[c]);
  return 2.0 * static_cast<double>(steps * kChains);
}

#endif

double RunFloats(size_t steps, double* sink) { return RunChains<float>(steps, sink); }
double RunDoubles(size_t steps, double* sink) { return RunChains<double>(steps, sink); }

}  // namespace HWY_NAMESPACE
}  // namespace bench
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace bench {
namespace {

using Chains = double (*)(size_t steps, double* sink);
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

struct Target {
  const char* name;
  int64_t bit;  // Highway's; 0: every machine has it
  Chains floats, doubles;
};

// Best first.
constexpr Target kTargets[] = {
#if HWY_TARGETS & HWY_AVX3
    {"avx512", HWY_AVX3, N_AVX3::RunFloats, N_AVX3::RunDoubles},
#endif
#if HWY_TARGETS & HWY_AVX2
    {"avx2", HWY_AVX2, N_AVX2::RunFloats, N_AVX2::RunDoubles},
#endif
#if HWY_TARGETS & HWY_NEON
    {"neon", HWY_NEON, N_NEON::RunFloats, N_NEON::RunDoubles},
#endif
#if HWY_TARGETS & HWY_EMU128
    {"portable", 0, N_EMU128::RunFloats, N_EMU128::RunDoubles},
#elif HWY_TARGETS & HWY_SCALAR
    {"portable", 0, N_SCALAR::RunFloats, N_SCALAR::RunDoubles},
#endif
};

constexpr Seconds kWarmUp{0.002};  // until the clock frequency has settled
constexpr Seconds kDuration{0.018};
constexpr Seconds kShortDuration{0.004};

std::atomic<double> kept;  // somewhere to put results that nobody wants

// The best target of this machine, or the one of that name; null if it does not have it.
const Target* find_target(const char* name) {
  for (const Target& target : kTargets) {
    if (target.bit != 0 && (hwy::SupportedTargets() & target.bit) == 0) continue;
    if (name == nullptr || std::strcmp(name, target.name) == 0) return &target;
  }
  return nullptr;
}

// Flops a second of the calling thread, until the duration is over.
double flops_per_second(Chains chains, Seconds duration) {
  constexpr size_t kSteps = 2000;  // some ten microseconds, where there is FMA
  const Clock::time_point start = Clock::now();
  double flops = 0, sink = 0;
  Seconds elapsed{0};
  do {
    flops += chains(kSteps, &sink);
    elapsed = Clock::now() - start;
  } while (elapsed < duration);
  kept.store(sink, std::memory_order_relaxed);
  return flops / elapsed.count();
}

double warm_flops_per_second(Chains chains, Seconds duration) {
  flops_per_second(chains, kWarmUp);
  return flops_per_second(chains, duration);
}

size_t cpu_count() {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<size_t>(CPU_COUNT(&set));
#endif
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace
}  // namespace bench

double fma_peak_gflops(int is_f64, int threads) {
  const bench::Target* target = bench::find_target(nullptr);
  const bench::Chains chains = is_f64 != 0 ? target->doubles : target->floats;
  const size_t wanted = threads > 0 ? static_cast<size_t>(threads) : 1;
  std::vector<double> speeds(std::min(wanted, bench::cpu_count()));
  std::vector<std::thread> others;
  bool complete = true;
  try {
    for (size_t i = 1; i < speeds.size(); ++i) {
      others.emplace_back([&speeds, i, chains] {
        speeds[i] = bench::warm_flops_per_second(chains, bench::kDuration);
      });
    }
  } catch (const std::system_error&) {
    complete = false;
  }
  speeds[0] = bench::warm_flops_per_second(chains, bench::kDuration);
  for (std::thread& thread : others) thread.join();
  double sum = 0;
  for (const double speed : speeds) sum += speed;
  return complete ? sum / 1e9 : 0;
}

double fma_peak_gflops_of(const char* target, int is_f64) {
  const bench::Target* found = bench::find_target(target);
  if (found == nullptr) return 0;
  const bench::Chains chains = is_f64 != 0 ? found->doubles : found->floats;
  return bench::warm_flops_per_second(chains, bench::kShortDuration) / 1e9;
}

#endif  // HWY_ONCE
