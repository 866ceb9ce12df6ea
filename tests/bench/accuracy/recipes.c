/* SPDX-License-Identifier: MIT
 *
 * The table, and what becomes of its lines.
 */
#include "recipes.h"

#include <string.h>

#include "../failure.h"

/* What is not said is 0: no normalisation, dropout, smoothing, decay, augmentation or goal. */
static const struct recipe recipes[] = {
    {
        .name = "small", /* what the training benchmark trains: the recipe is the limit */
        .layers = {{784, 64, 32, 16, 10}, 5},
        .activation = NN_ACTIVATION_RELU,
        .optimizer = NN_OPTIMIZER_SGD,
        .schedule = NN_SCHEDULE_CONSTANT,
        .rate = 0.1,
        .batch = 32,
        .epochs = 5,
    },
    {
        .name = "mnist",
        .goal = 0.984,
        .layers = {{784, 512, 512, 10}, 4},
        .activation = NN_ACTIVATION_RELU,
        .input_dropout = 0.2,
        .dropout = 0.4,
        .optimizer = NN_OPTIMIZER_ADAM,
        .schedule = NN_SCHEDULE_COSINE,
        .rate = 0.001,
        .batch = 128,
        .epochs = 20,
    },
    {
        .name = "mnist-elastic",
        .goal = 0.993,
        .layers = {{784, 1024, 512, 10}, 4},
        .activation = NN_ACTIVATION_RELU,
        .normalisation = NN_NORMALISATION_BATCH,
        .optimizer = NN_OPTIMIZER_ADAM,
        .schedule = NN_SCHEDULE_COSINE,
        .rate = 0.002,
        .batch = 256,
        .epochs = 40,
        .augmentation = AUGMENT_ELASTIC,
        .elastic =
            {.displacement = 0.9F, .rotation = 0.17F, .scale = 0.12F, .shear = 0.1F, .shift = 1.2F},
    },
    {
        .name = "fashion",
        .goal = 0.9,
        .layers = {{784, 512, 256, 10}, 4},
        .activation = NN_ACTIVATION_GELU,
        .dropout = 0.25,
        .label_smoothing = 0.1,
        .optimizer = NN_OPTIMIZER_ADAM,
        .schedule = NN_SCHEDULE_COSINE,
        .rate = 0.001,
        .batch = 128,
        .epochs = 20,
    },
};

const struct recipe* find_recipe(const char* name) {
  for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; ++i)
    if (strcmp(recipes[i].name, name) == 0) return &recipes[i];
  return NULL;
}

static void set_int(nn_options* options, nn_option option, int64_t value) {
  check(nn_options_set_int(options, option, value), nn_option_name(option));
}

static void set_real(nn_options* options, nn_option option, double value) {
  check(nn_options_set_real(options, option, value), nn_option_name(option));
}

nn_options* recipe_options(const struct recipe* recipe, int64_t seed) {
  nn_options* options = NULL;
  check(nn_options_create(&options), "creating options");
  set_int(options, NN_OPTION_TYPE, NN_F32);
  set_int(options, NN_OPTION_SEED, seed);
  set_int(options, NN_OPTION_ACTIVATION, recipe->activation);
  set_int(options, NN_OPTION_NORMALISATION, recipe->normalisation);
  set_real(options, NN_OPTION_INPUT_DROPOUT, recipe->input_dropout);
  set_real(options, NN_OPTION_DROPOUT, recipe->dropout);
  set_real(options, NN_OPTION_LABEL_SMOOTHING, recipe->label_smoothing);
  set_int(options, NN_OPTION_OPTIMIZER, recipe->optimizer);
  set_int(options, NN_OPTION_SCHEDULE, recipe->schedule);
  set_real(options, NN_OPTION_LEARNING_RATE, recipe->rate);
  set_int(options, NN_OPTION_BATCH_SIZE, recipe->batch);
  set_int(options, NN_OPTION_EPOCHS, recipe->epochs);
  return options;
}
