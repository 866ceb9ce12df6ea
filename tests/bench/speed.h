/* SPDX-License-Identifier: MIT
 *
 * Rows a second, measured several times with the machine's peak beside each, and what comes of
 * them: medians, spread, GFLOP/s and the percentage of the peak.
 */
#ifndef NEURO_TESTS_BENCH_SPEED_H_
#define NEURO_TESTS_BENCH_SPEED_H_

#include <stdint.h>

#include "timing.h"

/* The two arrays belong together, entry by entry. */
struct speeds {
  int64_t count;
  int64_t preemptions;  /* before the first measurement */
  double seconds_start; /* likewise */
  double* rows_per_s;
  double* peaks; /* GFLOP/s of the machine around that measurement; 0: could not be measured */
};

/* Room for so many measurements, none taken yet. */
void create_speeds(struct speeds* speeds, int64_t capacity);
void destroy_speeds(struct speeds* speeds);

void note_speed(struct speeds* speeds, double rows_per_s, double peak_before, double peak_after);

struct speed_summary {
  struct summary rows_per_s;
  double gflops;
  double preemptions_per_s; /* since the arrays were created, measuring the peak included */
  double peak_gflops;       /* 0: unknown, and then so is the next */
  double percent_of_peak;   /* the median of each measurement's own */
};

/* Of at least one measurement. flops: operations that a row takes. */
struct speed_summary summarise_speeds(const struct speeds* speeds, double flops);

/* rows_per_s, spread, preemptions_per_s, gflops and, where known, peak_gflops and percent_of_peak,
 * led by a comma. */
void print_speed_json(const struct speed_summary* summary);

/* The same for people, as a part of a line on standard error. */
void print_speed_text(const struct speed_summary* summary);

#endif /* NEURO_TESTS_BENCH_SPEED_H_ */
