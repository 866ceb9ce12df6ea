/* SPDX-License-Identifier: MIT
 *
 * Prints what a network says.
 */
#ifndef NEURO_CLI_ANSWERS_H
#define NEURO_CLI_ANSWERS_H

#include <neuro.h>

#include "predict_options.h"

/* The answers to the rows of a CSV file: begin once, then each row, counted from 1, then end. */
void begin_answers(const nn_network* network, const struct predict_options* options);
void print_answer(const nn_network* network, const struct predict_options* options, int64_t row,
                  const double* outputs);
void end_answers(const struct predict_options* options);

/* The answer to an image. */
void print_image_answer(const nn_network* network, const struct predict_options* options,
                        const double* outputs, int is_inverted);

#endif
