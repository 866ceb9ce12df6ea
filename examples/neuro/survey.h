/* SPDX-License-Identifier: MIT
 *
 * What the inputs of a dataset look like, all in all.
 */
#ifndef NEURO_CLI_SURVEY_H
#define NEURO_CLI_SURVEY_H

#include <neuro.h>

struct survey {
  double minimum, maximum;
  int are_whole; /* numbers without a fraction */
};

struct survey survey_inputs(const nn_dataset* dataset);

/* A number that tells datasets apart: a hash of the size, all targets and a thousand rows. */
uint64_t fingerprint(const nn_dataset* dataset);

#endif
