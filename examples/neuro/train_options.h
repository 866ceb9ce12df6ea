/* SPDX-License-Identifier: MIT
 *
 * The command line of `neuro train`.
 */
#ifndef NEURO_CLI_TRAIN_OPTIONS_H
#define NEURO_CLI_TRAIN_OPTIONS_H

#include <neuro.h>

#include "csv_format.h"
#include "data.h"
#include "network_options.h"
#include "scores.h"

struct train_options {
  struct network_options network; /* the first member, see there */
  struct csv_format csv;
  struct files data;
  struct files validation; /* count 0: none */
  const char* save;        /* the model's path */
  const char* curve;       /* where pictures go, or NULL */
  const char* mistakes;
  size_t mistakes_count;
  size_t width; /* of images, or 0 */
  double split; /* the part of the rows to hold out, or 0 */
  size_t hidden[MAX_HIDDEN];
  size_t hidden_count;
  double checkpoint_every; /* seconds; 0: only at the end */
  struct wanted_scores scores;
  int resume, force, json, quiet;
  int has_layers; /* whether the command line says it */
};

/* Reads the command line; ends the program after --help or an error. */
void parse_train_options(struct train_options* options, int argc, char** argv);

/* Whether the network is to tell numbers, not classes. */
int wants_numbers(const struct train_options* options);

#endif
