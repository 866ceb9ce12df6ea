/* SPDX-License-Identifier: MIT
 *
 * Drawing the order counts as part of an epoch, as it does for all programs; measuring the peak
 * does not.
 */
#include "training.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "random.h"

static void print_metric(const char* set, const char* name, double value) {
  if (!isnan(value)) printf(", \"%s_%s\": %.6g", set, name, value);
}

static void print_metrics(const char* set, struct metrics metrics) {
  print_metric(set, "loss", metrics.loss);
  print_metric(set, "accuracy", metrics.accuracy);
}

/* speeds: rows a second of each epoch; peaks: GFLOP/s around it. Sorts them. */
static void print_speeds(const struct peer_options* options, double* speeds, double* peaks) {
  const size_t count = (size_t)options->epochs;
  const double flops = training_flops_per_row(options);
  double* shares = allocate(count, sizeof *shares);
  printf(", \"epoch_rows_per_s\": [");
  for (size_t i = 0; i < count; ++i) {
    printf("%s%.1f", i == 0 ? "" : ", ", speeds[i]);
    shares[i] = 100 * speeds[i] * flops / (1e9 * peaks[i]);
  }
  const double speed = median(speeds, count), peak = median(peaks, count);
  printf("], \"rows_per_s\": %.1f, \"spread\": %.4f, \"gflops\": %.2f", speed,
         spread(speeds, count), 1e-9 * speed * flops);
  if (peak > 0) /* threads for measuring it could be had */
    printf(", \"peak_gflops\": %.1f, \"percent_of_peak\": %.2f", peak, median(shares, count));
  free(shares);
}

void run_training(const struct peer_options* options, const struct trainer* trainer) {
  uint32_t* order = allocate(trainer->train_rows, sizeof *order);
  for (size_t i = 0; i < trainer->train_rows; ++i) order[i] = (uint32_t)i;
  struct random_source source = {~options->seed};
  double* speeds = allocate((size_t)options->epochs, sizeof *speeds);
  double* peaks = allocate((size_t)options->epochs, sizeof *peaks);
  struct metrics train = {NAN, NAN};

  double peak_before = measure_peak(options, options->workers);
  for (int i = 0; i < options->epochs; ++i) {
    const double start = seconds_now();
    shuffle(&source, order, trainer->train_rows);
    train = trainer->train_epoch(trainer->state, order);
    speeds[i] = (double)trainer->train_rows / (seconds_now() - start);
    const double peak = measure_peak(options, options->workers);
    peaks[i] = 0.5 * (peak_before + peak);
    peak_before = peak;
  }
  const struct metrics test = trainer->evaluate(trainer->state);

  print_program(&trainer->program, options);
  printf(", \"batch\": %zu, \"workers\": %d, \"seed\": %" PRIu64
         ", \"rate\": %g, \"epochs\": %d, \"train_rows\": %zu",
         options->batch, options->workers, options->seed, options->rate, options->epochs,
         trainer->train_rows);
  print_speeds(options, speeds, peaks);
  print_metrics("train", train);
  print_metrics("test", test);
  printf("}\n");
  free(order);
  free(speeds);
  free(peaks);
}
