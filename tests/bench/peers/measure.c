/* SPDX-License-Identifier: MIT
 *
 * Operations are counted as libneuro's own benchmarks count them.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "fma_peak.h"

double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void* allocate(size_t count, size_t size) {
  void* memory = calloc(count, size);
  if (memory == NULL) peer_fail("allocating memory", "there is not enough");
  return memory;
}

static int compare_numbers(const void* left, const void* right) {
  const double a = *(const double*)left, b = *(const double*)right;
  return (a > b) - (a < b);
}

double median(double* numbers, size_t count) {
  qsort(numbers, count, sizeof *numbers, compare_numbers);
  return 0.5 * (numbers[(count - 1) / 2] + numbers[count / 2]);
}

double spread(double* numbers, size_t count) {
  const double middle = median(numbers, count);
  return 0.5 * (numbers[count - 1] - numbers[0]) / middle;
}

double measure_peak(const struct peer_options* options, int threads) {
  const struct timespec pause = {0, 150000000};
  if (threads > 1) nanosleep(&pause, NULL);
  return fma_peak_gflops(options->is_f64, threads);
}

double forward_flops_per_row(const struct peer_options* options) {
  double flops = 0;
  for (size_t l = 0; l + 1 < options->size_count; ++l)
    flops += 2 * (double)options->sizes[l] * (double)options->sizes[l + 1];
  return flops;
}

/* Forward, the weights' gradient and the inputs' gradient, which the first layer does not need. */
double training_flops_per_row(const struct peer_options* options) {
  const double first = 2 * (double)options->sizes[0] * (double)options->sizes[1];
  return 3 * forward_flops_per_row(options) - first;
}

void print_program(const struct peer_program* program, const struct peer_options* options) {
  printf("{\"program\": \"%s\", \"version\": \"%s\", \"target\": \"%s\"", program->name,
         program->version, program->target);
  if (program->compiler != NULL) printf(", \"compiler\": \"%s\"", program->compiler);
  printf(", \"net\": \"");
  for (size_t i = 0; i < options->size_count; ++i)
    printf("%s%zu", i == 0 ? "" : "-", options->sizes[i]);
  printf("\", \"type\": \"%s\"", options->is_f64 ? "f64" : "f32");
}
