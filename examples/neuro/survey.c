/* SPDX-License-Identifier: MIT */
#include "survey.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

enum { BLOCK_ROWS = 64, HASHED_ROWS = 1000 };

struct survey survey_inputs(const nn_dataset* dataset) {
  const size_t rows = nn_dataset_rows(dataset), cols = nn_dataset_cols(dataset);
  struct survey found = {INFINITY, -INFINITY, 1};
  double* inputs = allocate(BLOCK_ROWS * cols, sizeof *inputs);
  for (size_t row = 0; row < rows; row += BLOCK_ROWS) {
    const size_t block = rows - row < BLOCK_ROWS ? rows - row : BLOCK_ROWS;
    check(nn_dataset_get_inputs(dataset, row, block, inputs, NN_F64), "reading rows");
    for (size_t i = 0; i < block * cols; ++i) {
      const double value = inputs[i];
      if (value < found.minimum) found.minimum = value;
      if (value > found.maximum) found.maximum = value;
      if (found.are_whole && value != floor(value)) found.are_whole = 0;
    }
  }
  free(inputs);
  return found;
}

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
  return hash ^ hash >> 29;
}

static uint64_t mix_reals(uint64_t hash, const double* values, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    uint64_t word;
    memcpy(&word, &values[i], sizeof word);
    hash = mix(hash, word);
  }
  return hash;
}

static uint64_t mix_targets(uint64_t hash, const nn_dataset* dataset, size_t row, double* targets) {
  int32_t label = 0;
  if (nn_dataset_classes(dataset) > 0) {
    check(nn_dataset_get_targets(dataset, row, 1, &label, NN_I32), "reading a label");
    return mix(hash, (uint64_t)label);
  }
  check(nn_dataset_get_targets(dataset, row, 1, targets, NN_F64), "reading targets");
  return mix_reals(hash, targets, nn_dataset_target_cols(dataset));
}

uint64_t fingerprint(const nn_dataset* dataset) {
  const size_t rows = nn_dataset_rows(dataset), cols = nn_dataset_cols(dataset);
  const size_t step = rows / HASHED_ROWS + 1;
  double* inputs = allocate(cols, sizeof *inputs);
  double* targets = allocate(nn_dataset_target_cols(dataset), sizeof *targets);
  uint64_t hash = mix(mix(0, rows), cols);
  for (size_t row = 0; row < rows; ++row) {
    hash = mix_targets(hash, dataset, row, targets);
    if (row % step != 0) continue;
    check(nn_dataset_get_inputs(dataset, row, 1, inputs, NN_F64), "reading a row");
    hash = mix_reals(hash, inputs, cols);
  }
  free(targets);
  free(inputs);
  return hash;
}
