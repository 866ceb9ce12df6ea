/* SPDX-License-Identifier: MIT
 *
 * How a CSV file is to be read: what a command line says of it, and what a model remembers.
 */
#ifndef NEURO_CLI_CSV_FORMAT_H
#define NEURO_CLI_CSV_FORMAT_H

#include <neuro.h>
#include <stddef.h>

#include "command_line.h"

struct csv_format {
  int has_label;
  int64_t label;     /* the column of the targets, as nn_dataset_load_csv() takes it */
  int64_t separator; /* a character; 0: not said */
  int64_t missing;   /* one of NN_MISSING_ + 1; 0: not said */
  int64_t target;    /* one of NN_CSV_TARGET_ + 1; 0: not said */
};

/* What the first one says, and where it does not, the second one. */
struct csv_format merge_csv_formats(const struct csv_format* first,
                                    const struct csv_format* second);

/* Whether the targets are numbers, not classes. */
int has_number_targets(const struct csv_format* format);

/* It as options for nn_dataset_load_csv_with(). The caller destroys them. */
nn_options* csv_options(const struct csv_format* format);

/* Loads a file as it says; like: or NULL, see nn_dataset_load_csv_with(). */
nn_status load_csv(nn_dataset** out, const char* path, int64_t label,
                   const struct csv_format* format, const nn_dataset* like);

/* The options of the command lines, for a command's table: `type` is the struct of its options, in
 * which they go to the member `csv`; the others are what help says: about --label, and what is
 * taken where the others are not given. */
#define CSV_FLAGS(type, label_help, unsaid_separator, unsaid_missing)                           \
  {"label", "N", label_help, take_label, offsetof(type, csv), 0, 0, 0},                         \
      {"separator",                                                                             \
       "C",                                                                                     \
       "what separates a CSV file's cells: a character, or tab, space, comma or semicolon "     \
       "(" unsaid_separator ")",                                                                \
       take_separator,                                                                          \
       offsetof(type, csv),                                                                     \
       0,                                                                                       \
       0,                                                                                       \
       0},                                                                                      \
  {                                                                                             \
    "missing", "M",                                                                             \
        "empty cells of a CSV file: refuse them, or take zero, or the mean or median of their " \
        "column (" unsaid_missing ")",                                                          \
        take_csv_choice, offsetof(type, csv.missing), NN_OPTION_CSV_MISSING, 0, 0               \
  }

void take_label(void* command, const struct flag* flag, const char* text);
void take_separator(void* command, const struct flag* flag, const char* text);
void take_csv_choice(void* command, const struct flag* flag, const char* text);

#endif
