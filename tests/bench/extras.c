/* SPDX-License-Identifier: MIT
 *
 * What each extra of training adds to a step: a network with it and one without are trained in turn
 * on the same random digits, slice by slice, and the median of the slices' ratios is printed. On
 * the public header alone.
 */
#include <neuro.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "command_line.h"
#include "network_info.h"
#include "timing.h"

enum { POOL_BATCHES = 64, MOST_PAIRS = 7, MOST_SLICES = 100 };

struct extra {
  const char* name;
  nn_option option;
  double value;
  int is_real;
};

#define WHOLE(name, option, value) \
  { name, option, value, 0 }
#define REAL(name, option, value) \
  { name, option, value, 1 }
static const struct extra extras[] = {
    WHOLE("nothing", NN_OPTION_SHUFFLE, 1),
    WHOLE("identity", NN_OPTION_ACTIVATION, NN_ACTIVATION_IDENTITY),
    WHOLE("leaky_relu", NN_OPTION_ACTIVATION, NN_ACTIVATION_LEAKY_RELU),
    WHOLE("elu", NN_OPTION_ACTIVATION, NN_ACTIVATION_ELU),
    WHOLE("selu", NN_OPTION_ACTIVATION, NN_ACTIVATION_SELU),
    WHOLE("gelu", NN_OPTION_ACTIVATION, NN_ACTIVATION_GELU),
    WHOLE("silu", NN_OPTION_ACTIVATION, NN_ACTIVATION_SILU),
    WHOLE("tanh", NN_OPTION_ACTIVATION, NN_ACTIVATION_TANH),
    WHOLE("sigmoid", NN_OPTION_ACTIVATION, NN_ACTIVATION_SIGMOID),
    WHOLE("softplus", NN_OPTION_ACTIVATION, NN_ACTIVATION_SOFTPLUS),
    REAL("dropout 0.5", NN_OPTION_DROPOUT, 0.5),
    REAL("input dropout 0.2", NN_OPTION_INPUT_DROPOUT, 0.2),
    WHOLE("batch normalisation", NN_OPTION_NORMALISATION, NN_NORMALISATION_BATCH),
    WHOLE("layer normalisation", NN_OPTION_NORMALISATION, NN_NORMALISATION_LAYER),
    REAL("label smoothing", NN_OPTION_LABEL_SMOOTHING, 0.1),
    WHOLE("sigmoid outputs", NN_OPTION_OUTPUT, NN_OUTPUT_SIGMOID),
    WHOLE("momentum", NN_OPTION_OPTIMIZER, NN_OPTIMIZER_MOMENTUM),
    WHOLE("nesterov", NN_OPTION_OPTIMIZER, NN_OPTIMIZER_NESTEROV),
    WHOLE("rmsprop", NN_OPTION_OPTIMIZER, NN_OPTIMIZER_RMSPROP),
    WHOLE("adagrad", NN_OPTION_OPTIMIZER, NN_OPTIMIZER_ADAGRAD),
    WHOLE("adam", NN_OPTION_OPTIMIZER, NN_OPTIMIZER_ADAM),
    WHOLE("adamw", NN_OPTION_OPTIMIZER, NN_OPTIMIZER_ADAMW),
    WHOLE("rprop", NN_OPTION_OPTIMIZER, NN_OPTIMIZER_RPROP),
    REAL("l1", NN_OPTION_L1, 1e-5),
    REAL("l2", NN_OPTION_L2, 1e-5),
    REAL("weight decay", NN_OPTION_WEIGHT_DECAY, 1e-5),
    REAL("clip by value", NN_OPTION_CLIP_VALUE, 1),
    REAL("clip by norm", NN_OPTION_CLIP_NORM, 1),
    WHOLE("keep gradients", NN_OPTION_KEEP_GRADIENTS, 1),
};

struct settings {
  struct layer_sizes sizes;
  nn_options* network;
  int64_t batch, slices;
  double seconds; /* of a slice */
};

/* Random pixels, three in four of them 0 as in digits, and random labels. */
struct pool {
  uint8_t *pixels, *labels;
  size_t batch, cols;
};

static struct pool create_pool(const struct settings* settings) {
  struct pool pool;
  pool.batch = (size_t)settings->batch;
  pool.cols = settings->sizes.sizes[0];
  const size_t classes = settings->sizes.sizes[settings->sizes.count - 1];
  pool.pixels = allocate(POOL_BATCHES * pool.batch * pool.cols, 1);
  pool.labels = allocate(POOL_BATCHES * pool.batch, 1);
  uint32_t state = 1;
  for (size_t i = 0; i < POOL_BATCHES * pool.batch * pool.cols; ++i) {
    state = state * 1664525u + 1013904223u;
    pool.pixels[i] = (state >> 30) == 0 ? (uint8_t)(state >> 16) : 0;
  }
  for (size_t i = 0; i < POOL_BATCHES * pool.batch; ++i) {
    state = state * 1664525u + 1013904223u;
    pool.labels[i] = (uint8_t)((state >> 8) % classes);
  }
  return pool;
}

/* Trains for about so long; steps a second. */
static double train(nn_network* network, const struct pool* pool, double seconds) {
  const double start = seconds_now();
  int64_t steps = 0;
  double passed;
  do {
    const size_t first = (size_t)(steps % POOL_BATCHES) * pool->batch;
    check(nn_train_batch(network, pool->pixels + first * pool->cols, NN_U8, pool->labels + first,
                         NN_U8, pool->batch, NULL),
          "training");
    ++steps;
    passed = seconds_now() - start;
  } while (passed < seconds);
  return (double)steps / passed;
}

static nn_network* create(const struct settings* settings, const struct extra* extra) {
  nn_options* options = settings->network;
  int64_t whole = 0;
  double real = 0;
  if (extra->is_real) {
    check(nn_options_get_real(options, extra->option, &real), extra->name);
    check(nn_options_set_real(options, extra->option, extra->value), extra->name);
  } else {
    check(nn_options_get_int(options, extra->option, &whole), extra->name);
    check(nn_options_set_int(options, extra->option, (int64_t)extra->value), extra->name);
  }
  nn_network* network = create_network(&settings->sizes, options);
  if (extra->is_real)
    check(nn_options_set_real(options, extra->option, real), extra->name);
  else
    check(nn_options_set_int(options, extra->option, whole), extra->name);
  return network;
}

/* Several pairs of networks: where their memory happens to lie makes some percent of a difference.
 */
static void measure(const struct settings* settings, const struct pool* pool,
                    const struct extra* extra) {
  double added[MOST_PAIRS * MOST_SLICES], base[MOST_PAIRS * MOST_SLICES];
  int64_t count = 0;
  for (int pair = 0; pair < MOST_PAIRS; ++pair) {
    nn_network* plain = create_network(&settings->sizes, settings->network);
    nn_network* other = create(settings, extra);
    train(plain, pool, settings->seconds);
    train(other, pool, settings->seconds);
    for (int64_t i = 0; i < settings->slices; ++i, ++count) {
      base[count] = train(plain, pool, settings->seconds);
      added[count] = base[count] / train(other, pool, settings->seconds) - 1;
    }
    nn_destroy(other);
    nn_destroy(plain);
  }
  printf("%-20s %+6.1f %%   of %7.1f us\n", extra->name, 100 * summarise(added, count).median,
         1e6 / summarise(base, count).median);
  fflush(stdout);
}

static void parse(struct settings* settings, int argc, char** argv) {
  const struct argument arguments[] = {
      {"sizes", ARGUMENT_SIZES, &settings->sizes, 0, "N,N,...",
       "inputs and the width of each layer (784,64,32,16,10)"},
      {"batch", ARGUMENT_COUNT, &settings->batch, 0, "N", "rows a step (32)"},
      {"type", ARGUMENT_NN_TYPE, settings->network, NN_OPTION_TYPE, "f32|f64", "arithmetic (f32)"},
      {"workers", ARGUMENT_NN_INT, settings->network, NN_OPTION_WORKERS, "N",
       "threads, 0: as many as the process may use (0)"},
      {"slices", ARGUMENT_COUNT, &settings->slices, 0, "N",
       "slices of each of 7 pairs of networks (5)"},
      {"seconds", ARGUMENT_SECONDS, &settings->seconds, 0, "S", "length of a slice (0.01)"},
  };
  const struct command_line line = {"extras",
                                    "",
                                    "Prints by how much each extra makes a training step longer.",
                                    arguments,
                                    sizeof arguments / sizeof arguments[0],
                                    0,
                                    0};
  parse_command_line(&line, argc, argv);
  if (settings->slices > MOST_SLICES) usage_error("--slices", "at most 100");
}

int main(int argc, char** argv) {
  struct settings settings = {{{784, 64, 32, 16, 10}, 5}, NULL, 32, 5, 0.01};
  check(nn_options_create(&settings.network), "creating options");
  check(nn_options_set_real(settings.network, NN_OPTION_LEARNING_RATE, 1e-4), "learning rate");
  parse(&settings, argc, argv);
  const struct pool pool = create_pool(&settings);
  for (size_t i = 0; i < sizeof extras / sizeof extras[0]; ++i) {
    measure(&settings, &pool, &extras[i]);
  }
  free(pool.pixels);
  free(pool.labels);
  nn_options_destroy(settings.network);
  return EXIT_SUCCESS;
}
