/* SPDX-License-Identifier: MIT
 *
 * Slices of work between measurements of the peak.
 */
#include "slices.h"

#include "fma_peak.h"
#include "timing.h"

static const double slice_seconds = 0.1;
static const double warm_up_seconds = 0.003;
enum { FEWEST_SLICES = 5 };

void measure_slices(struct speeds* speeds, double seconds, int is_f64, int threads, slice_fn slice,
                    void* context) {
  int64_t slices = (int64_t)(seconds / slice_seconds + 0.5);
  if (slices < FEWEST_SLICES) slices = FEWEST_SLICES;
  create_speeds(speeds, slices);
  double before = fma_peak_gflops(is_f64, threads);
  for (int64_t i = 0; i < slices; ++i) {
    const double rows_per_s = slice(context, seconds / (double)slices);
    const double after = fma_peak_gflops(is_f64, threads);
    note_speed(speeds, rows_per_s, before, after);
    before = after;
  }
}

void warm_up(call_fn call, void* context) {
  const double end = seconds_now() + warm_up_seconds;
  do call(context);
  while (seconds_now() < end);
}

double repeat_calls(call_fn call, void* context, double seconds, struct latencies* latencies) {
  const int64_t start = nanoseconds_now();
  const int64_t end = start + (int64_t)(1e9 * seconds);
  int64_t calls = 0;
  int64_t now = start;
  do {
    const int64_t before = now;
    call(context);
    now = nanoseconds_now();
    note_latency(latencies, now - before);
    ++calls;
  } while (now < end);
  return (double)calls / (1e-9 * (double)(now - start));
}
