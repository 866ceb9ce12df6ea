/* SPDX-License-Identifier: MIT
 *
 * Where a model comes from: what its training data was, kept in the model's metadata, so that going
 * on, evaluating and predicting take data in the way that training did.
 */
#ifndef NEURO_CLI_ORIGIN_H
#define NEURO_CLI_ORIGIN_H

#include <neuro.h>

#include "csv_format.h"

enum data_kind { DATA_UNKNOWN, DATA_CSV, DATA_IDX };

struct origin {
  enum data_kind kind; /* DATA_UNKNOWN: this command has not trained it */
  struct csv_format csv;
  double split;         /* the part of the rows that was held out for validation, or 0 */
  double white;         /* what a white pixel is to the network; 0: the inputs are no pixels */
  size_t width, height; /* of the images, or 0 */
  uint64_t fingerprint; /* of the training data */
};

/* Keeps it with a network. */
void store_origin(nn_network* network, const struct origin* origin);

/* What a network from the file at path has of it; ends the program if that makes no sense. */
struct origin load_origin(const nn_network* network, const char* path);

#endif
