/* SPDX-License-Identifier: MIT
 *
 * Prints what a network says.
 */
#ifndef NEURO_CLI_ANSWERS_H
#define NEURO_CLI_ANSWERS_H

#include <neuro.h>

#include "classes.h"
#include "predict_options.h"

/* How a network's outputs are answers. */
struct answers {
  const struct predict_options* options;
  struct classes classes;
  nn_type type;   /* of the network's arithmetic */
  int is_class;   /* outputs are probabilities of classes, not numbers */
  size_t outputs; /* of the network */
  size_t count;   /* of what is printed: a single probability is that of one of two classes */
  double* values; /* count of them */
};

/* The caller frees them. */
struct answers make_answers(const nn_network* network, const struct predict_options* options);
void free_answers(struct answers* answers);

/* The answers to the rows of a CSV file: begin once, then each row, counted from 1, then end. */
void begin_answers(const struct answers* answers);
void print_answer(const struct answers* answers, int64_t row, const double* outputs);
void end_answers(const struct answers* answers);

/* The answer to an image. */
void print_image_answer(const struct answers* answers, const double* outputs, int is_inverted);

#endif
