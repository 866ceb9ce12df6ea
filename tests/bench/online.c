/* SPDX-License-Identifier: MIT
 *
 * The benchmark of single steps: nn_train_batch() over and over on random rows, for any widths and
 * batches. On the public header alone. Prints one line of JSON; the README explains its fields.
 */
#include <inttypes.h>
#include <math.h>
#include <neuro.h>
#include <stdio.h>
#include <stdlib.h>

#include "command_line.h"
#include "network_info.h"
#include "slices.h"
#include "timing.h"

enum { FEWEST_ROWS = 1024 }; /* in the pool that batches are taken from */

struct settings {
  struct layer_sizes sizes;
  nn_options* network;
  int64_t batch;
  double seconds;
};

/* A pool of rows, gone through batch by batch. */
struct stepper {
  nn_network* network;
  char* inputs; /* elements of the network's type */
  char* targets;
  nn_type input_type, target_type;
  size_t batch, input_bytes, target_bytes; /* of a row */
  size_t next, end;
  double loss;
  struct latencies latencies;
};

/* Uniform in 0 ... 1: splitmix64, the increment and mixer of Steele, Lea and Flood (2014). */
static double random_number(uint64_t* state) {
  uint64_t x = *state += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return ldexp((double)((x ^ (x >> 31)) >> 11), -53);
}

static void fill_random(char* to, nn_type type, size_t count, double scale, uint64_t* state) {
  for (size_t i = 0; i < count; ++i) {
    const double value = scale * (2 * random_number(state) - 1);
    if (type == NN_F32)
      ((float*)(void*)to)[i] = (float)value;
    else
      ((double*)(void*)to)[i] = value;
  }
}

/* Inputs are so small that no learning rate up to 1 diverges: what would be measured then? */
static void create_pool(struct stepper* stepper, const struct settings* settings) {
  const nn_network* network = stepper->network;
  const size_t inputs = nn_layer_size(network, 0);
  const size_t outputs = nn_layer_size(network, nn_layer_count(network) - 1);
  const size_t element = is_f64(network) ? sizeof(double) : sizeof(float);
  const int dense = get_int(network, NN_OPTION_OUTPUT) == NN_OUTPUT_IDENTITY;
  const size_t batch = (size_t)settings->batch;
  stepper->batch = batch;
  stepper->end = (FEWEST_ROWS + batch - 1) / batch * batch;
  stepper->input_type = is_f64(network) ? NN_F64 : NN_F32;
  stepper->target_type = dense ? stepper->input_type : NN_I32;
  stepper->input_bytes = inputs * element;
  stepper->target_bytes = dense ? outputs * element : sizeof(int32_t);
  stepper->inputs = allocate(stepper->end, stepper->input_bytes);
  stepper->targets = allocate(stepper->end, stepper->target_bytes);

  uint64_t state = 1;
  fill_random(stepper->inputs, stepper->input_type, stepper->end * inputs, 1 / sqrt((double)inputs),
              &state);
  if (dense)
    fill_random(stepper->targets, stepper->target_type, stepper->end * outputs, 1, &state);
  else
    for (size_t i = 0; i < stepper->end; ++i)
      ((int32_t*)(void*)stepper->targets)[i] = (int32_t)(random_number(&state) * (double)outputs);
}

static void step_once(void* context) {
  struct stepper* stepper = context;
  if (stepper->next == stepper->end) stepper->next = 0;
  check(
      nn_train_batch(stepper->network, stepper->inputs + stepper->next * stepper->input_bytes,
                     stepper->input_type, stepper->targets + stepper->next * stepper->target_bytes,
                     stepper->target_type, stepper->batch, &stepper->loss),
      "training");
  stepper->next += stepper->batch;
}

static double step_slice(void* context, double seconds) {
  struct stepper* stepper = context;
  warm_up(step_once, stepper);
  return (double)stepper->batch * repeat_calls(step_once, stepper, seconds, &stepper->latencies);
}

static void parse(struct settings* settings, int argc, char** argv) {
  const struct argument arguments[] = {
      {"sizes", ARGUMENT_SIZES, &settings->sizes, 0, "N,N,...",
       "inputs and the width of each layer (100,45,46,3)"},
      {"batch", ARGUMENT_COUNT, &settings->batch, 0, "N", "rows a step (17)"},
      {"type", ARGUMENT_NN_TYPE, settings->network, NN_OPTION_TYPE, "f32|f64", "arithmetic (f32)"},
      {"workers", ARGUMENT_NN_INT, settings->network, NN_OPTION_WORKERS, "N",
       "threads, 0: as many as the process may use (0)"},
      {"output", ARGUMENT_NN_OUTPUT, settings->network, NN_OPTION_OUTPUT, "KIND",
       "softmax or identity (softmax)"},
      {"rate", ARGUMENT_NN_REAL, settings->network, NN_OPTION_LEARNING_RATE, "R",
       "learning rate (0.01)"},
      {"seconds", ARGUMENT_SECONDS, &settings->seconds, 0, "S", "how long to measure (2)"},
  };
  const struct command_line line = {
      "online",
      "",
      "Trains a network on random rows, step by step, and prints how long the steps took as one\n"
      "line of JSON.",
      arguments,
      sizeof arguments / sizeof arguments[0],
      0,
      0};
  parse_command_line(&line, argc, argv);
}

int main(int argc, char** argv) {
  struct settings settings = {{{100, 45, 46, 3}, 4}, NULL, 17, 2};
  check(nn_options_create(&settings.network), "creating options");
  check(nn_options_set_real(settings.network, NN_OPTION_LEARNING_RATE, 0.01), "setting the rate");
  parse(&settings, argc, argv);
  struct stepper* stepper = allocate(1, sizeof *stepper);
  stepper->network = create_network(&settings.sizes, settings.network);
  const nn_network* network = stepper->network;
  create_pool(stepper, &settings);

  struct speeds speeds;
  const double clock_ns = clock_cost_ns();
  measure_slices(&speeds, settings.seconds, is_f64(network),
                 (int)get_int(network, NN_OPTION_WORKERS), step_slice, stepper);
  const struct speed_summary speed = summarise_speeds(&speeds, training_flops(network));

  print_network_text(network);
  fprintf(stderr, ", batch %" PRId64 ": ", settings.batch);
  print_latencies_text(&stepper->latencies);
  fprintf(stderr, " a step (%.0f ns of it for the clock); ", clock_ns);
  print_speed_text(&speed);
  fprintf(stderr, "\n");

  printf("{");
  print_program_json("online");
  print_network_json(network);
  printf(", \"batch\": %" PRId64 ", \"output\": \"%s\", \"steps\": %" PRIu64, settings.batch,
         get_int(network, NN_OPTION_OUTPUT) == NN_OUTPUT_SOFTMAX ? "softmax" : "identity",
         stepper->latencies.count);
  print_latencies_json(&stepper->latencies);
  print_speed_json(&speed);
  printf(", \"clock_ns\": %.1f, \"loss\": %.6g}\n", clock_ns, stepper->loss);

  destroy_speeds(&speeds);
  nn_destroy(stepper->network);
  nn_options_destroy(settings.network);
  free(stepper->inputs);
  free(stepper->targets);
  free(stepper);
  return EXIT_SUCCESS;
}
