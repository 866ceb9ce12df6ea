/* SPDX-License-Identifier: MIT
 *
 * Datasets that are made of other datasets' rows.
 */
#ifndef NEURO_CLI_TABLE_H
#define NEURO_CLI_TABLE_H

#include <neuro.h>

/* A dataset with labels, and the arrays it refers to if they are not its own. */
struct table {
  nn_dataset* dataset;
  void* inputs;
  int32_t* labels;
};

void free_table(struct table* table);

/* Replaces a table by one of the same rows, whose inputs are kept in an array of the given type
 * (NN_U8, NN_F32, NN_F64), times a factor. */
void convert_table(struct table* table, nn_type type, double factor);

/* Takes part of a table's rows, more than none and fewer than all, out into *validation. Which ones
 * they are depends on the seed and on the number of rows; both tables keep the order. Type and
 * factor as in convert_table(). */
void split_table(struct table* table, struct table* validation, double part, int64_t seed,
                 nn_type type, double factor);

#endif
