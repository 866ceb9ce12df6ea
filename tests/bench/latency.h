/* SPDX-License-Identifier: MIT
 *
 * How long calls take, by the million: percentiles from a histogram of fixed size, so that noting
 * a latency allocates nothing and touches little of the cache that is being measured.
 */
#ifndef NEURO_TESTS_BENCH_LATENCY_H_
#define NEURO_TESTS_BENCH_LATENCY_H_

#include <stdint.h>

enum {
  LATENCY_FINE_BITS = 7, /* a bucket is at most 1/128 of its latencies wide */
  LATENCY_BITS = 40,     /* up to 18 minutes; what takes longer counts as that */
  LATENCY_BUCKETS = (LATENCY_BITS - LATENCY_FINE_BITS + 1) << LATENCY_FINE_BITS
};

/* All zeros: nothing noted yet. */
struct latencies {
  uint64_t counts[LATENCY_BUCKETS];
  uint64_t count;
  uint64_t longest; /* ns, exact */
};

void note_latency(struct latencies* latencies, int64_t nanoseconds);

void add_latencies(struct latencies* sum, const struct latencies* more);

/* Microseconds that the given part (0 ... 1) of all calls did not exceed; 0 without any. */
double latency_percentile_us(const struct latencies* latencies, double part);

/* p50_us, p99_us, p999_us and max_us, led by a comma. */
void print_latencies_json(const struct latencies* latencies);

/* The same for people, as a part of a line on standard error. */
void print_latencies_text(const struct latencies* latencies);

#endif /* NEURO_TESTS_BENCH_LATENCY_H_ */
