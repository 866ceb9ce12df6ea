/* SPDX-License-Identifier: MIT
 *
 * What classes are called, kept in a model's metadata under "classes": a name a line, where a
 * backslash is written as two and a line break as \n.
 */
#ifndef NEURO_CLI_CLASSES_H
#define NEURO_CLI_CLASSES_H

#include <neuro.h>
#include <stddef.h>

/* The names of classes 0 ... count-1; count is 0 where they have none but their numbers. */
struct classes {
  char** names;
  size_t count;
};

/* What a dataset, or a model, knows of them. The caller frees them. */
struct classes dataset_classes(const nn_dataset* dataset);
struct classes model_classes(const nn_network* network);
void free_classes(struct classes* classes);

/* Keeps names with a network, if there are any. */
void store_classes(nn_network* network, const struct classes* classes);

enum { CLASS_NAME_SIZE = 24 };

/* The name of a class, or its number, which is written to `number`. */
const char* class_name(const struct classes* classes, size_t label, char number[CLASS_NAME_SIZE]);

#endif
