/* SPDX-License-Identifier: MIT
 *
 * Finds out which column of a CSV file holds the labels, where nobody has said it: the first one or
 * the last one.
 */
#ifndef NEURO_EXAMPLES_LABEL_COLUMN_H
#define NEURO_EXAMPLES_LABEL_COLUMN_H

#include <neuro.h>

/* Whether a file gives its bytes only once, as a pipe does. 0 if there is none. */
int is_stream(const char* path);

/* Loads a CSV file, which may be read twice for that and so must be no stream, whose labels are in
 * the first or in the last column, and says which: 0 or -1. A column looks like labels if its
 * values are whole numbers that leave no gap: 0 ... N, or 1 ... N; or text, where at least every
 * other row repeats one. *unclear becomes 1 if both columns do, or neither (then the first one is
 * taken, if it varies), and 0 otherwise. options, or NULL, and errors are those of
 * nn_dataset_load_csv_with(). */
nn_status load_csv_with_label(nn_dataset** out, const char* path, const nn_options* options,
                              int64_t* label_column, int* unclear);

#endif
