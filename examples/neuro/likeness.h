/* SPDX-License-Identifier: MIT
 *
 * A stand-in for the data that a model was trained on, which other data is to be read like: its
 * classes have the same numbers then, and its empty cells are filled with the same values.
 */
#ifndef NEURO_CLI_LIKENESS_H
#define NEURO_CLI_LIKENESS_H

#include <neuro.h>

#include "origin.h"

/* What a model knows of its training data as a dataset for nn_dataset_load_csv_with(), or NULL
 * where that is nothing that matters. model: its path, for messages; the program ends if that makes
 * no sense. The caller destroys it. */
nn_dataset* model_likeness(const nn_network* network, const struct origin* origin,
                           const char* model);

/* What empty cells of training data were filled with, so far as the origin says that they were, as
 * text to be kept with a network; NULL if they were not. The caller frees it. */
char* describe_fill(const struct origin* origin, const nn_dataset* dataset);
void store_fill(nn_network* network, const char* fill);

#endif
