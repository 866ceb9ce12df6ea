/* SPDX-License-Identifier: MIT
 *
 * The confusion matrix of an evaluation.
 */
#ifndef NEURO_CLI_CONFUSION_H
#define NEURO_CLI_CONFUSION_H

#include <neuro.h>

#include "classes.h"

/* Prints it on standard output: a line for each class, a column for what its rows were taken for,
 * in colours on a terminal. Where that is wider than the terminal (or than 100 columns elsewhere),
 * the most frequent mistakes instead. The evaluation has classes. */
void print_confusion(const nn_evaluation* evaluation, const struct classes* classes);

/* The same as a JSON array of arrays of counts. */
void json_confusion(const nn_evaluation* evaluation);

#endif
