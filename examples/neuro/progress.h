/* SPDX-License-Identifier: MIT
 *
 * Shows on standard error how far training has come: on a terminal one line that is rewritten, with
 * a bar, and elsewhere a line an epoch.
 */
#ifndef NEURO_CLI_PROGRESS_H
#define NEURO_CLI_PROGRESS_H

#include <neuro.h>

struct progress {
  int is_terminal;
  double last_drawn;          /* when, in nn_progress.seconds; below 0: never */
  double validation_accuracy; /* the last ones, or NaN */
  double validation_loss;
  int shown; /* characters of the line that is on the terminal */
};

struct progress progress_begin(void);

void progress_show(struct progress* progress, const nn_progress* now);

/* Leaves the line alone, so that others can be written below it. */
void progress_end(struct progress* progress);

#endif
