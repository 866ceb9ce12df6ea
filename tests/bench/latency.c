/* SPDX-License-Identifier: MIT
 *
 * A histogram whose buckets double in width with every power of two. Below 256 ns each nanosecond
 * has a bucket of its own.
 */
#include "latency.h"

#include <math.h>
#include <stdio.h>

static const uint64_t longest_latency = ((uint64_t)1 << LATENCY_BITS) - 1;

/* The power of two that a value is shifted right by, to leave LATENCY_FINE_BITS + 1 bits. */
static unsigned shift_of(uint64_t value) {
  const uint64_t at_least_fine = value | ((uint64_t)1 << LATENCY_FINE_BITS);
  return 63u - (unsigned)__builtin_clzll(at_least_fine) - LATENCY_FINE_BITS;
}

void note_latency(struct latencies* latencies, int64_t nanoseconds) {
  const uint64_t value = nanoseconds > 0 ? (uint64_t)nanoseconds : 0;
  const uint64_t counted = value < longest_latency ? value : longest_latency;
  const unsigned shift = shift_of(counted);
  ++latencies->counts[((uint64_t)shift << LATENCY_FINE_BITS) + (counted >> shift)];
  ++latencies->count;
  if (value > latencies->longest) latencies->longest = value;
}

void add_latencies(struct latencies* sum, const struct latencies* more) {
  for (int i = 0; i < LATENCY_BUCKETS; ++i) sum->counts[i] += more->counts[i];
  sum->count += more->count;
  if (more->longest > sum->longest) sum->longest = more->longest;
}

/* The middle of a bucket, in nanoseconds. */
static double middle(uint64_t bucket) {
  const uint64_t fine = (uint64_t)1 << LATENCY_FINE_BITS;
  const unsigned shift = bucket < 2 * fine ? 0 : (unsigned)(bucket / fine) - 1;
  const uint64_t lowest = (bucket - ((uint64_t)shift << LATENCY_FINE_BITS)) << shift;
  return (double)lowest + 0.5 * (double)(((uint64_t)1 << shift) - 1);
}

double latency_percentile_us(const struct latencies* latencies, double part) {
  const double rank = ceil(part * (double)latencies->count);
  uint64_t seen = 0;
  for (uint64_t bucket = 0; bucket < LATENCY_BUCKETS; ++bucket) {
    seen += latencies->counts[bucket];
    if (latencies->counts[bucket] == 0 || (double)seen < rank) continue;
    return 1e-3 * fmin(middle(bucket), (double)latencies->longest);
  }
  return 0;
}

void print_latencies_json(const struct latencies* latencies) {
  printf(", \"p50_us\": %.3f, \"p99_us\": %.3f, \"p999_us\": %.3f, \"max_us\": %.3f",
         latency_percentile_us(latencies, 0.5), latency_percentile_us(latencies, 0.99),
         latency_percentile_us(latencies, 0.999), 1e-3 * (double)latencies->longest);
}

void print_latencies_text(const struct latencies* latencies) {
  fprintf(stderr, "median %.3g us, p99 %.3g us, p99.9 %.3g us, longest %.3g us",
          latency_percentile_us(latencies, 0.5), latency_percentile_us(latencies, 0.99),
          latency_percentile_us(latencies, 0.999), 1e-3 * (double)latencies->longest);
}
