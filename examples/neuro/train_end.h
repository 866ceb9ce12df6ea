/* SPDX-License-Identifier: MIT
 *
 * The end of `neuro train`: the model is saved, pictures are drawn, and it is said what came of it.
 */
#ifndef NEURO_CLI_TRAIN_END_H
#define NEURO_CLI_TRAIN_END_H

#include "sets.h"
#include "train_options.h"
#include "training.h"

/* Returns the program's exit status. */
int finish_training(const struct train_options* options, const struct training* training,
                    const struct sets* sets);

#endif
