/* SPDX-License-Identifier: MIT
 *
 * What `neuro info` says about a network's options.
 */
#ifndef NEURO_CLI_MODEL_OPTIONS_H
#define NEURO_CLI_MODEL_OPTIONS_H

#include <neuro.h>

/* Prints a few lines: what is always of interest, and what else is not as by default. */
void print_model_options(const nn_network* network);

/* The same as members of a JSON object that is open, and all options as the member "options". */
void json_model_options(const nn_network* network);

#endif
