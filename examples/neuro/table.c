/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

/* How rows are kept. */
struct form {
  nn_type type;
  double factor;
  size_t cols;
};

void free_table(struct table* table) {
  nn_dataset_destroy(table->dataset);
  free(table->inputs);
  free(table->labels);
  memset(table, 0, sizeof *table);
}

static struct table make_table(size_t rows, const struct form* form) {
  const size_t size = form->type == NN_U8    ? 1
                      : form->type == NN_F32 ? sizeof(float)
                                             : sizeof(double);
  struct table table = {NULL, NULL, NULL};
  table.inputs = allocate(rows, form->cols * size);
  table.labels = allocate(rows, sizeof *table.labels);
  return table;
}

static void put_row(struct table* table, const struct form* form, size_t row, const double* inputs,
                    int32_t label) {
  const size_t first = row * form->cols;
  for (size_t i = 0; i < form->cols; ++i) {
    const double value = inputs[i] * form->factor;
    if (form->type == NN_U8)
      ((unsigned char*)table->inputs)[first + i] = (unsigned char)lround(value);
    else if (form->type == NN_F32)
      ((float*)table->inputs)[first + i] = (float)value;
    else
      ((double*)table->inputs)[first + i] = value;
  }
  table->labels[row] = label;
}

static void get_row(const struct table* table, size_t row, double* inputs, int32_t* label) {
  check(nn_dataset_get_inputs(table->dataset, row, 1, inputs, NN_F64), "reading a row");
  check(nn_dataset_get_targets(table->dataset, row, 1, label, NN_I32), "reading a label");
}

static void finish_table(struct table* table, size_t rows, const struct form* form) {
  check(nn_dataset_wrap(&table->dataset, table->inputs, form->type, rows, form->cols, table->labels,
                        NN_I32, 1),
        "gathering rows");
}

void convert_table(struct table* table, nn_type type, double factor) {
  const size_t rows = nn_dataset_rows(table->dataset);
  const struct form form = {type, factor, nn_dataset_cols(table->dataset)};
  double* inputs = allocate(form.cols, sizeof *inputs);
  struct table converted = make_table(rows, &form);
  for (size_t row = 0; row < rows; ++row) {
    int32_t label = 0;
    get_row(table, row, inputs, &label);
    put_row(&converted, &form, row, inputs, label);
  }
  free(inputs);
  finish_table(&converted, rows, &form);
  free_table(table);
  *table = converted;
}

/* A number of 0 ... count-1; all are equally likely. The state runs as in SplitMix64. */
static size_t draw(uint64_t* state, uint64_t count) {
  const uint64_t unfair = UINT64_MAX - UINT64_MAX % count;
  for (;;) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    z ^= z >> 31;
    if (z < unfair) return (size_t)(z % count);
  }
}

static size_t count_held_out(size_t rows, double part) {
  const size_t held_out = (size_t)((double)rows * part + 0.5);
  return held_out < 1 ? 1 : held_out > rows - 1 ? rows - 1 : held_out;
}

/* Selection sampling: one pass, and every set of that many rows is equally likely. */
void split_table(struct table* table, struct table* validation, double part, int64_t seed,
                 nn_type type, double factor) {
  const size_t rows = nn_dataset_rows(table->dataset);
  const size_t held_out = count_held_out(rows, part);
  const struct form form = {type, factor, nn_dataset_cols(table->dataset)};
  struct table train = make_table(rows - held_out, &form);
  *validation = make_table(held_out, &form);
  double* inputs = allocate(form.cols, sizeof *inputs);
  uint64_t state = (uint64_t)seed;
  size_t taken = 0;
  for (size_t row = 0; row < rows; ++row) {
    int32_t label = 0;
    get_row(table, row, inputs, &label);
    if (draw(&state, rows - row) < held_out - taken)
      put_row(validation, &form, taken++, inputs, label);
    else
      put_row(&train, &form, row - taken, inputs, label);
  }
  free(inputs);
  finish_table(&train, rows - held_out, &form);
  finish_table(validation, held_out, &form);
  free_table(table);
  *table = train;
}
