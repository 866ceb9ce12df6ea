/* SPDX-License-Identifier: MIT
 *
 * What the examples' command lines share: numbers out of arguments, options of a network, and what
 * to say when they are wrong. Such an error ends the program with status 2.
 */
#ifndef NEURO_EXAMPLES_USAGE_H
#define NEURO_EXAMPLES_USAGE_H

#include <neuro.h>

enum { USAGE_ERROR = 2 };

/* Who complains, and which command has a --help to look at. Both are kept, not copied. */
void usage_begin(const char* program, const char* command);

/* Prints "program: what: why" (without what if that is NULL), points to --help, and exits. */
void usage_error(const char* what, const char* why);

/* The last line of an error that has been printed already: points to --help, and exits. */
void usage_hint(void);

/* The number that an option's argument is, or a usage error. */
int64_t parse_integer(const char* option, const char* text);
double parse_real(const char* option, const char* text);

/* Sets an option of a network from the argument of the option of that name. */
void set_network_option(nn_options* options, nn_option option, const char* name, const char* text);

#endif
