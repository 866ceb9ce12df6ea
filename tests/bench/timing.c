/* SPDX-License-Identifier: MIT
 *
 * POSIX's monotonic clock, and order statistics of small arrays.
 */
#define _XOPEN_SOURCE 700 /* clock_gettime, getrusage */
#include "timing.h"

#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

int64_t nanoseconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

double seconds_now(void) { return 1e-9 * (double)nanoseconds_now(); }

double clock_cost_ns(void) {
  enum { BATCHES = 101, READINGS = 1000 };
  double costs[BATCHES];
  for (int batch = 0; batch < BATCHES; ++batch) {
    const int64_t start = nanoseconds_now();
    int64_t now = start;
    for (int i = 0; i < READINGS; ++i) now = nanoseconds_now();
    costs[batch] = (double)(now - start) / READINGS;
  }
  return summarise(costs, BATCHES).median;
}

int64_t preemptions(void) {
  struct rusage usage;
  return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_nivcsw : 0;
}

static int compare_numbers(const void* left, const void* right) {
  const double a = *(const double*)left, b = *(const double*)right;
  return (a > b) - (a < b);
}

struct summary summarise(double* numbers, int64_t count) {
  qsort(numbers, (size_t)count, sizeof *numbers, compare_numbers);
  struct summary summary = {0, 0};
  summary.median = 0.5 * (numbers[(count - 1) / 2] + numbers[count / 2]);
  if (summary.median != 0)
    summary.spread = 0.5 * (numbers[count - 1] - numbers[0]) / fabs(summary.median);
  return summary;
}
