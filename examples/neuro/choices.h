/* SPDX-License-Identifier: MIT
 *
 * The words for the values of network options that are one of a few: on command lines, in what
 * commands print.
 */
#ifndef NEURO_CLI_CHOICES_H
#define NEURO_CLI_CHOICES_H

#include <neuro.h>
#include <stddef.h>

/* Whether an option is one of those. */
int has_choices(nn_option option);

/* The word for a value; "unknown" if there is none. */
const char* choice_name(nn_option option, int64_t value);

/* The value that a word of so many bytes stands for, or -1. */
int64_t find_choice(nn_option option, const char* word, size_t length);

/* All words, as in "needs to be a, b or c". The text is valid until the next call. */
const char* list_choices(nn_option option);

#endif
