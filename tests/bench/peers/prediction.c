/* SPDX-License-Identifier: MIT
 *
 * Every call's time is kept, as nanoseconds, so that percentiles are of all calls. The clock's own
 * cost is part of them and is reported beside them.
 */
#include "prediction.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { SLICES = 10, WARM_UP_CALLS = 20 };

struct caller {
  const struct predictor* predictor;
  int thread;
  double duration; /* of a slice, seconds */
  double elapsed;  /* in the last slice */
  size_t calls;    /* in the last slice */
  uint32_t* nanoseconds;
  size_t count, capacity;
};

static void keep(struct caller* caller, double seconds) {
  if (caller->count == caller->capacity) {
    caller->capacity = 2 * caller->capacity + 4096;
    uint32_t* larger = realloc(caller->nanoseconds, caller->capacity * sizeof *larger);
    if (larger == NULL) peer_fail("allocating memory", "there is not enough");
    caller->nanoseconds = larger;
  }
  caller->nanoseconds[caller->count++] = seconds < 4 ? (uint32_t)(1e9 * seconds) : UINT32_MAX;
}

static void* call_for_a_slice(void* argument) {
  struct caller* caller = argument;
  const double start = seconds_now();
  double before = start;
  caller->calls = 0;
  do {
    before = seconds_now();
    caller->predictor->call(caller->predictor->state, caller->thread);
    const double after = seconds_now();
    keep(caller, after - before);
    ++caller->calls;
    before = after;
  } while (before - start < caller->duration);
  caller->elapsed = before - start;
  return NULL;
}

/* Rows a second of all threads together. */
static double run_slice(struct caller* callers, int threads, size_t rows) {
  pthread_t* others = allocate((size_t)threads, sizeof *others);
  for (int i = 1; i < threads; ++i)
    if (pthread_create(&others[i], NULL, call_for_a_slice, &callers[i]) != 0)
      peer_fail("starting a thread", "the system refuses");
  call_for_a_slice(&callers[0]);
  double speed = 0;
  for (int i = 0; i < threads; ++i) {
    if (i > 0) pthread_join(others[i], NULL);
    speed += (double)(callers[i].calls * rows) / callers[i].elapsed;
  }
  free(others);
  return speed;
}

/* What it takes to read the clock. */
static double clock_nanoseconds(void) {
  enum { READINGS = 100000 };
  const double start = seconds_now();
  double last = start;
  for (int i = 0; i < READINGS; ++i) last = seconds_now();
  return 1e9 * (last - start) / READINGS;
}

static int compare_times(const void* left, const void* right) {
  const uint32_t a = *(const uint32_t*)left, b = *(const uint32_t*)right;
  return (a > b) - (a < b);
}

/* Of all threads together. */
static void print_latencies(const struct caller* callers, int threads) {
  size_t count = 0;
  for (int i = 0; i < threads; ++i) count += callers[i].count;
  uint32_t* times = allocate(count, sizeof *times);
  uint32_t* end = times;
  for (int i = 0; i < threads; ++i)
    for (size_t j = 0; j < callers[i].count; ++j) *end++ = callers[i].nanoseconds[j];
  qsort(times, count, sizeof *times, compare_times);
  const double last = (double)(count - 1);
  printf(", \"calls\": %zu, \"p50_us\": %.3f, \"p99_us\": %.3f, \"p999_us\": %.3f", count,
         1e-3 * times[(size_t)(0.5 * last)], 1e-3 * times[(size_t)(0.99 * last)],
         1e-3 * times[(size_t)(0.999 * last)]);
  printf(", \"max_us\": %.3f", 1e-3 * times[count - 1]);
  free(times);
}

void run_prediction(const struct peer_options* options, const struct predictor* predictor) {
  const int threads = options->threads;
  struct caller* callers = allocate((size_t)threads, sizeof *callers);
  for (int i = 0; i < threads; ++i) {
    callers[i].predictor = predictor;
    callers[i].thread = i;
    callers[i].duration = options->seconds / SLICES;
    for (int j = 0; j < WARM_UP_CALLS; ++j) predictor->call(predictor->state, i);
  }
  const int busy = threads > options->workers ? threads : options->workers;
  const double flops = forward_flops_per_row(options);
  double speeds[SLICES], peaks[SLICES], shares[SLICES];
  double peak_before = measure_peak(options, busy);
  for (int i = 0; i < SLICES; ++i) {
    speeds[i] = run_slice(callers, threads, options->rows);
    const double peak = measure_peak(options, busy);
    peaks[i] = 0.5 * (peak_before + peak);
    shares[i] = 100 * speeds[i] * flops / (1e9 * peaks[i]);
    peak_before = peak;
  }
  print_program(&predictor->program, options);
  printf(", \"rows\": %zu, \"workers\": %d, \"threads\": %d", options->rows, options->workers,
         threads);
  print_latencies(callers, threads);
  const double speed = median(speeds, SLICES), peak = median(peaks, SLICES);
  printf(", \"rows_per_s\": %.1f, \"spread\": %.4f, \"gflops\": %.3f", speed,
         spread(speeds, SLICES), 1e-9 * speed * flops);
  if (peak > 0)
    printf(", \"peak_gflops\": %.1f, \"percent_of_peak\": %.3f", peak, median(shares, SLICES));
  printf(", \"clock_ns\": %.1f}\n", clock_nanoseconds());
  for (int i = 0; i < threads; ++i) free(callers[i].nanoseconds);
  free(callers);
}
