/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

void free_table(struct table* table) {
  nn_dataset_destroy(table->dataset);
  free(table->inputs);
  free(table->targets);
  memset(table, 0, sizeof *table);
}

static size_t size_of(nn_type type) {
  return type == NN_U8 ? 1 : type == NN_F32 ? sizeof(float) : sizeof(double);
}

static void put(void* array, nn_type type, size_t i, double value) {
  if (type == NN_U8)
    ((unsigned char*)array)[i] = (unsigned char)lround(value);
  else if (type == NN_F32)
    ((float*)array)[i] = (float)value;
  else
    ((double*)array)[i] = value;
}

static void* convert_inputs(const nn_dataset* dataset, nn_type type, double factor) {
  const size_t rows = nn_dataset_rows(dataset), cols = nn_dataset_cols(dataset);
  void* converted = allocate(rows, cols * size_of(type));
  double* inputs = allocate(cols, sizeof *inputs);
  for (size_t row = 0; row < rows; ++row) {
    check(nn_dataset_get_inputs(dataset, row, 1, inputs, NN_F64), "reading a row");
    for (size_t i = 0; i < cols; ++i) put(converted, type, row * cols + i, inputs[i] * factor);
  }
  free(inputs);
  return converted;
}

static void* convert_targets(const nn_dataset* dataset, nn_type type) {
  const size_t rows = nn_dataset_rows(dataset), cols = nn_dataset_target_cols(dataset);
  void* targets = allocate(rows, cols * (type == NN_I32 ? sizeof(int32_t) : sizeof(double)));
  check(nn_dataset_get_targets(dataset, 0, rows, targets, type), "reading targets");
  return targets;
}

void convert_table(struct table* table, nn_type type, double factor) {
  const nn_dataset* dataset = table->dataset;
  const nn_type target_type = nn_dataset_classes(dataset) > 0 ? NN_I32 : NN_F64;
  struct table converted = {NULL, convert_inputs(dataset, type, factor),
                            convert_targets(dataset, target_type)};
  check(nn_dataset_wrap(&converted.dataset, converted.inputs, type, nn_dataset_rows(dataset),
                        nn_dataset_cols(dataset), converted.targets, target_type,
                        nn_dataset_target_cols(dataset)),
        "gathering rows");
  free_table(table);
  *table = converted;
}
