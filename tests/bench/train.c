/* SPDX-License-Identifier: MIT
 *
 * The training benchmark: a whole training run as a user would have it, through nn_fit() on real
 * data, timed epoch by epoch. On the public header alone. Prints one line of JSON; the README
 * explains its fields.
 */
#include <inttypes.h>
#include <neuro.h>
#include <stdio.h>
#include <stdlib.h>

#include "command_line.h"
#include "fma_peak.h"
#include "memory.h"
#include "network_info.h"
#include "speed.h"
#include "timing.h"

struct run {
  int is_f64;
  int workers;
  struct speeds speeds;  /* of each epoch */
  double peak_before;    /* the current epoch */
  double epoch_start;    /* seconds */
  double loss, accuracy; /* of the last epoch's rows, each before its update */
};

static nn_dataset* load(const char* images, const char* labels) {
  nn_dataset* dataset = NULL;
  check(nn_dataset_load_idx(&dataset, images, labels), images);
  return dataset;
}

/* Pixels and labels of a byte each. */
static int64_t dataset_bytes(const nn_dataset* dataset) {
  return (int64_t)(nn_dataset_rows(dataset) * (nn_dataset_cols(dataset) + 1));
}

/* The clock stands still while the machine's peak is measured. */
static int32_t note_epoch(const nn_progress* progress, void* user) {
  struct run* run = user;
  if (!progress->epoch_ended) return 0;
  const double seconds = seconds_now() - run->epoch_start;
  const double peak = fma_peak_gflops(run->is_f64, run->workers);
  note_speed(&run->speeds, (double)progress->rows / seconds, run->peak_before, peak);
  run->loss = progress->loss;
  run->accuracy = progress->accuracy;
  run->peak_before = peak;
  run->epoch_start = seconds_now();
  return 0;
}

static void train(struct run* run, nn_network* network, const nn_dataset* data) {
  run->is_f64 = is_f64(network);
  run->workers = (int)get_int(network, NN_OPTION_WORKERS);
  create_speeds(&run->speeds, get_int(network, NN_OPTION_EPOCHS));
  run->peak_before = fma_peak_gflops(run->is_f64, run->workers);
  run->epoch_start = seconds_now();
  check(nn_fit(network, data, NULL, note_epoch, run), "training");
}

static void print_settings(const nn_network* network) {
  double rate = 0;
  check(nn_get_real(network, NN_OPTION_LEARNING_RATE, &rate), "reading the learning rate");
  printf(", \"batch\": %" PRId64 ", \"seed\": %" PRId64 ", \"rate\": %g, \"epochs\": %" PRId64,
         get_int(network, NN_OPTION_BATCH_SIZE), get_int(network, NN_OPTION_SEED), rate,
         get_int(network, NN_OPTION_EPOCHS));
}

static void print_epochs(const struct speeds* speeds) {
  printf(", \"epoch_rows_per_s\": [");
  for (int64_t i = 0; i < speeds->count; ++i)
    printf("%s%.0f", i == 0 ? "" : ", ", speeds->rows_per_s[i]);
  printf("]");
}

static void print_memory(int64_t at_start, int64_t datasets) {
  const int64_t peak = peak_resident_bytes();
  printf(", \"dataset_bytes\": %" PRId64 ", \"start_bytes\": %" PRId64 ", \"peak_bytes\": %" PRId64
         ", \"above_dataset_bytes\": %" PRId64,
         datasets, at_start, peak, peak - datasets);
}

/* Options of this program are all the network's, but for its sizes. */
static char** parse(struct layer_sizes* sizes, nn_options* options, int argc, char** argv) {
  const struct argument arguments[] = {
      {"sizes", ARGUMENT_SIZES, sizes, 0, "N,N,...",
       "inputs and the width of each layer (784,64,32,16,10)"},
      {"batch", ARGUMENT_NN_INT, options, NN_OPTION_BATCH_SIZE, "N", "rows a step (32)"},
      {"type", ARGUMENT_NN_TYPE, options, NN_OPTION_TYPE, "f32|f64", "arithmetic (f32)"},
      {"workers", ARGUMENT_NN_INT, options, NN_OPTION_WORKERS, "N",
       "threads, 0: as many as the process may use (0)"},
      {"epochs", ARGUMENT_NN_INT, options, NN_OPTION_EPOCHS, "N",
       "passes over the training set (5)"},
      {"seed", ARGUMENT_NN_INT, options, NN_OPTION_SEED, "N",
       "decides initial weights and the order of rows (0)"},
      {"rate", ARGUMENT_NN_REAL, options, NN_OPTION_LEARNING_RATE, "R", "learning rate (0.1)"},
  };
  const struct command_line line = {
      "train",
      "TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS",
      "Trains a network on IDX files, plain or .gz, and prints how fast that went and what came\n"
      "of it as one line of JSON.",
      arguments,
      sizeof arguments / sizeof arguments[0],
      4,
      4};
  return parse_command_line(&line, argc, argv);
}

int main(int argc, char** argv) {
  const int64_t bytes_at_start = peak_resident_bytes();
  struct layer_sizes sizes = {{784, 64, 32, 16, 10}, 5};
  nn_options* options = NULL;
  check(nn_options_create(&options), "creating options");
  char** files = parse(&sizes, options, argc, argv);
  nn_dataset* data = load(files[0], files[1]);
  nn_dataset* test_data = load(files[2], files[3]);
  nn_network* network = create_network(&sizes, options);

  struct run run = {0};
  train(&run, network, data);
  nn_metrics test = {.struct_size = sizeof test};
  check(nn_evaluate(network, test_data, &test), "testing");

  const struct speed_summary speed = summarise_speeds(&run.speeds, training_flops(network));
  print_network_text(network);
  fprintf(stderr, ", batch %" PRId64 ": ", get_int(network, NN_OPTION_BATCH_SIZE));
  print_speed_text(&speed);
  fprintf(stderr, ", %.2f%% of the test set right\n", 100 * test.accuracy);

  printf("{");
  print_program_json("train");
  print_network_json(network);
  print_settings(network);
  print_epochs(&run.speeds);
  print_speed_json(&speed);
  printf(", \"train_loss\": %.9g, \"train_accuracy\": %.6f", run.loss, run.accuracy);
  printf(", \"test_loss\": %.9g, \"test_accuracy\": %.6f", test.loss, test.accuracy);
  print_memory(bytes_at_start, dataset_bytes(data) + dataset_bytes(test_data));
  printf("}\n");

  destroy_speeds(&run.speeds);
  nn_destroy(network);
  nn_dataset_destroy(data);
  nn_dataset_destroy(test_data);
  nn_options_destroy(options);
  return EXIT_SUCCESS;
}
