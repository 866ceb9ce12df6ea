/* SPDX-License-Identifier: MIT
 *
 * What the command says on standard error, and how it ends: its exit statuses, notes, failures.
 */
#ifndef NEURO_CLI_REPORT_H
#define NEURO_CLI_REPORT_H

#include <neuro.h>

/* Beside these: 128 + the number of the signal that interrupted training. */
enum exit_status {
  EXIT_FINE = 0,
  EXIT_FAILED = 1,
  EXIT_USAGE = 2,   /* the command line is wrong */
  EXIT_BAD_FILE = 3 /* a file cannot be read, is damaged, or does not fit the others */
};

/* After this, note() says nothing. */
void be_quiet(void);
int is_quiet(void);

/* Prints a line for people to read, as printf() does. */
void note(const char* format, ...);

/* Prints "neuro: " and a message, as printf() does. */
void complain(const char* format, ...);

/* Complains, and ends the program. */
void fail(enum exit_status status, const char* format, ...);

/* Ends the program if a call of the library has failed, with its message: with EXIT_FAILED after
 * "neuro: what: "; or, where the call has read a file, with EXIT_BAD_FILE if that is at fault. */
void check(nn_status status, const char* what);
void check_file(nn_status status, const char* path);

/* Memory that is zero; ends the program if there is none. */
void* allocate(size_t count, size_t size);

/* Prints a command's help on standard output, and ends the program well. */
void print_help(const char* text);

/* Ends the program if what was printed on standard output could not be written. */
void check_output(void);

#endif
