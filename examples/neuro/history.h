/* SPDX-License-Identifier: MIT
 *
 * The epochs that a network remembers.
 */
#ifndef NEURO_CLI_HISTORY_H
#define NEURO_CLI_HISTORY_H

#include <neuro.h>

nn_epoch get_epoch(const nn_network* network, size_t i);

/* The epoch after which the network did best: on the validation set if there was one. */
size_t best_epoch(const nn_network* network);

#endif
