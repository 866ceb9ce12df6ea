/* SPDX-License-Identifier: MIT
 *
 * Writes a file as a whole or not at all.
 */
#ifndef NEURO_CLI_SAVE_FILE_H
#define NEURO_CLI_SAVE_FILE_H

#include <stddef.h>

/* Replaces what is at path (where a symbolic link leads, that is) by these bytes: they go to a new
 * file beside it, which then takes its name. Returns 0, or after complaining -1, with path as it
 * was. */
int save_file(const char* path, const void* bytes, size_t size);

#endif
