/* SPDX-License-Identifier: MIT
 *
 * Trains a network on MNIST, or on images like it, and shows what it makes of a few of them. The
 * life of a libneuro program from options and datasets to predictions, on the public header alone:
 * arguments.h reads the command line and draw.h draws.
 */
#define _POSIX_C_SOURCE 200809L /* isatty, fileno */
#include <inttypes.h>
#include <locale.h>
#include <neuro.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "arguments.h"
#include "draw.h"
#include "hash.h"
#include "label_column.h"

struct data {
  nn_dataset* train;
  nn_dataset* test;
};

static void fail(const char* doing, const char* message) {
  fflush(stdout); /* what was printed before, comes before */
  fprintf(stderr, "mnist: %s: %s\n", doing, message);
  exit(EXIT_FAILURE);
}

/* Every call that can fail goes through here; nn_last_error() says what was wrong with what. */
static void check(nn_status status, const char* doing) {
  if (status != NN_OK) fail(doing, nn_last_error());
}

static void* allocate(size_t count, size_t size) {
  void* memory = calloc(count, size);
  if (memory == NULL) fail("allocating memory", "there is not enough");
  return memory;
}

/* ------------------------------------------------------------------------------------- data -- */

/* A dataset of its own of some of the rows. Single precision holds every pixel value exactly. */
static nn_dataset* copy_rows(const nn_dataset* dataset, size_t first, size_t rows) {
  const size_t cols = nn_dataset_cols(dataset);
  float* inputs = allocate(rows, cols * sizeof *inputs);
  int32_t* labels = allocate(rows, sizeof *labels);
  check(nn_dataset_get_inputs(dataset, first, rows, inputs, NN_F32), "copying inputs");
  check(nn_dataset_get_targets(dataset, first, rows, labels, NN_I32), "copying labels");
  nn_dataset* copy = NULL;
  check(nn_dataset_create(&copy, inputs, NN_F32, rows, cols, labels, NN_I32, 1), "copying rows");
  free(inputs);
  free(labels);
  return copy;
}

static struct data load_csv(const char* train_path, const char* test_path) {
  struct data data = {NULL, NULL};
  int64_t label_column = 0;
  int unclear = 0;
  nn_dataset* all = NULL;
  if (is_stream(train_path))
    fail(train_path, "is a pipe or the like, which cannot be read twice: save it as a file");
  check(load_csv_with_label(&all, train_path, NULL, &label_column, &unclear),
        "loading the training set");
  if (test_path != NULL) {
    data.train = all;
    check(nn_dataset_load_csv(&data.test, test_path, label_column), "loading the test set");
    return data;
  }
  const size_t rows = nn_dataset_rows(all);
  const size_t held_out = rows / 6;
  if (held_out == 0) fail("loading the training set", "too few rows to hold some out for testing");
  data.train = copy_rows(all, 0, rows - held_out);
  data.test = copy_rows(all, rows - held_out, held_out);
  nn_dataset_destroy(all);
  return data;
}

static struct data load(const struct arguments* arguments) {
  const char* const* files = arguments->files;
  struct data data = {NULL, NULL};
  if (arguments->is_csv) {
    data = load_csv(files[0], files[1]);
  } else {
    check(nn_dataset_load_idx(&data.train, files[0], files[1]), "loading the training set");
    check(nn_dataset_load_idx(&data.test, files[2], files[3]), "loading the test set");
  }
  const char* test_path = arguments->is_csv ? files[1] : files[2];
  printf("training set  %s: %zu rows of %zu columns, %zu classes\n", files[0],
         nn_dataset_rows(data.train), nn_dataset_cols(data.train), nn_dataset_classes(data.train));
  printf("test set      %s: %zu rows\n",
         test_path != NULL ? test_path : "the last sixth of these rows, held out",
         nn_dataset_rows(data.test));
  return data;
}

/* ---------------------------------------------------------------------------------- network -- */

static nn_network* create_network(const struct arguments* arguments, const struct data* data) {
  /* IDX pixels are bytes, which a network takes as v/255. The numbers of a CSV file are taken as
   * they stand: let the network learn their range, column by column. */
  if (arguments->is_csv)
    check(nn_options_set_int(arguments->options, NN_OPTION_INPUT_SCALING, NN_SCALING_MIN_MAX),
          "choosing the input scaling");

  const size_t sizes[] = {nn_dataset_cols(data->train), 64, 32, 16,
                          nn_dataset_classes(data->train)};
  nn_network* network = NULL;
  check(nn_create(&network, sizes, sizeof sizes / sizeof *sizes, arguments->options),
        "creating the network");
  return network;
}

static int64_t get_int(const nn_network* network, nn_option option) {
  int64_t value = 0;
  check(nn_get_int(network, option, &value), "reading an option");
  return value;
}

static void describe(const nn_network* network) {
  double rate = 0;
  check(nn_get_real(network, NN_OPTION_LEARNING_RATE, &rate), "reading the learning rate");
  printf("network       ");
  for (size_t i = 0; i < nn_layer_count(network); ++i)
    printf("%s%zu", i == 0 ? "" : "-", nn_layer_size(network, i));
  printf(", %s precision, learning rate %g, batch %" PRId64 ", seed %" PRId64 "\n",
         get_int(network, NN_OPTION_TYPE) == NN_F64 ? "double" : "single", rate,
         get_int(network, NN_OPTION_BATCH_SIZE), get_int(network, NN_OPTION_SEED));
  const int64_t workers = get_int(network, NN_OPTION_WORKERS);
  printf("machine       libneuro %s, %s instructions, %" PRId64 " worker%s\n\n",
         nn_version_string(), nn_cpu_target(), workers, workers == 1 ? "" : "s");
}

/* --------------------------------------------------------------------------------- training -- */

static volatile sig_atomic_t interrupted;

/* The first Ctrl-C ends the training, the second one the program. */
static void interrupt(int signal_number) {
  interrupted = 1;
  signal(signal_number, SIG_DFL);
}

/* One line an epoch, which is rewritten as the epoch goes on if somebody is looking at it. */
static int32_t show_progress(const nn_progress* progress, void* user) {
  const int is_terminal = *(const int*)user;
  char position[40] = "";
  char line[160];
  if (progress->epoch_ended)
    snprintf(position, sizeof position, "test %.2f%%", 100 * progress->validation_accuracy);
  else
    snprintf(position, sizeof position, "at %" PRId64 "%%",
             100 * progress->rows / progress->rows_per_epoch);
  snprintf(line, sizeof line,
           "epoch %" PRId64 "/%" PRId64
           "  loss %.4f  accuracy %.2f%%  %s  %.0f rows/s  %.1f s left",
           progress->epoch, progress->epochs, progress->loss, 100 * progress->accuracy, position,
           progress->rows_per_second, progress->seconds_left);
  if (is_terminal)
    printf("\r%-79s%s", line, progress->epoch_ended ? "\n" : "");
  else if (progress->epoch_ended)
    printf("%s\n", line);
  fflush(stdout);
  return interrupted;
}

static void train(nn_network* network, const struct data* data) {
  int is_terminal = isatty(fileno(stdout));
  signal(SIGINT, interrupt);
  const nn_status status = nn_fit(network, data->train, data->test, show_progress, &is_terminal);
  signal(SIGINT, SIG_DFL);
  if (status != NN_OK && is_terminal) putchar('\n'); /* leave the unfinished line alone */
  if (status == NN_ERROR_CANCELLED)
    puts("stopped: going on with what is learnt");
  else
    check(status, "training");
}

static void evaluate(const nn_network* network, const nn_dataset* test) {
  nn_metrics metrics = {.struct_size = sizeof metrics};
  check(nn_evaluate(network, test, &metrics), "evaluating");
  printf("\ntest accuracy %.2f%%: %" PRId64 " of %" PRId64 " images right, loss %.4f\n",
         100 * metrics.accuracy, metrics.correct, metrics.rows, metrics.loss);
}

/* ------------------------------------------------------------------------------- prediction -- */

static const char* class_name(size_t label, int is_fashion) {
  static const char* const articles[] = {"T-shirt/top", "trouser",   "pullover", "dress",
                                         "coat",        "sandal",    "shirt",    "sneaker",
                                         "bag",         "ankle boot"};
  static char number[24];
  if (is_fashion && label < sizeof articles / sizeof *articles) return articles[label];
  snprintf(number, sizeof number, "%zu", label);
  return number;
}

static size_t largest(const float* values, size_t count) {
  size_t best = 0;
  for (size_t i = 1; i < count; ++i)
    if (values[i] > values[best]) best = i;
  return best;
}

static void show(const char* title, const struct picture* pictures, size_t count, size_t side) {
  if (count == 0) return;
  printf("\n%s\n\n", title);
  draw_pictures(pictures, count, side);
}

/* Shows the first test images that the network gets right, and the first that it gets wrong. */
static void show_samples(const nn_network* network, const nn_dataset* test, int is_fashion) {
  const size_t cols = nn_dataset_cols(test);
  const size_t classes = nn_layer_size(network, nn_layer_count(network) - 1);
  size_t side = 1;
  while (side * side < cols) ++side;
  if (side * side != cols) return; /* not square: no pictures to show */

  enum { EACH = DRAW_MAX_PICTURES };
  struct picture pictures[2][EACH]; /* [0]: right, [1]: wrong */
  size_t count[2] = {0, 0};
  float* pixels = allocate(2 * EACH + 1, cols * sizeof *pixels);
  float* probabilities = allocate(classes, sizeof *probabilities);
  float* next = pixels;
  for (size_t row = 0; row < nn_dataset_rows(test) && count[0] + count[1] < 2 * EACH; ++row) {
    int32_t label = 0;
    check(nn_dataset_get_inputs(test, row, 1, next, NN_F32), "reading an image");
    check(nn_dataset_get_targets(test, row, 1, &label, NN_I32), "reading a label");
    check(nn_predict(network, next, NN_F32, 1, probabilities, NN_F32), "predicting");
    const size_t answer = largest(probabilities, classes);
    const int is_wrong = answer != (size_t)label;
    if (count[is_wrong] == EACH) continue;
    struct picture* picture = &pictures[is_wrong][count[is_wrong]++];
    picture->pixels = next;
    snprintf(picture->captions[0], DRAW_CAPTION_SIZE, "is    %s",
             class_name((size_t)label, is_fashion));
    snprintf(picture->captions[1], DRAW_CAPTION_SIZE, "says  %s %.1f%%",
             class_name(answer, is_fashion), 100.0 * (double)probabilities[answer]);
    next += cols;
  }
  show("Right:", pictures[0], count[0], side);
  show("Mistaken:", pictures[1], count[1], side);
  free(probabilities);
  free(pixels);
}

int main(int argc, char** argv) {
  struct arguments arguments;
  parse_arguments(&arguments, argc, argv);
  setlocale(LC_CTYPE, ""); /* for draw.h; numbers stay as they are */

  const struct data data = load(&arguments);
  nn_network* network = create_network(&arguments, &data);
  describe(network);
  train(network, &data);
  evaluate(network, data.test);
  show_samples(network, data.test, arguments.is_fashion);
  if (arguments.print_hash) {
    uint64_t hash = 0;
    check(hash_parameters(&hash, network), "hashing the parameters");
    printf("\nhash %016" PRIx64 "\n", hash);
  }

  nn_destroy(network);
  nn_dataset_destroy(data.train);
  nn_dataset_destroy(data.test);
  nn_options_destroy(arguments.options);
  return EXIT_SUCCESS;
}
