/* SPDX-License-Identifier: MIT
 *
 * Datasets whose rows are brought into another form.
 */
#ifndef NEURO_CLI_TABLE_H
#define NEURO_CLI_TABLE_H

#include <neuro.h>

/* A dataset with targets, and the arrays it refers to if they are not its own. */
struct table {
  nn_dataset* dataset;
  void* inputs;
  void* targets;
};

void free_table(struct table* table);

/* Replaces a table by one of the same rows, whose inputs are kept in an array of the given type
 * (NN_U8, NN_F32, NN_F64), times a factor. */
void convert_table(struct table* table, nn_type type, double factor);

#endif
