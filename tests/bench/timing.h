/* SPDX-License-Identifier: MIT
 *
 * The clock, what reading it costs, and how a few measurements are summed up.
 */
#ifndef NEURO_TESTS_BENCH_TIMING_H_
#define NEURO_TESTS_BENCH_TIMING_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A clock that never goes back, from an arbitrary beginning. */
int64_t nanoseconds_now(void);
double seconds_now(void);

/* What one reading of it costs, in nanoseconds, at this moment. Takes about 2 ms. */
double clock_cost_ns(void);

/* How often the system has taken a core away from a thread of this process until now. Work that
 * waits for its other threads is many times slower when that happens, however small its spread is:
 * a result with many of these tells of the machine's other load. */
int64_t preemptions(void);

struct summary {
  double median;
  double spread; /* half the range over the median, as measure.py has it */
};

/* Of at least one number. Sorts them. */
struct summary summarise(double* numbers, int64_t count);

#ifdef __cplusplus
}
#endif

#endif /* NEURO_TESTS_BENCH_TIMING_H_ */
