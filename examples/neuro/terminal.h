/* SPDX-License-Identifier: MIT
 *
 * What is known of the terminal that a stream may lead to.
 */
#ifndef NEURO_CLI_TERMINAL_H
#define NEURO_CLI_TERMINAL_H

/* The columns of the terminal at a file descriptor; where there is none, what COLUMNS says, or 80.
 */
int terminal_width(int file);

/* Whether colours may be printed on standard output: on a terminal that has some, unless NO_COLOR
 * is set. */
int has_colours(void);

#endif
