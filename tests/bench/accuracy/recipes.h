/* SPDX-License-Identifier: MIT
 *
 * The trainings whose accuracy is measured: each a network with all its settings, by name.
 */
#ifndef NEURO_TESTS_BENCH_ACCURACY_RECIPES_H_
#define NEURO_TESTS_BENCH_ACCURACY_RECIPES_H_

#include <neuro.h>

#include "../command_line.h"
#include "elastic.h"

enum augmentation {
  AUGMENT_NOTHING,
  AUGMENT_ELASTIC /* elastic distortions of every image, anew in every epoch */
};

struct recipe {
  const char* name;
  double goal; /* of the mean accuracy on the test set, 0 ... 1; or 0 */
  struct layer_sizes layers;
  int64_t activation, normalisation; /* NN_ACTIVATION_, NN_NORMALISATION_, of all hidden layers */
  double input_dropout, dropout, label_smoothing;
  int64_t optimizer, schedule; /* NN_OPTIMIZER_, NN_SCHEDULE_ */
  double rate;
  int64_t batch, epochs;
  enum augmentation augmentation;
  struct elastic_strength elastic;
};

/* NULL for an unknown name. */
const struct recipe* find_recipe(const char* name);

/* The options of the recipe, in f32, with this seed. The caller destroys them. */
nn_options* recipe_options(const struct recipe* recipe, int64_t seed);

#endif /* NEURO_TESTS_BENCH_ACCURACY_RECIPES_H_ */
