// How much processor this process may use.
#ifndef NEURO_LIB_BASE_CPU_H_
#define NEURO_LIB_BASE_CPU_H_

#include <cstddef>

namespace neuro {

struct CpuAllowance {
  size_t cpus;  // the CPUs in the affinity mask, capped by the quota rounded down; at least 1
  bool quota;   // a cgroup limits the CPU time: spinning would spend it on nothing
};

// Asks the scheduler and the cgroups, v2 and v1. Never fails: what cannot be read sets no limit.
CpuAllowance cpu_allowance();

}  // namespace neuro

#endif  // NEURO_LIB_BASE_CPU_H_
