/* SPDX-License-Identifier: MIT
 *
 * Small whole numbers over powers of two: every machine and every type has them exactly.
 */
#include "corpus_data.h"

#include <string.h>

#include "check.h"

const size_t kCorpusSizes[4] = {kCorpusInputs, 6, 5, kCorpusOutputs};

/* A number in -1 ... 1 that follows from i. */
static float number(size_t i) { return (float)((i * i * 37 + i * 11) % 129) / 64 - 1; }

static void fill_inputs(float* inputs) {
  for (size_t i = 0; i < kCorpusRows * kCorpusInputs; ++i) inputs[i] = number(i);
}

nn_dataset* corpus_dataset(int dense) {
  float inputs[kCorpusRows * kCorpusInputs], targets[kCorpusRows * kCorpusOutputs];
  uint8_t labels[kCorpusRows];
  nn_dataset* dataset = NULL;
  fill_inputs(inputs);
  for (size_t i = 0; i < kCorpusRows * kCorpusOutputs; ++i) targets[i] = number(i + 1000);
  for (size_t i = 0; i < kCorpusRows; ++i) labels[i] = (uint8_t)(i * 7 % kCorpusOutputs);
  REQUIRE_OK(dense ? nn_dataset_create(&dataset, inputs, NN_F32, kCorpusRows, kCorpusInputs,
                                       targets, NN_F32, kCorpusOutputs)
                   : nn_dataset_create(&dataset, inputs, NN_F32, kCorpusRows, kCorpusInputs, labels,
                                       NN_U8, 1));
  return dataset;
}

static uint64_t hash_bits(uint64_t hash, uint64_t bits, int bytes) {
  for (int i = 0; i < bytes; ++i) hash = (hash ^ (bits >> 8 * i & 0xff)) * UINT64_C(0x100000001b3);
  return hash;
}

uint64_t corpus_hash(const nn_network* network) {
  float inputs[kCorpusRows * kCorpusInputs];
  double doubles[kCorpusRows * kCorpusOutputs] = {0};
  float singles[kCorpusRows * kCorpusOutputs] = {0};
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  int64_t type = 0;
  fill_inputs(inputs);
  REQUIRE_OK(nn_get_int(network, NN_OPTION_TYPE, &type));
  REQUIRE_OK(nn_predict(network, inputs, NN_F32, kCorpusRows,
                        type == NN_F64 ? (void*)doubles : (void*)singles, (nn_type)type));
  for (size_t i = 0; i < kCorpusRows * kCorpusOutputs; ++i) {
    uint64_t wide = 0;
    uint32_t narrow = 0;
    memcpy(&wide, &doubles[i], sizeof wide);
    memcpy(&narrow, &singles[i], sizeof narrow);
    hash = type == NN_F64 ? hash_bits(hash, wide, 8) : hash_bits(hash, narrow, 4);
  }
  return hash;
}
