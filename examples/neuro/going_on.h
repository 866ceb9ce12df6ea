/* SPDX-License-Identifier: MIT
 *
 * Training that goes on with a model: what the command line may change of it, and what not.
 */
#ifndef NEURO_CLI_GOING_ON_H
#define NEURO_CLI_GOING_ON_H

#include <neuro.h>

#include "origin.h"
#include "train_options.h"

/* Loads the model to go on with, and what it knows of its data. Ends the program if that fails, or
 * if the command line contradicts the model. */
nn_network* load_to_go_on(const struct train_options* options, struct origin* before);

#endif
