/* SPDX-License-Identifier: MIT
 *
 * Asked of the public header alone.
 */
#include "network_info.h"

#include <inttypes.h>
#include <stdio.h>

#include "failure.h"

int64_t get_int(const nn_network* network, nn_option option) {
  int64_t value = 0;
  check(nn_get_int(network, option, &value), "reading an option");
  return value;
}

int is_f64(const nn_network* network) { return get_int(network, NN_OPTION_TYPE) == NN_F64; }

static double layer_weights(const nn_network* network, size_t layer) {
  return (double)nn_layer_size(network, layer) * (double)nn_layer_size(network, layer + 1);
}

double prediction_flops(const nn_network* network) {
  double flops = 0;
  for (size_t l = 0; l + 1 < nn_layer_count(network); ++l) flops += 2 * layer_weights(network, l);
  return flops;
}

double training_flops(const nn_network* network) {
  return 3 * prediction_flops(network) - 2 * layer_weights(network, 0);
}

void print_program_json(const char* benchmark) {
  printf(
      "\"program\": \"libneuro\", \"benchmark\": \"%s\", \"version\": \"%s\", \"target\": \"%s\"",
      benchmark, nn_version_string(), nn_cpu_target());
#if defined(__clang__)
  printf(", \"compiler\": \"clang %d.%d.%d\"", __clang_major__, __clang_minor__,
         __clang_patchlevel__);
#elif defined(__GNUC__)
  printf(", \"compiler\": \"gcc %d.%d.%d\"", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

static void print_sizes(FILE* file, const nn_network* network) {
  for (size_t i = 0; i < nn_layer_count(network); ++i)
    fprintf(file, "%s%zu", i == 0 ? "" : "-", nn_layer_size(network, i));
}

void print_network_json(const nn_network* network) {
  printf(", \"net\": \"");
  print_sizes(stdout, network);
  printf("\", \"type\": \"%s\", \"workers\": %" PRId64, is_f64(network) ? "f64" : "f32",
         get_int(network, NN_OPTION_WORKERS));
}

void print_network_text(const nn_network* network) {
  fprintf(stderr, "%s: ", program_name());
  print_sizes(stderr, network);
  fprintf(stderr, " %s, workers: %" PRId64, is_f64(network) ? "f64" : "f32",
          get_int(network, NN_OPTION_WORKERS));
}
