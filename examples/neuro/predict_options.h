/* SPDX-License-Identifier: MIT
 *
 * The command line of `neuro predict`.
 */
#ifndef NEURO_CLI_PREDICT_OPTIONS_H
#define NEURO_CLI_PREDICT_OPTIONS_H

#include <neuro.h>

#include "csv_format.h"

enum invert { INVERT_AUTO, INVERT_YES, INVERT_NO };

struct predict_options {
  nn_options* network; /* the caller destroys them */
  const char* model;
  const char* file;
  struct csv_format csv;
  int probabilities, json, quiet;
  enum invert invert;
  int trim;
  double white; /* what a white pixel is to the network; 0: not said */
};

/* Reads the command line; ends the program after --help or an error. */
void parse_predict_options(struct predict_options* options, int argc, char** argv);

#endif
