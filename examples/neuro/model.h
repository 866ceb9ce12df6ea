/* SPDX-License-Identifier: MIT
 *
 * What several commands do with models.
 */
#ifndef NEURO_CLI_MODEL_H
#define NEURO_CLI_MODEL_H

#include <neuro.h>
#include <stdio.h>

/* Loads a model; ends the program if that fails. options: or NULL. */
nn_network* load_model(const char* path, const nn_options* options);

size_t model_inputs(const nn_network* network);
size_t model_outputs(const nn_network* network);
int64_t model_int(const nn_network* network, nn_option option);
double model_real(const nn_network* network, nn_option option);

/* How many weights and biases there are. */
int64_t model_parameters(const nn_network* network);

/* The widths with hyphens between them, such as 784-64-10. */
void print_layers(FILE* file, const nn_network* network);
void json_layers(const nn_network* network);

/* NN_OPTION_INPUT_SCALING in the words of --scaling. */
const char* scaling_name(int64_t scaling);

/* The first of the largest values. */
size_t largest(const double* values, size_t count);

#endif
