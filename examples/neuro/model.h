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
/* The words for an option of the hidden layers, such as relu,tanh: one if it is the same in all. */
void print_choices(FILE* file, const nn_network* network, nn_option option);
int64_t model_layer_int(const nn_network* network, size_t layer, nn_option option);
double model_layer_real(const nn_network* network, size_t layer, nn_option option);

void json_layers(const nn_network* network);

/* The first of the largest values. */
size_t largest(const double* values, size_t count);

#endif
