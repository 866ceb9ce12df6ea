/* SPDX-License-Identifier: MIT
 *
 * The prediction benchmark: nn_predict() over and over on real images, by one thread or by several
 * at once on the same network, each call timed. On the public header alone. Prints one line of
 * JSON; the README explains its fields.
 */
#define _POSIX_C_SOURCE 200809L /* barriers */
#include <inttypes.h>
#include <neuro.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "command_line.h"
#include "idx_images.h"
#include "network_info.h"
#include "slices.h"
#include "timing.h"

struct settings {
  struct layer_sizes sizes;
  nn_options* network;
  int64_t rows;     /* a call */
  int64_t threads;  /* that call */
  nn_type elements; /* of the inputs */
  double seconds;
};

/* A thread that predicts, and its part of the rows, which it goes through in turn. */
struct caller {
  const nn_network* network;
  const char* inputs;
  nn_type elements, output_type;
  size_t row_bytes, rows; /* of an input; a call */
  size_t next, end;       /* rows of its part */
  void* outputs;
  struct latencies* latencies;
  double seconds;
  double calls_per_s;
  pthread_barrier_t* start;
};

struct crowd {
  struct caller* callers;
  int64_t threads;
  pthread_barrier_t start;
};

static void predict_once(void* context) {
  struct caller* caller = context;
  if (caller->next + caller->rows > caller->end) caller->next = 0;
  const void* inputs = caller->inputs + caller->next * caller->row_bytes;
  check(nn_predict(caller->network, inputs, caller->elements, caller->rows, caller->outputs,
                   caller->output_type),
        "predicting");
  caller->next += caller->rows;
}

static void* call_for_a_while(void* context) {
  struct caller* caller = context;
  warm_up(predict_once, caller);
  pthread_barrier_wait(caller->start);
  caller->calls_per_s = repeat_calls(predict_once, caller, caller->seconds, caller->latencies);
  return NULL;
}

/* All callers at the same time, the first of them on this thread. */
static double predict_slice(void* context, double seconds) {
  struct crowd* crowd = context;
  const size_t others = (size_t)crowd->threads - 1;
  pthread_t* threads = allocate(others, sizeof *threads);
  for (int64_t i = 0; i < crowd->threads; ++i) crowd->callers[i].seconds = seconds;
  for (size_t i = 0; i < others; ++i)
    if (pthread_create(&threads[i], NULL, call_for_a_while, &crowd->callers[i + 1]) != 0)
      fail("starting threads", "the process may start no more of them");
  call_for_a_while(&crowd->callers[0]);
  for (size_t i = 0; i < others; ++i) pthread_join(threads[i], NULL);
  free(threads);
  double rows_per_s = 0;
  for (int64_t i = 0; i < crowd->threads; ++i)
    rows_per_s += crowd->callers[i].calls_per_s * (double)crowd->callers[i].rows;
  return rows_per_s;
}

/* The first `cols` pixels of each image, as they are or as numbers between 0 and 1. */
static void* make_inputs(const struct idx_images* images, size_t cols, nn_type elements) {
  static const size_t widest = sizeof(double);
  char* inputs = allocate(images->rows * cols, elements == NN_U8 ? 1 : widest);
  size_t to = 0;
  for (size_t row = 0; row < images->rows; ++row) {
    for (size_t col = 0; col < cols; ++col, ++to) {
      const uint8_t pixel = images->pixels[row * images->cols + col];
      if (elements == NN_U8)
        ((uint8_t*)inputs)[to] = pixel;
      else if (elements == NN_F32)
        ((float*)(void*)inputs)[to] = (float)pixel / 255;
      else
        ((double*)(void*)inputs)[to] = pixel / 255.0;
    }
  }
  return inputs;
}

static size_t element_bytes(nn_type type) {
  return type == NN_U8 ? 1 : type == NN_F32 ? sizeof(float) : sizeof(double);
}

static void create_crowd(struct crowd* crowd, const struct settings* settings,
                         const nn_network* network, const struct idx_images* images,
                         const char* inputs) {
  const size_t layers = nn_layer_count(network), threads = (size_t)settings->threads;
  const size_t outputs = nn_layer_size(network, layers - 1), rows = (size_t)settings->rows;
  const size_t part = images->rows / threads;
  if (part < rows) usage_error("--rows", "there are not so many images for each thread");
  if (pthread_barrier_init(&crowd->start, NULL, (unsigned)threads) != 0)
    fail("creating a barrier", "that cannot be done");
  crowd->threads = settings->threads;
  crowd->callers = allocate(threads, sizeof *crowd->callers);
  for (size_t i = 0; i < threads; ++i) {
    struct caller* caller = &crowd->callers[i];
    caller->network = network;
    caller->elements = settings->elements;
    caller->output_type = is_f64(network) ? NN_F64 : NN_F32;
    caller->row_bytes = nn_layer_size(network, 0) * element_bytes(settings->elements);
    caller->inputs = inputs + i * part * caller->row_bytes;
    caller->rows = rows;
    caller->end = part;
    caller->outputs = allocate(rows * outputs, element_bytes(caller->output_type));
    caller->latencies = allocate(1, sizeof *caller->latencies);
    caller->start = &crowd->start;
  }
}

/* Adds the others' latencies to the first one's. */
static const struct latencies* all_latencies(const struct crowd* crowd) {
  struct latencies* sum = crowd->callers[0].latencies;
  for (int64_t i = 1; i < crowd->threads; ++i) add_latencies(sum, crowd->callers[i].latencies);
  return sum;
}

static void destroy_crowd(struct crowd* crowd) {
  for (int64_t i = 0; i < crowd->threads; ++i) {
    free(crowd->callers[i].outputs);
    free(crowd->callers[i].latencies);
  }
  free(crowd->callers);
  pthread_barrier_destroy(&crowd->start);
}

static char** parse(struct settings* settings, int argc, char** argv) {
  const struct argument arguments[] = {
      {"sizes", ARGUMENT_SIZES, &settings->sizes, 0, "N,N,...",
       "inputs and the width of each layer (784,128,10)"},
      {"type", ARGUMENT_NN_TYPE, settings->network, NN_OPTION_TYPE, "f32|f64", "arithmetic (f32)"},
      {"inputs", ARGUMENT_ELEMENT, &settings->elements, 0, "u8|f32|f64",
       "what the inputs are given as (u8)"},
      {"rows", ARGUMENT_COUNT, &settings->rows, 0, "N", "rows a call (1)"},
      {"workers", ARGUMENT_NN_INT, settings->network, NN_OPTION_WORKERS, "N",
       "threads of the network, 0: as many as the process may use (0)"},
      {"threads", ARGUMENT_COUNT, &settings->threads, 0, "N",
       "threads that call at the same time, each with images of its own (1)"},
      {"seconds", ARGUMENT_SECONDS, &settings->seconds, 0, "S", "how long to measure (2)"},
  };
  const struct command_line line = {
      "predict",
      "IMAGES",
      "Predicts images of an IDX file, plain or .gz, over and over, and prints how long the calls\n"
      "took as one line of JSON. The network keeps its initial weights. A network with fewer\n"
      "inputs than an image has pixels is given the first of them.",
      arguments,
      sizeof arguments / sizeof arguments[0],
      1,
      1};
  return parse_command_line(&line, argc, argv);
}

int main(int argc, char** argv) {
  struct settings settings = {{{784, 128, 10}, 3}, NULL, 1, 1, NN_U8, 2};
  check(nn_options_create(&settings.network), "creating options");
  char** files = parse(&settings, argc, argv);
  const struct idx_images images = read_idx_images(files[0]);
  nn_network* network = create_network(&settings.sizes, settings.network);
  const size_t cols = nn_layer_size(network, 0);
  if (cols > images.cols) usage_error("--sizes", "an image has fewer pixels than that");
  check(nn_reserve(network, (size_t)settings.rows), "reserving");
  char* inputs = make_inputs(&images, cols, settings.elements);
  struct crowd crowd;
  create_crowd(&crowd, &settings, network, &images, inputs);

  /* One call at a time has the workers; other callers do without. */
  const int workers = (int)get_int(network, NN_OPTION_WORKERS);
  const int working = workers + (int)settings.threads - 1;
  struct speeds speeds;
  const double clock_ns = clock_cost_ns();
  measure_slices(&speeds, settings.seconds, is_f64(network), working, predict_slice, &crowd);
  const struct speed_summary speed = summarise_speeds(&speeds, prediction_flops(network));
  const struct latencies* latencies = all_latencies(&crowd);

  print_network_text(network);
  fprintf(stderr, ", rows: %" PRId64 ", threads: %" PRId64 ": ", settings.rows, settings.threads);
  print_latencies_text(latencies);
  fprintf(stderr, " a call (%.0f ns of it for the clock); ", clock_ns);
  print_speed_text(&speed);
  fprintf(stderr, "\n");

  printf("{");
  print_program_json("predict");
  print_network_json(network);
  printf(", \"inputs\": \"%s\", \"rows\": %" PRId64 ", \"threads\": %" PRId64
         ", \"calls\": %" PRIu64,
         settings.elements == NN_U8    ? "u8"
         : settings.elements == NN_F32 ? "f32"
                                       : "f64",
         settings.rows, settings.threads, latencies->count);
  print_latencies_json(latencies);
  print_speed_json(&speed);
  printf(", \"clock_ns\": %.1f}\n", clock_ns);

  destroy_speeds(&speeds);
  destroy_crowd(&crowd);
  nn_destroy(network);
  nn_options_destroy(settings.network);
  free(inputs);
  free(images.pixels);
  return EXIT_SUCCESS;
}
