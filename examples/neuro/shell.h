/* SPDX-License-Identifier: MIT
 *
 * Command lines to copy into a shell.
 */
#ifndef NEURO_CLI_SHELL_H
#define NEURO_CLI_SHELL_H

#include <stdio.h>

/* Prints a space and an argument, quoted where a shell would take it for something else. */
void print_argument(FILE* file, const char* text);

#endif
