/* SPDX-License-Identifier: MIT
 *
 * How well a network did on a dataset: what `neuro evaluate` says of it, and train at its end.
 */
#ifndef NEURO_CLI_SCORES_H
#define NEURO_CLI_SCORES_H

#include <neuro.h>

#include "classes.h"

/* What is wanted beyond the least. */
struct wanted_scores {
  int details, confusion;
};

/* Evaluates; ends the program if that fails, because of the file at path if that is at fault. */
nn_evaluation* evaluate(const nn_network* network, const nn_dataset* dataset, const char* path);

/* The one line that says it all, as text: loss, and what goes with the kind of task. */
void print_score_line(const nn_evaluation* evaluation);

/* A table of classes or outputs. */
void print_score_table(const nn_evaluation* evaluation, const struct classes* classes,
                       int with_details);

/* All of it as members of a JSON object that is open. */
void json_scores(const nn_evaluation* evaluation, const struct classes* classes,
                 const struct wanted_scores* wanted);

/* Whether rows are of one class each, so that there is a confusion matrix. */
int has_confusion(const nn_evaluation* evaluation);

#endif
