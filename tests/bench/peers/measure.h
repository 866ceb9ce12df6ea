/* SPDX-License-Identifier: MIT
 *
 * What measuring training and prediction have in common: the clock, medians, operations, and the
 * beginning of the line of JSON.
 */
#ifndef NEURO_TESTS_BENCH_PEERS_MEASURE_H_
#define NEURO_TESTS_BENCH_PEERS_MEASURE_H_

#include "options.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The compiler of the file that uses it. */
#define PEER_TEXT_OF(x) #x
#define PEER_VERSION(name, a, b, c) name " " PEER_TEXT_OF(a) "." PEER_TEXT_OF(b) "." PEER_TEXT_OF(c)
#if defined(__clang__)
#define PEER_COMPILER PEER_VERSION("clang", __clang_major__, __clang_minor__, __clang_patchlevel__)
#else
#define PEER_COMPILER PEER_VERSION("gcc", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__)
#endif

/* What the peer is. Strings are printed between quotes as they are. */
struct peer_program {
  const char* name;
  const char* version;
  const char* target;   /* instruction set; "unknown" if it does not say */
  const char* compiler; /* of what this benchmark compiled; NULL: nothing that matters */
};

double seconds_now(void);
void* allocate(size_t count, size_t size);    /* zeros; ends the program if there is no memory */
double median(double* numbers, size_t count); /* sorts them */
double spread(double* numbers, size_t count); /* half the range over the median; sorts */
/* The machine's peak on so many threads, GFLOP/s. Waits before, where there are others that may
 * still spin for their next task: OpenMP's, and ONNX Runtime's for up to a tenth of a second. */
double measure_peak(const struct peer_options* options, int threads);

double forward_flops_per_row(const struct peer_options* options);
double training_flops_per_row(const struct peer_options* options);

/* '{"program": ..., "net": ..., "type": ...', without a comma behind it. */
void print_program(const struct peer_program* program, const struct peer_options* options);

#ifdef __cplusplus
}
#endif

#endif /* NEURO_TESTS_BENCH_PEERS_MEASURE_H_ */
