/* SPDX-License-Identifier: MIT */
#include "hash.h"

#include <stdlib.h>
#include <string.h>

static uint64_t hash_floats(uint64_t hash, const float* values, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    uint32_t bits = 0;
    memcpy(&bits, &values[i], sizeof bits);
    for (int shift = 0; shift < 32; shift += 8)
      hash = (hash ^ (bits >> shift & 0xff)) * UINT64_C(0x100000001b3);
  }
  return hash;
}

static nn_status hash_layer(uint64_t* hash, const nn_network* network, size_t layer) {
  const size_t inputs = nn_layer_size(network, layer);
  const size_t outputs = nn_layer_size(network, layer + 1);
  float* weights = calloc(outputs, inputs * sizeof *weights);
  float* bias = calloc(outputs, sizeof *bias);
  nn_status status = NN_ERROR_OUT_OF_MEMORY;
  if (weights != NULL && bias != NULL)
    status = nn_get_parameters(network, layer, weights, bias, NN_F32);
  if (status == NN_OK)
    *hash = hash_floats(hash_floats(*hash, weights, outputs * inputs), bias, outputs);
  free(weights);
  free(bias);
  return status;
}

nn_status hash_parameters(uint64_t* hash, const nn_network* network) {
  uint64_t value = UINT64_C(0xcbf29ce484222325);
  for (size_t layer = 0; layer + 1 < nn_layer_count(network); ++layer) {
    const nn_status status = hash_layer(&value, network, layer);
    if (status != NN_OK) return status;
  }
  *hash = value;
  return NN_OK;
}
