/* SPDX-License-Identifier: MIT
 *
 * Training and test data: loading it, whatever its kind, and holding some of it out.
 */
#ifndef NEURO_CLI_DATA_H
#define NEURO_CLI_DATA_H

#include <neuro.h>

#include "origin.h"
#include "table.h"

enum { MAX_FILES = 2 };

/* The files of one dataset: a CSV file, or IDX images and labels. */
struct files {
  const char* paths[MAX_FILES];
  int count;
};

/* Whether a file, plain or gzipped, begins as an IDX file does. 0 if it cannot be read, or is a
 * stream. */
int is_idx_file(const char* path);

/* Loads files; CSV files as format says, and like a dataset unless that is NULL. Ends the program
 * if that fails. */
struct table load_table(const struct files* files, const struct csv_format* format,
                        const nn_dataset* like);

/* The same for training: finds out what a model's origin should say, the column of the labels too
 * unless origin has it. */
struct table load_training_table(const struct files* files, struct origin* origin,
                                 const nn_dataset* like);

/* The same for the test of a model: pixels are brought to the scale that the model of that origin
 * was trained with. */
struct table load_test_table(const struct files* files, const struct origin* origin,
                             const nn_dataset* like);

/* Ends the program if a dataset's classes have names, and those of the model that it was read for,
 * with that likeness, have none. */
void check_class_names(const nn_dataset* dataset, const nn_dataset* like, const char* path);

/* Ends the program if the inputs of a CSV file are not whole numbers of 0 ... 255, as a model of
 * IDX files needs them. */
void check_pixels(const nn_dataset* dataset, const char* path);

/* Takes a part of a training table's rows out into *validation. */
void hold_out(struct table* table, struct table* validation, double part, int64_t seed);

#endif
