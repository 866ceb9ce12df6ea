/* SPDX-License-Identifier: MIT
 *
 * Fits a network while somebody watches, may interrupt it, and wants to find it saved afterwards.
 */
#ifndef NEURO_CLI_TRAINING_H
#define NEURO_CLI_TRAINING_H

#include <neuro.h>

#include "progress.h"

struct training {
  nn_network* network;
  const char* path;        /* where checkpoints go */
  double checkpoint_every; /* seconds; 0: never */
  int json;
  /* What came of it: */
  int is_interrupted;
  int has_failed;   /* after batches that are worth saving; it has been said why */
  int epochs;       /* that have been finished */
  nn_progress last; /* the last report; struct_size is 0 if there was none: nothing to do */
  /* Its own: */
  double next_checkpoint;
  int64_t saved_epoch; /* that of the last checkpoint; 0 if there was none */
  struct progress progress;
};

/* Goes on with the network's fit, or begins one. Ends the program if it fails, unless that leaves
 * something that can be saved and gone on with; nothing has been saved but what checkpoints have.
 */
void train_network(struct training* training, const nn_dataset* train,
                   const nn_dataset* validation);

#endif
