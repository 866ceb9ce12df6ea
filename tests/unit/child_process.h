// Runs a piece of a test in a child process of its own, where memory can be measured (and rights
// given up) without the rest of the test in the way.
#ifndef NEURO_TESTS_UNIT_CHILD_PROCESS_H_
#define NEURO_TESTS_UNIT_CHILD_PROCESS_H_

#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace neuro {

// Returns what body() returned in the child (0 ... 100), 101 if it threw, 102 if it crashed.
template <class Body>
int run_in_child(const Body& body) {
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork");
  if (child == 0) {
    int result = 101;
    try {
      result = body();
    } catch (...) {
    }
    _exit(result);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) throw std::runtime_error("waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 102;
}

// A field of this process's memory accounting in bytes: "VmHWM:" is the peak of resident memory,
// "VmPeak:" that of the address space. Both start afresh in a forked child.
inline size_t memory_field(std::string_view field) {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    if (word != field) continue;
    size_t kilobytes = 0;
    status >> kilobytes;
    return kilobytes * 1024;
  }
  throw std::runtime_error("no such field");
}

// Tools that replace the allocator keep freed memory, so that peaks say nothing.
inline bool memory_can_be_measured() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
  return false;
#endif
#endif
  const char* preloaded = std::getenv("LD_PRELOAD");  // how valgrind replaces it
  return preloaded == nullptr || std::string_view(preloaded).find("vgpreload") == std::string::npos;
}

}  // namespace neuro

#endif  // NEURO_TESTS_UNIT_CHILD_PROCESS_H_
