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

/* Loads files. label: the column of a CSV file's labels. Ends the program if that fails. */
struct table load_table(const struct files* files, int64_t label);

/* The same for training: finds out what a model's origin should say, the column of the labels too
 * unless origin has it. *narrowest: in which type the inputs can be kept as they are, NN_U8 if they
 * are pixels. */
struct table load_training_table(const struct files* files, struct origin* origin,
                                 nn_type* narrowest);

/* The same for the test of a model: pixels are brought to the scale that the model of that origin
 * was trained with. */
struct table load_test_table(const struct files* files, const struct origin* origin);

/* Ends the program if the inputs of a CSV file are not whole numbers of 0 ... 255, as a model of
 * IDX files needs them. */
void check_pixels(const nn_dataset* dataset, const char* path);

/* Takes origin->split of a training table's rows out into *validation. */
void hold_out(struct table* table, struct table* validation, const struct origin* origin,
              nn_type narrowest, int64_t seed);

#endif
