/* SPDX-License-Identifier: MIT
 *
 * The command line of `neuro train`.
 */
#ifndef NEURO_CLI_TRAIN_OPTIONS_H
#define NEURO_CLI_TRAIN_OPTIONS_H

#include <neuro.h>

#include "data.h"

enum { MAX_HIDDEN = 64 };

struct train_options {
  nn_options* network; /* the caller destroys them */
  struct files data;
  struct files validation; /* count 0: none */
  const char* save;        /* the model's path */
  double split;            /* the part of the rows to hold out, or 0 */
  size_t hidden[MAX_HIDDEN];
  size_t hidden_count;
  int64_t label;
  double checkpoint_every; /* seconds; 0: only at the end */
  int resume, force, json;
  /* Whether the command line says it: what a model that is trained further must agree with, ... */
  int has_type, has_seed, has_batch, has_scaling, has_layers, has_label;
  /* ... and what may change. */
  int has_epochs, has_rate;
};

/* Reads the command line; ends the program after --help or an error. */
void parse_train_options(struct train_options* options, int argc, char** argv);

#endif
