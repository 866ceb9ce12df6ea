/* SPDX-License-Identifier: MIT */
#include "model.h"

#include "choices.h"
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

int64_t model_layer_int(const nn_network* network, size_t layer, nn_option option) {
  int64_t value = 0;
  check(nn_get_layer_int(network, layer, option, &value), "reading an option");
  return value;
}

double model_layer_real(const nn_network* network, size_t layer, nn_option option) {
  double value = 0;
  check(nn_get_layer_real(network, layer, option, &value), "reading an option");
  return value;
}

static int is_same_in_layers(const nn_network* network, nn_option option) {
  for (size_t i = 1; i + 2 < nn_layer_count(network); ++i)
    if (model_layer_int(network, i, option) != model_layer_int(network, 0, option)) return 0;
  return 1;
}

void print_choices(FILE* file, const nn_network* network, nn_option option) {
  const size_t hidden = nn_layer_count(network) - 2;
  const size_t shown = hidden > 1 && is_same_in_layers(network, option) ? 1 : hidden;
  for (size_t i = 0; i < shown; ++i)
    fprintf(file, "%s%s", i == 0 ? "" : ",",
            choice_name(option, model_layer_int(network, i, option)));
  if (hidden == 0) fputs("no hidden layers", file);
}

void json_layers(const nn_network* network) {
  json_open("layers", '[');
  for (size_t i = 0; i < nn_layer_count(network); ++i)
    json_integer(NULL, (int64_t)nn_layer_size(network, i));
  json_close(']');
}

size_t largest(const double* values, size_t count) {
  size_t best = 0;
  for (size_t i = 1; i < count; ++i)
    if (values[i] > values[best]) best = i;
  return best;
}
