/* SPDX-License-Identifier: MIT */
#include "model.h"

#include "json.h"
#include "report.h"

nn_network* load_model(const char* path, const nn_options* options) {
  nn_network* network = NULL;
  check_file(nn_load(&network, path, options), path);
  return network;
}

size_t model_inputs(const nn_network* network) { return nn_layer_size(network, 0); }

size_t model_outputs(const nn_network* network) {
  return nn_layer_size(network, nn_layer_count(network) - 1);
}

int64_t model_int(const nn_network* network, nn_option option) {
  int64_t value = 0;
  check(nn_get_int(network, option, &value), "reading an option");
  return value;
}

double model_real(const nn_network* network, nn_option option) {
  double value = 0;
  check(nn_get_real(network, option, &value), "reading an option");
  return value;
}

int64_t model_parameters(const nn_network* network) {
  int64_t count = 0;
  for (size_t i = 0; i + 1 < nn_layer_count(network); ++i)
    count += (int64_t)(nn_layer_size(network, i) + 1) * (int64_t)nn_layer_size(network, i + 1);
  return count;
}

void print_layers(FILE* file, const nn_network* network) {
  for (size_t i = 0; i < nn_layer_count(network); ++i)
    fprintf(file, "%s%zu", i == 0 ? "" : "-", nn_layer_size(network, i));
}

void json_layers(const nn_network* network) {
  json_open("layers", '[');
  for (size_t i = 0; i < nn_layer_count(network); ++i)
    json_integer(NULL, (int64_t)nn_layer_size(network, i));
  json_close(']');
}

const char* scaling_name(int64_t scaling) {
  return scaling == NN_SCALING_NONE      ? "none"
         : scaling == NN_SCALING_MIN_MAX ? "min-max"
                                         : "standard";
}

size_t largest(const double* values, size_t count) {
  size_t best = 0;
  for (size_t i = 1; i < count; ++i)
    if (values[i] > values[best]) best = i;
  return best;
}
