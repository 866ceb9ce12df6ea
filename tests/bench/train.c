/* SPDX-License-Identifier: MIT
 *
 * The training benchmark: a whole training run as a user would have it, through nn_fit() on real
 * data, timed epoch by epoch. On the public header alone. Prints one line of JSON; the README
 * explains its fields.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include <inttypes.h>
#include <neuro.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "fma_peak.h"
#include "memory.h"
#include "train_options.h"

struct run {
  int is_f64;
  int workers;
  int64_t epochs;     /* finished */
  double* speeds;     /* of each epoch, rows a second */
  double* peaks;      /* of the machine, GFLOP/s: around each epoch, the mean of before and after */
  double peak_before; /* the current epoch */
  double epoch_start; /* seconds */
  double loss, accuracy; /* of the last epoch's rows, each before its update */
};

static void fail(const char* doing, const char* message) {
  fprintf(stderr, "train: %s: %s\n", doing, message);
  exit(EXIT_FAILURE);
}

static void check(nn_status status, const char* doing) {
  if (status != NN_OK) fail(doing, nn_last_error());
}

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double* allocate_numbers(int64_t count) {
  double* numbers = calloc((size_t)count, sizeof *numbers);
  if (numbers == NULL) fail("allocating memory", "there is not enough");
  return numbers;
}

static int compare_numbers(const void* left, const void* right) {
  const double a = *(const double*)left, b = *(const double*)right;
  return (a > b) - (a < b);
}

/* Sorts the numbers. */
static double median(double* numbers, int64_t count) {
  qsort(numbers, (size_t)count, sizeof *numbers, compare_numbers);
  return 0.5 * (numbers[(count - 1) / 2] + numbers[count / 2]);
}

static nn_dataset* load(const char* images, const char* labels) {
  nn_dataset* dataset = NULL;
  check(nn_dataset_load_idx(&dataset, images, labels), images);
  return dataset;
}

/* Pixels and labels of a byte each. */
static int64_t dataset_bytes(const nn_dataset* dataset) {
  return (int64_t)(nn_dataset_rows(dataset) * (nn_dataset_cols(dataset) + 1));
}

static int64_t get_int(const nn_network* network, nn_option option) {
  int64_t value = 0;
  check(nn_get_int(network, option, &value), "reading an option");
  return value;
}

/* Floating-point operations that training on one row takes: forward, the weights' gradient and the
 * inputs' gradient, each two a weight; nobody needs the last one of the first layer. */
static double flops_per_row(const nn_network* network) {
  double flops = 0;
  for (size_t l = 0; l + 1 < nn_layer_count(network); ++l) {
    const double weights =
        (double)nn_layer_size(network, l) * (double)nn_layer_size(network, l + 1);
    flops += (l == 0 ? 4 : 6) * weights;
  }
  return flops;
}

static double measure_peak(const struct run* run) {
  return fma_peak_gflops(run->is_f64, run->workers);
}

/* The clock stands still while the machine's peak is measured. */
static int32_t note_epoch(const nn_progress* progress, void* user) {
  struct run* run = user;
  if (!progress->epoch_ended) return 0;
  const double seconds = seconds_now() - run->epoch_start;
  const double peak = measure_peak(run);
  run->speeds[run->epochs] = (double)progress->rows / seconds;
  run->peaks[run->epochs] = 0.5 * (run->peak_before + peak);
  ++run->epochs;
  run->loss = progress->loss;
  run->accuracy = progress->accuracy;
  run->peak_before = peak;
  run->epoch_start = seconds_now();
  return 0;
}

static void train(struct run* run, nn_network* network, const nn_dataset* data) {
  const int64_t epochs = get_int(network, NN_OPTION_EPOCHS);
  run->is_f64 = get_int(network, NN_OPTION_TYPE) == NN_F64;
  run->workers = (int)get_int(network, NN_OPTION_WORKERS);
  run->speeds = allocate_numbers(epochs);
  run->peaks = allocate_numbers(epochs);
  run->peak_before = measure_peak(run);
  run->epoch_start = seconds_now();
  check(nn_fit(network, data, NULL, note_epoch, run), "training");
}

/* ------------------------------------------------------------------------------------ output -- */

static void print_program(void) {
  printf("\"program\": \"libneuro\", \"version\": \"%s\", \"target\": \"%s\"", nn_version_string(),
         nn_cpu_target());
#if defined(__clang__)
  printf(", \"compiler\": \"clang %d.%d.%d\"", __clang_major__, __clang_minor__,
         __clang_patchlevel__);
#elif defined(__GNUC__)
  printf(", \"compiler\": \"gcc %d.%d.%d\"", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

static void print_network(const nn_network* network) {
  double rate = 0;
  check(nn_get_real(network, NN_OPTION_LEARNING_RATE, &rate), "reading the learning rate");
  printf(", \"net\": \"");
  for (size_t i = 0; i < nn_layer_count(network); ++i)
    printf("%s%zu", i == 0 ? "" : "-", nn_layer_size(network, i));
  printf("\", \"batch\": %" PRId64 ", \"type\": \"%s\", \"workers\": %" PRId64
         ", \"seed\": %" PRId64 ", \"rate\": %g, \"epochs\": %" PRId64,
         get_int(network, NN_OPTION_BATCH_SIZE),
         get_int(network, NN_OPTION_TYPE) == NN_F64 ? "f64" : "f32",
         get_int(network, NN_OPTION_WORKERS), get_int(network, NN_OPTION_SEED), rate,
         get_int(network, NN_OPTION_EPOCHS));
}

static void print_speed(struct run* run, double flops) {
  double* shares = allocate_numbers(run->epochs);
  printf(", \"epoch_rows_per_s\": [");
  for (int64_t i = 0; i < run->epochs; ++i) {
    shares[i] = 100 * run->speeds[i] * flops / (1e9 * run->peaks[i]);
    printf("%s%.0f", i == 0 ? "" : ", ", run->speeds[i]);
  }
  const double speed = median(run->speeds, run->epochs);
  printf("], \"rows_per_s\": %.0f, \"gflops\": %.2f", speed, 1e-9 * speed * flops);
  const double peak = median(run->peaks, run->epochs);
  if (peak > 0) /* threads for measuring it could be had */
    printf(", \"peak_gflops\": %.1f, \"percent_of_peak\": %.1f", peak, median(shares, run->epochs));
  free(shares);
}

static void print_memory(int64_t at_start, int64_t datasets) {
  const int64_t peak = peak_resident_bytes();
  printf(", \"dataset_bytes\": %" PRId64 ", \"start_bytes\": %" PRId64 ", \"peak_bytes\": %" PRId64
         ", \"above_dataset_bytes\": %" PRId64,
         datasets, at_start, peak, peak - datasets);
}

int main(int argc, char** argv) {
  const int64_t bytes_at_start = peak_resident_bytes();
  struct train_options options;
  parse_train_options(&options, argc, argv);
  nn_dataset* data = load(options.files[0], options.files[1]);
  nn_dataset* test_data = load(options.files[2], options.files[3]);
  nn_network* network = NULL;
  check(nn_create(&network, options.sizes, options.size_count, options.network),
        "creating the network");

  struct run run = {0};
  train(&run, network, data);
  nn_metrics test = {.struct_size = sizeof test};
  check(nn_evaluate(network, test_data, &test), "testing");

  printf("{");
  print_program();
  print_network(network);
  print_speed(&run, flops_per_row(network));
  printf(", \"train_loss\": %.9g, \"train_accuracy\": %.6f", run.loss, run.accuracy);
  printf(", \"test_loss\": %.9g, \"test_accuracy\": %.6f", test.loss, test.accuracy);
  print_memory(bytes_at_start, dataset_bytes(data) + dataset_bytes(test_data));
  printf("}\n");

  free(run.speeds);
  free(run.peaks);
  nn_destroy(network);
  nn_dataset_destroy(data);
  nn_dataset_destroy(test_data);
  nn_options_destroy(options.network);
  return EXIT_SUCCESS;
}
