/* SPDX-License-Identifier: MIT
 *
 * Whether a model can be saved, asked before hours are spent on what is to be saved.
 */
#ifndef NEURO_CLI_TARGET_H
#define NEURO_CLI_TARGET_H

#include "data.h"

/* What is to become of the file that is there. */
enum target { TARGET_NEW, TARGET_REPLACE, TARGET_GO_ON };

/* Ends the program if nothing can be written to path; if there is a file that is not to be
 * replaced, or none to go on with. */
void check_target(const char* path, enum target target);

/* A file that an option says is to be written; path is NULL if none is. */
struct target_file {
  const char* option;
  const char* path;
};

/* Ends the program if a file is one of those of the data, or another one that is to be written. */
void check_not_data(const struct target_file* file, const struct files* data);
void check_not_same(const struct target_file* file, const struct target_file* other);

#endif
