/* SPDX-License-Identifier: MIT
 *
 * Text that grows, for what is written to a file as a whole.
 */
#ifndef NEURO_CLI_TEXT_H
#define NEURO_CLI_TEXT_H

#include <stddef.h>

struct text {
  char* bytes; /* NULL while it is empty; the caller frees it */
  size_t size, capacity;
};

/* Appends as printf() prints. Ends the program if there is not enough memory. */
void append(struct text* text, const char* format, ...);

/* Appends UTF-8 as the content of an XML element or attribute: with its special characters written
 * as references; bytes that are not UTF-8, and characters that XML does not have, become U+FFFD. */
void append_xml(struct text* text, const char* content);

#endif
