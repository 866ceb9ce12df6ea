// SPDX-License-Identifier: MIT
//
// Collects what the framework reports run by run, and sums it up at the end.
#include "kernel_reporter.h"

#include <cstdint>
#include <cstdio>
#include <iostream>

#include "timing.h"

namespace bench {
namespace {

#if defined(__clang__)
constexpr const char* kCompiler = "clang " __clang_version__;
#else
constexpr const char* kCompiler = "gcc " __VERSION__;
#endif

summary summarise_copy(std::vector<double> values) {
  return summarise(values.data(), static_cast<int64_t>(values.size()));
}

// The names of counters in JSON, where those of the table would be awkward.
const char* json_name(const std::string& counter) {
  if (counter == kGflops) return "gflops";
  if (counter == kPercentOfPeak) return "percent_of_peak";
  if (counter == kPreemptions) return "preemptions_per_s";
  if (counter == "barrier") return "barrier_s";
  return counter.c_str();
}

}  // namespace

KernelReporter::KernelReporter() : ConsoleReporter(OO_Tabular) {
  SetOutputStream(&std::cerr);
  SetErrorStream(&std::cerr);
}

void KernelReporter::ReportRuns(const std::vector<Run>& runs) {
  ConsoleReporter::ReportRuns(runs);
  for (const Run& run : runs) {
    if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
    const std::string name = run.run_name.str();
    const auto [entry, is_new] = samples_.try_emplace(name);
    if (is_new) names_.push_back(name);
    const double per_second = benchmark::GetTimeUnitMultiplier(run.time_unit);
    entry->second.nanoseconds.push_back(run.GetAdjustedRealTime() / per_second * 1e9);
    for (const auto& [counter, value] : run.counters) {
      entry->second.counters[counter].push_back(value.value);
    }
  }
}

void KernelReporter::print_json() const {
  std::printf(
      "{\"program\": \"libneuro\", \"benchmark\": \"kernels\", \"version\": \"%s\", "
      "\"compiler\": \"%s\", \"results\": [",
      NEURO_VERSION, kCompiler);
  const char* separator = "";
  for (const std::string& name : names_) {
    const Samples& samples = samples_.at(name);
    const summary time = summarise_copy(samples.nanoseconds);
    std::printf("%s{\"name\": \"%s\", \"repetitions\": %zu, \"ns\": %.6g, \"spread\": %.4f",
                separator, name.c_str(), samples.nanoseconds.size(), time.median, time.spread);
    for (const auto& [counter, values] : samples.counters) {
      std::printf(", \"%s\": %.6g", json_name(counter), summarise_copy(values).median);
    }
    std::printf("}");
    separator = ", ";
  }
  std::printf("]}\n");
}

}  // namespace bench
