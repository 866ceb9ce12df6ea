/* SPDX-License-Identifier: MIT */
#include "network_kinds.h"

#include "check.h"
#include "support.h"

#define ALL(option, value) \
  { kAllLayers, NN_OPTION_##option, value }
#define LAYER(layer, option, value) \
  { layer, NN_OPTION_##option, value }

const network_kind kNetworkKinds[] = {
    {"plain", NN_OUTPUT_SOFTMAX, {{0, 0, 0}}},
    {"penalties",
     NN_OUTPUT_SOFTMAX,
     {ALL(L1, 1e-4), ALL(L2, 1e-3), ALL(WEIGHT_DECAY, 1e-3), ALL(CLIP_NORM, 0.5),
      ALL(CLIP_VALUE, 0.1), ALL(LABEL_SMOOTHING, 0.1), ALL(BALANCE_CLASSES, 1)}},
    {"momentum",
     NN_OUTPUT_SOFTMAX,
     {ALL(OPTIMIZER, NN_OPTIMIZER_MOMENTUM), ALL(MOMENTUM, 0.8),
      ALL(ACTIVATION, NN_ACTIVATION_LEAKY_RELU), ALL(LEAKY_SLOPE, 0.1 + 0.2),
      ALL(SCHEDULE, NN_SCHEDULE_STEP), ALL(SCHEDULE_PERIOD, 1), ALL(SCHEDULE_FACTOR, 0.5)}},
    {"nesterov",
     NN_OUTPUT_IDENTITY,
     {ALL(OPTIMIZER, NN_OPTIMIZER_NESTEROV), ALL(LOSS, NN_LOSS_HUBER), ALL(HUBER_DELTA, 0.75),
      ALL(LEARNING_RATE, 0.01), LAYER(0, ACTIVATION, NN_ACTIVATION_ELU), LAYER(0, ELU_ALPHA, 0.5),
      LAYER(1, ACTIVATION, NN_ACTIVATION_SELU), ALL(SCHEDULE, NN_SCHEDULE_EXPONENTIAL)}},
    {"rmsprop",
     NN_OUTPUT_IDENTITY,
     {ALL(OPTIMIZER, NN_OPTIMIZER_RMSPROP), ALL(LOSS, NN_LOSS_ABSOLUTE), ALL(RMS_DECAY, 0.95),
      LAYER(0, ACTIVATION, NN_ACTIVATION_GELU), LAYER(1, ACTIVATION, NN_ACTIVATION_SILU),
      LAYER(1, NORMALISATION, NN_NORMALISATION_LAYER), ALL(EPSILON, 1e-6)}},
    {"adagrad",
     NN_OUTPUT_SIGMOID,
     {ALL(OPTIMIZER, NN_OPTIMIZER_ADAGRAD), LAYER(0, ACTIVATION, NN_ACTIVATION_TANH),
      LAYER(1, ACTIVATION, NN_ACTIVATION_SIGMOID), ALL(INPUT_DROPOUT, 0.125),
      ALL(SCHEDULE, NN_SCHEDULE_PLATEAU), ALL(PLATEAU_PATIENCE, 0), ALL(PLATEAU_THRESHOLD, 0.9)}},
    {"adam",
     NN_OUTPUT_SOFTMAX,
     {ALL(OPTIMIZER, NN_OPTIMIZER_ADAM), ALL(NORMALISATION, NN_NORMALISATION_BATCH),
      ALL(NORMALISATION_EPSILON, 1e-3), ALL(NORMALISATION_MOMENTUM, 0.3), ALL(DROPOUT, 0.25),
      LAYER(1, DROPOUT, 0.5), ALL(BETA1, 0.8), ALL(SCHEDULE, NN_SCHEDULE_COSINE),
      ALL(WARMUP_STEPS, 4)}},
    {"adamw",
     NN_OUTPUT_SOFTMAX,
     {ALL(OPTIMIZER, NN_OPTIMIZER_ADAMW), ALL(NORMALISATION, NN_NORMALISATION_LAYER),
      ALL(ACTIVATION, NN_ACTIVATION_SOFTPLUS), ALL(SCHEDULE, NN_SCHEDULE_ONE_CYCLE),
      ALL(ONE_CYCLE_RISE, 0.4), ALL(ACCUMULATE, 2), LAYER(2, INITIALISATION, 6)}},
    {"rprop",
     NN_OUTPUT_IDENTITY,
     {ALL(OPTIMIZER, NN_OPTIMIZER_RPROP), ALL(LEARNING_RATE, 0.001), ALL(RPROP_INCREASE, 1.1),
      LAYER(0, NORMALISATION, NN_NORMALISATION_BATCH), LAYER(1, ACTIVATION, NN_ACTIVATION_IDENTITY),
      ALL(SHUFFLE, 0)}},
    {"stopping",
     NN_OUTPUT_SOFTMAX,
     {ALL(OPTIMIZER, NN_OPTIMIZER_ADAM), ALL(LEARNING_RATE, 0.02), ALL(EARLY_STOPPING, 1),
      ALL(EARLY_STOPPING_DELTA, 0.5), ALL(VALIDATION_SPLIT, 0.25),
      ALL(NORMALISATION, NN_NORMALISATION_BATCH)}},
};
const int kNetworkKindCount = COUNT_OF(kNetworkKinds);

static void apply(nn_options* options, const setting* s) {
  const int is_integer = nn_option_bounds_int(s->option, NULL, NULL, NULL) == NN_OK;
  const size_t layer = (size_t)s->layer;
  const int64_t whole = (int64_t)s->value;
  if (s->layer == kAllLayers) {
    REQUIRE_OK(is_integer ? nn_options_set_int(options, s->option, whole)
                          : nn_options_set_real(options, s->option, s->value));
  } else {
    REQUIRE_OK(is_integer ? nn_options_set_layer_int(options, layer, s->option, whole)
                          : nn_options_set_layer_real(options, layer, s->option, s->value));
  }
}

nn_options* kind_options(const network_kind* kind, const int64_t* more) {
  nn_options* options = NULL;
  REQUIRE_OK(nn_options_create(&options));
  REQUIRE_OK(nn_options_set_int(options, NN_OPTION_OUTPUT, kind->output));
  for (const setting* s = kind->settings; s->option != 0; ++s) apply(options, s);
  for (; *more != 0; more += 2) {
    REQUIRE_OK(nn_options_set_int(options, (nn_option)more[0], more[1]));
  }
  return options;
}
