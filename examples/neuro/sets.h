/* SPDX-License-Identifier: MIT
 *
 * What `neuro train` trains on and validates on.
 */
#ifndef NEURO_CLI_SETS_H
#define NEURO_CLI_SETS_H

#include "classes.h"
#include "origin.h"
#include "table.h"
#include "train_options.h"

struct sets {
  struct table train, validation; /* validation.dataset: NULL if there is none */
  struct origin origin;
  struct classes classes;
  char* fill;     /* see describe_fill() */
  size_t targets; /* how many classes there are, or numbers */
};

/* Loads all data, and says what it is. before: what the model to go on with knows of its data (all
 * zero: a new model); like: its likeness, or NULL. Ends the program if that fails. */
struct sets load_sets(const struct train_options* options, const struct origin* before,
                      const nn_dataset* like, int64_t seed);

void free_sets(struct sets* sets);

#endif
