// SPDX-License-Identifier: MIT
//
// Google Benchmark's table on standard error, and one line of JSON like that of the other programs.
#ifndef NEURO_TESTS_BENCH_KERNEL_REPORTER_H_
#define NEURO_TESTS_BENCH_KERNEL_REPORTER_H_

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <vector>

namespace bench {

// Counters of a measurement, as they are called in the table.
inline constexpr const char* kGflops = "GFLOP/s";
inline constexpr const char* kPercentOfPeak = "%peak";
inline constexpr const char* kPreemptions = "preempted/s";

class KernelReporter : public benchmark::ConsoleReporter {
 public:
  KernelReporter();
  void ReportRuns(const std::vector<Run>& runs) override;
  // On standard output: medians over the repetitions of each benchmark, and the spread of its time.
  void print_json() const;

 private:
  struct Samples {
    std::vector<double> nanoseconds;
    std::map<std::string, std::vector<double>> counters;
  };

  std::vector<std::string> names_;  // in the order of the runs
  std::map<std::string, Samples> samples_;
};

}  // namespace bench

#endif  // NEURO_TESTS_BENCH_KERNEL_REPORTER_H_
