// A process may use the CPUs in its affinity mask. That covers one group of at most 64, which is
// also where Windows before 11 keeps a process that does not ask for more.
#include "base/cpu.h"

#include <windows.h>

#include <algorithm>
#include <bit>
#include <cstdint>

namespace neuro {

CpuAllowance cpu_allowance() {
  DWORD_PTR process = 0, system = 0;
  size_t cpus = 0;
  // The mask is 0 where threads of the process have spread over several groups.
  if (GetProcessAffinityMask(GetCurrentProcess(), &process, &system) != 0) {
    cpus = static_cast<size_t>(std::popcount(uint64_t{process}));
  }
  if (cpus == 0) cpus = GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);
  return {std::max<size_t>(cpus, 1), false};
}

}  // namespace neuro
