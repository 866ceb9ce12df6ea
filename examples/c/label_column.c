/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* S_ISREG */
#include "label_column.h"

#include <stdlib.h>
#include <sys/stat.h>

enum { MAX_LABEL = 65535, BLOCK_ROWS = 64 };

/* The values of one column that have been seen so far. */
struct column {
  char seen[MAX_LABEL + 1];
  int distinct;
  int largest;
  int is_whole; /* all of them may be labels */
};

static void add_value(struct column* column, double value) {
  if (!(value >= 0 && value <= MAX_LABEL) || value != (int)value) {
    column->is_whole = 0;
    return;
  }
  const int label = (int)value;
  column->distinct += !column->seen[label];
  column->seen[label] = 1;
  if (label > column->largest) column->largest = label;
}

/* One value may be missing: 0 where counting starts at 1. */
static int looks_like_labels(const struct column* column) {
  return column->is_whole && column->distinct > 1 && column->distinct >= column->largest;
}

/* Looks at the labels, which are the file's first column, and at the last column of the inputs. */
static nn_status survey(const nn_dataset* dataset, struct column* first, struct column* last,
                        double* inputs, int32_t* labels) {
  const size_t rows = nn_dataset_rows(dataset), cols = nn_dataset_cols(dataset);
  for (size_t row = 0; row < rows; row += BLOCK_ROWS) {
    const size_t block = rows - row < BLOCK_ROWS ? rows - row : BLOCK_ROWS;
    nn_status status = nn_dataset_get_targets(dataset, row, block, labels, NN_I32);
    if (status == NN_OK) status = nn_dataset_get_inputs(dataset, row, block, inputs, NN_F64);
    if (status != NN_OK) return status;
    for (size_t i = 0; i < block; ++i) {
      add_value(first, labels[i]);
      add_value(last, inputs[i * cols + cols - 1]);
    }
  }
  return NN_OK;
}

/* Whether the labels are better looked for in the last column than in the first. */
static nn_status prefer_last(const nn_dataset* dataset, int* prefer, int* unclear) {
  struct column* columns = calloc(2, sizeof *columns);
  double* inputs = calloc(BLOCK_ROWS * nn_dataset_cols(dataset), sizeof *inputs);
  int32_t* labels = calloc(BLOCK_ROWS, sizeof *labels);
  nn_status status = NN_ERROR_OUT_OF_MEMORY;
  if (columns != NULL && inputs != NULL && labels != NULL) {
    columns[0].is_whole = columns[1].is_whole = 1;
    status = survey(dataset, &columns[0], &columns[1], inputs, labels);
    const int last = looks_like_labels(&columns[1]);
    const int first = nn_dataset_class_name(dataset, 0) != NULL
                          ? nn_dataset_classes(dataset) <= nn_dataset_rows(dataset) / 2
                          : looks_like_labels(&columns[0]);
    *unclear = first == last;
    *prefer = *unclear ? nn_dataset_classes(dataset) == 1 : last;
  }
  free(labels);
  free(inputs);
  free(columns);
  return status;
}

int is_stream(const char* path) {
  struct stat status;
  return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

nn_status load_csv_with_label(nn_dataset** out, const char* path, const nn_options* options,
                              int64_t* label_column, int* unclear) {
  nn_dataset* dataset = NULL;
  int last = 1;
  *unclear = 0;
  nn_status status = nn_dataset_load_csv_with(&dataset, path, 0, options, NULL);
  if (status == NN_OK)
    status = prefer_last(dataset, &last, unclear);
  else if (status == NN_ERROR_FORMAT) /* the first column may not be labels */
    status = NN_OK;
  if (status == NN_OK && last) {
    nn_dataset_destroy(dataset);
    dataset = NULL;
    status = nn_dataset_load_csv_with(&dataset, path, -1, options, NULL);
  }
  if (status != NN_OK) {
    nn_dataset_destroy(dataset);
    return status;
  }
  *label_column = last ? -1 : 0;
  *out = dataset;
  return NN_OK;
}
