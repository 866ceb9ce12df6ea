/* SPDX-License-Identifier: MIT
 *
 * Numbers as text that reads back as the same number.
 */
#ifndef NEURO_CLI_NUMBER_H
#define NEURO_CLI_NUMBER_H

#include <neuro.h>

enum { NUMBER_SIZE = 32 };

/* The shortest text that reads back as value, which is not NaN or infinite: as a double, or as a
 * float if type is NN_F32. Returns text. */
const char* format_number(char text[NUMBER_SIZE], double value, nn_type type);

#endif
