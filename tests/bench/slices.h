/* SPDX-License-Identifier: MIT
 *
 * Work that is one call over and over, measured in slices that alternate with the machine's peak:
 * both see the same clock frequency and the same neighbours.
 */
#ifndef NEURO_TESTS_BENCH_SLICES_H_
#define NEURO_TESTS_BENCH_SLICES_H_

#include "latency.h"
#include "speed.h"

/* Does one slice of about so many seconds and returns rows a second. */
typedef double (*slice_fn)(void* context, double seconds);

/* As many slices as fill the time, at least five, into `speeds`, which the caller destroys.
 * is_f64, threads: whose peak. */
void measure_slices(struct speeds* speeds, double seconds, int is_f64, int threads, slice_fn slice,
                    void* context);

typedef void (*call_fn)(void* context);

/* Calls until the cores are awake and the caches warm; not measured. */
void warm_up(call_fn call, void* context);

/* Calls until the time is over and returns calls a second. Notes each call's latency: the time
 * from one reading of the clock to the next, and so with the cost of one reading. */
double repeat_calls(call_fn call, void* context, double seconds, struct latencies* latencies);

#endif /* NEURO_TESTS_BENCH_SLICES_H_ */
