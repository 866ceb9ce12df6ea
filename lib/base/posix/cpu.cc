// A quota holds for a cgroup and everything below it, so the whole path from the process's own
// group up to the root is read. Inside a container the path is often just the root.
#include "base/cpu.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <thread>

#if defined(__linux__)
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>
#endif

namespace neuro {
namespace {

#if defined(__linux__)

// The file's first bytes; empty if it cannot be read. Without stdio and its buffer: this is part of
// every network's creation.
std::string read_small_file(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  char text[4096];
  const ssize_t size = read(file, text, sizeof text);
  close(file);
  return std::string(text, size > 0 ? static_cast<size_t>(size) : 0);
}

// CPUs' worth of time that "quota period" in microseconds allow; 0 for no limit ("max", -1,
// nothing).
double allowed_cpus(const std::string& quota, const std::string& period) {
  const long long q = std::strtoll(quota.c_str(), nullptr, 10);
  const long long p = std::strtoll(period.c_str(), nullptr, 10);
  return q > 0 && p > 0 ? static_cast<double>(q) / static_cast<double>(p) : 0;
}

double quota_of(const std::string& group, bool v2) {
  if (!v2) {
    const std::string quota = read_small_file(group + "/cpu.cfs_quota_us");
    if (quota.empty() || quota[0] == '-') return 0;
    return allowed_cpus(quota, read_small_file(group + "/cpu.cfs_period_us"));
  }
  const std::string limits = read_small_file(group + "/cpu.max");
  const size_t space = limits.find(' ');
  return space == std::string::npos ? 0
                                    : allowed_cpus(limits.substr(0, space), limits.substr(space));
}

// The smallest quota on the way from this process's group up to the root; 0 for none.
double smallest_quota() {
  double smallest = 0;
  const std::string groups = read_small_file("/proc/self/cgroup");
  for (size_t at = 0; at < groups.size();) {
    const size_t end = std::min(groups.find('\n', at), groups.size());
    const std::string line = groups.substr(at, end - at);  // hierarchy:controllers:path
    at = end + 1;
    const size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    std::string controllers(",");
    controllers.append(line, first + 1, second - first - 1).push_back(',');
    const bool v2 = controllers == ",,";
    if (!v2 && controllers.find(",cpu,") == std::string::npos) continue;
    const std::string mount = v2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu";
    std::string path = line.substr(second + 1);
    if (path == "/") path.clear();
    for (;;) {
      const double quota = quota_of(mount + path, v2);
      if (quota > 0 && (smallest == 0 || quota < smallest)) smallest = quota;
      const size_t slash = path.rfind('/');
      if (slash == std::string::npos) break;
      path.erase(slash);
    }
  }
  return smallest;
}

size_t cpus_in_affinity_mask() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<size_t>(CPU_COUNT(&set));
  return std::thread::hardware_concurrency();
}

#else

double smallest_quota() { return 0; }
size_t cpus_in_affinity_mask() { return std::thread::hardware_concurrency(); }

#endif

}  // namespace

CpuAllowance cpu_allowance() {
  const double quota = smallest_quota();
  size_t cpus = cpus_in_affinity_mask();
  if (quota > 0 && quota < static_cast<double>(cpus)) cpus = static_cast<size_t>(quota);
  return {std::max<size_t>(cpus, 1), quota > 0};
}

}  // namespace neuro
