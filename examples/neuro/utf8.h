/* SPDX-License-Identifier: MIT
 *
 * Where characters end in text that may be UTF-8 or anything.
 */
#ifndef NEURO_CLI_UTF8_H
#define NEURO_CLI_UTF8_H

#include <stddef.h>

/* How many bytes the character at text has, 0 if it is no UTF-8. */
int utf8_length(const char* text);

/* How many columns text takes in a terminal, as far as counting characters can say it; a byte that
 * is no UTF-8 counts as one. */
int utf8_columns(const char* text);

/* How many bytes the first so many characters have, or all of them if there are fewer. */
size_t utf8_prefix(const char* text, int characters);

#endif
