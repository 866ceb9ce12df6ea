// SPDX-License-Identifier: MIT
//
// The benchmark of single kernels, on every instruction set of this machine, and of the workers'
// barrier, on the engine's internals. A calling thread alone, but for the barrier. The FMA peak of
// the same instruction set is measured before and after each measurement.
#include "kernels/kernels.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/cpu.h"
#include "base/worker_pool.h"
#include "fma_peak.h"
#include "kernel_operands.h"
#include "kernel_reporter.h"
#include "timing.h"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

template <class T>
constexpr bool kIsF64 = sizeof(T) == sizeof(double);

template <class T>
std::string name_of(const char* kernel, const char* target) {
  return std::string(kernel) + (kIsF64<T> ? "/f64/" : "/f32/") + target;
}

// The layers of the networks that the README speaks of, with their batches; the first layers, into
// which nothing is propagated back, are in a list of their own.
constexpr LayerShape kFirstLayers[] = {{32, 784, 64},    {64, 784, 128}, {128, 784, 512},
                                       {512, 784, 1024}, {1, 100, 45},   {17, 100, 45}};
// A tile's worth of rows and a panel or two that lie in L1: what loads leave of the peak.
constexpr LayerShape kInL1 = {12, 256, 32};
constexpr LayerShape kOtherLayers[] = {
    {32, 64, 32},   {32, 32, 16},      {32, 16, 10},    {64, 128, 10}, {128, 512, 512},
    {128, 512, 10}, {512, 1024, 1024}, {512, 1024, 10}, {1, 45, 46},   {17, 45, 46},
};

std::string name_of(LayerShape shape) {
  return "/rows:" + std::to_string(shape.rows) + "/" + std::to_string(shape.inputs) + "x" +
         std::to_string(shape.outputs);
}

// Runs work() as often as the framework wants. flops: of one run.
template <class Work>
void measure_flops(benchmark::State& state, const char* target, bool is_f64, double flops,
                   Work&& work) {
  work();  // caches warm, pages there
  const double before = fma_peak_gflops_of(target, is_f64);
  const int64_t preempted = preemptions();
  const Clock::time_point start = Clock::now();
  for ([[maybe_unused]] auto _ : state) {
    work();
    benchmark::ClobberMemory();
  }
  const std::chrono::duration<double> elapsed = Clock::now() - start;
  state.counters[kPreemptions] = static_cast<double>(preemptions() - preempted) / elapsed.count();
  const double after = fma_peak_gflops_of(target, is_f64);
  const double gflops = 1e-9 * flops * static_cast<double>(state.iterations()) / elapsed.count();
  state.counters[kGflops] = gflops;
  state.counters[kPercentOfPeak] = 100 * gflops / (0.5 * (before + after));
}

// Where there is no saying what counts as an operation: elements a second.
template <class Work>
void measure_elements(benchmark::State& state, size_t elements, Work&& work) {
  for ([[maybe_unused]] auto _ : state) {
    work();
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(elements));
}

template <template <class> class Operands, class T>
void add_layer(const char* kernel, const neuro::Kernels<T>& kernels, LayerShape shape) {
  const std::string name = name_of<T>(kernel, kernels.target) + name_of(shape);
  benchmark::RegisterBenchmark(name.c_str(), [&kernels, shape](benchmark::State& state) {
    Operands<T> operands(kernels, shape);
    measure_flops(state, kernels.target, kIsF64<T>, shape.flops(), operands);
  });
}

template <class T>
void add_products(const neuro::Kernels<T>& kernels) {
  add_layer<ForwardProduct>("forward_in_l1", kernels, kInL1);
  for (const LayerShape shape : kFirstLayers) {
    add_layer<ForwardProduct>("forward", kernels, shape);
    add_layer<WeightStep>("gradient_step", kernels, shape);
  }
  for (const LayerShape shape : kOtherLayers) {
    add_layer<ForwardProduct>("forward", kernels, shape);
    add_layer<BackwardProduct>("backward", kernels, shape);
    add_layer<WeightStep>("gradient_step", kernels, shape);
  }
}

template <class T>
void add_outputs(const neuro::Kernels<T>& kernels) {
  constexpr size_t kRows = 64;
  for (const size_t outputs : {size_t{3}, size_t{10}, size_t{100}, size_t{1000}}) {
    const std::string shape =
        "/rows:" + std::to_string(kRows) + "/outputs:" + std::to_string(outputs);
    benchmark::RegisterBenchmark((name_of<T>("softmax", kernels.target) + shape).c_str(),
                                 [&kernels, outputs](benchmark::State& state) {
                                   OutputRows<T> rows(kernels, kRows, outputs);
                                   measure_elements(state, kRows * outputs,
                                                    [&rows] { rows.softmax(); });
                                 });
    benchmark::RegisterBenchmark((name_of<T>("cross_entropy", kernels.target) + shape).c_str(),
                                 [&kernels, outputs](benchmark::State& state) {
                                   OutputRows<T> rows(kernels, kRows, outputs);
                                   measure_elements(state, kRows * outputs,
                                                    [&rows] { rows.cross_entropy(); });
                                 });
  }
}

// The sums of the hidden layer of 784-128-10, batch 64.
template <class T>
void add_activation(const char* kernel, const neuro::Kernels<T>& kernels,
                    neuro::Activation activation, bool with_dropout) {
  constexpr size_t kRows = 64, kUnits = 128;
  const std::string name = name_of<T>(kernel, kernels.target) + "/rows:" + std::to_string(kRows) +
                           "/units:" + std::to_string(kUnits);
  benchmark::RegisterBenchmark(
      name.c_str(), [&kernels, activation, with_dropout](benchmark::State& state) {
        HiddenRows<T> rows(kernels, kRows, kUnits, activation, with_dropout);
        measure_elements(state, kRows * kUnits, rows);
      });
}

template <class T>
void add_activations(const neuro::Kernels<T>& kernels) {
  using neuro::Activation;
  add_activation("relu", kernels, Activation::kRelu, false);
  add_activation("elu", kernels, Activation::kElu, false);
  add_activation("gelu", kernels, Activation::kGelu, false);
  add_activation("silu", kernels, Activation::kSilu, false);
  add_activation("tanh", kernels, Activation::kTanh, false);
  add_activation("sigmoid", kernels, Activation::kSigmoid, false);
  add_activation("softplus", kernels, Activation::kSoftplus, false);
  add_activation("relu_dropout", kernels, Activation::kRelu, true);
}

constexpr size_t kElements = 784;  // an image

template <class T, class Source, class Convert>
void add_conversion(const char* kernel, const neuro::Kernels<T>& kernels, Convert convert) {
  benchmark::RegisterBenchmark(
      (name_of<T>(kernel, kernels.target) + "/n:" + std::to_string(kElements)).c_str(),
      [convert](benchmark::State& state) {
        std::vector<Source> in(kElements);
        for (size_t i = 0; i < kElements; ++i) in[i] = static_cast<Source>(i % 256);
        neuro::AlignedBuffer<T> out(kElements);
        measure_elements(state, kElements, [&] { convert(in.data(), kElements, out.data()); });
      });
}

template <class T>
void add_conversions(const neuro::Kernels<T>& kernels) {
  add_conversion<T, uint8_t>("from_pixels", kernels, kernels.from_pixels);
  add_conversion<T, uint8_t>("from_bytes", kernels, kernels.from_bytes);
  add_conversion<T, float>("from_f32", kernels, kernels.from_f32);
  add_conversion<T, double>("from_f64", kernels, kernels.from_f64);
}

// Runs a job of the pool as often as the framework wants. Reports preemptions: where workers have
// to share a core, what is measured is the scheduler.
template <class Job>
void measure_job(benchmark::State& state, neuro::WorkerPool& pool, Job&& job) {
  const neuro::PoolLease lease(pool);
  pool.start();
  pool.run(pool.workers(), job);
  const int64_t before = preemptions();
  const Clock::time_point start = Clock::now();
  for ([[maybe_unused]] auto _ : state) pool.run(pool.workers(), job);
  const std::chrono::duration<double> elapsed = Clock::now() - start;
  state.counters[kPreemptions] = static_cast<double>(preemptions() - before) / elapsed.count();
}

// A job of many barriers: the time of one is what is reported.
void measure_barrier(benchmark::State& state, size_t workers) {
  constexpr size_t kBarriers = 1000;
  neuro::WorkerPool pool(workers);
  auto job = [&pool, workers](size_t) {
    for (size_t i = 0; i < kBarriers; ++i) pool.barrier(workers);
  };
  measure_job(state, pool, job);
  state.counters["barrier"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * kBarriers,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// Handing out an empty job and waiting for it.
void measure_empty_job(benchmark::State& state, size_t workers) {
  neuro::WorkerPool pool(workers);
  auto job = [](size_t) {};
  measure_job(state, pool, job);
}

void add_workers() {
  for (size_t workers = 2; workers <= neuro::cpu_allowance().cpus; workers *= 2) {
    const std::string count = "/workers:" + std::to_string(workers);
    // Real time: the calling thread's CPU time says nothing of the others'.
    benchmark::RegisterBenchmark(("barrier_x1000" + count).c_str(), measure_barrier, workers)
        ->UseRealTime();
    benchmark::RegisterBenchmark(("empty_job" + count).c_str(), measure_empty_job, workers)
        ->UseRealTime();
  }
}

template <class T>
void add_kernels() {
  for (const neuro::Kernels<T>* kernels : neuro::available_kernels<T>()) {
    add_products(*kernels);
    add_outputs(*kernels);
    add_activations(*kernels);
    add_conversions(*kernels);
  }
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  bench::add_kernels<float>();
  bench::add_kernels<double>();
  bench::add_workers();
  // A fifth of the framework's own default, before the caller's arguments, so that they win.
  char min_time[] = "--benchmark_min_time=0.1";
  std::vector<char*> arguments(argv, argv + argc);
  arguments.insert(arguments.begin() + 1, min_time);
  arguments.push_back(nullptr);
  ++argc;
  argv = arguments.data();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  bench::KernelReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.print_json();
  return 0;
}
