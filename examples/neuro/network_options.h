/* SPDX-License-Identifier: MIT
 *
 * The options of `neuro train` that are options of a network: what is trained, and how.
 */
#ifndef NEURO_CLI_NETWORK_OPTIONS_H
#define NEURO_CLI_NETWORK_OPTIONS_H

#include <neuro.h>

#include "command_line.h"

enum { MAX_NETWORK_FLAGS = 80, MAX_HIDDEN = 64 };

/* What the command line says of them. A command's options that are to take network_flags begin with
 * this. */
struct network_options {
  nn_options* set;                        /* with the values; the caller destroys them */
  unsigned char given[MAX_NETWORK_FLAGS]; /* by the index in network_flags: how many values, or 0 */
};

/* The table, which is in network_flags.c; and its taker, which notes what was given. */
extern const struct flag_table network_flags;
void take_network_flag(void* command, const struct flag* flag, const char* text);

/* Whether one of the flags was given. */
int is_given(const struct network_options* options, nn_option option);

/* Ends the program unless flags with a value for each layer have as many as there are layers with
 * such an option: `hidden`, or one more where the last layer has it, too. */
void check_layer_values(const struct network_options* options, size_t hidden);

/* The first flag that says something else than the network has and that may not change when
 * training goes on, or NULL. */
const struct flag* find_contradiction(const struct network_options* options,
                                      const nn_network* network);

/* Copies what may change when training goes on to `changes`. */
void copy_changes(const struct network_options* options, nn_options* changes);

/* Takes a network option's argument into the command's options, which begin with nn_options* (those
 * of other commands than train, too): a word of choices.h, or a number. */
void take_network_option(void* command, const struct flag* flag, const char* text);

#endif
