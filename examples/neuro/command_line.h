/* SPDX-License-Identifier: MIT
 *
 * Command lines described by tables: what options there are, what they take, what becomes of it,
 * and what --help says about them.
 */
#ifndef NEURO_CLI_COMMAND_LINE_H
#define NEURO_CLI_COMMAND_LINE_H

#include <neuro.h>
#include <stddef.h>

struct flag;

/* Takes the argument of an option (NULL where it has none) into a command's options; ends the
 * program with a usage error if it makes no sense. */
typedef void (*flag_taker)(void* command, const struct flag* flag, const char* text);

enum flag_traits {
  FLAG_PER_LAYER = 1, /* takes a value, or one for each layer with commas between them */
  FLAG_MAY_CHANGE = 2 /* may be another one when training goes on */
};

/* An option. One without a name is a heading: its help stands above those that follow. */
struct flag {
  const char* name;     /* without the hyphens */
  const char* argument; /* what it takes, as help calls it; NULL: nothing */
  const char* help;
  flag_taker take;
  size_t field;     /* take_switch(), take_text(): where in the command's options */
  nn_option option; /* network options: which one, ... */
  int64_t value;    /* ... to which value it is set if it takes no argument; ... */
  int traits;       /* ... see above */
};

/* Options and headings, one table behind the other. */
struct flag_table {
  const struct flag* flags;
  size_t count;
};

/* Reads a command line by `count` tables, handing each option to its taker. --help is added to
 * them: it prints `usage`, the options and `notes`, and ends the program well. Returns the index of
 * the first argument that is no option; they are moved behind the options. */
int parse_command_line(const struct flag_table* tables, size_t count, void* command,
                       const char* usage, const char* notes, int argc, char** argv);

/* While a taker runs: the argument behind that of its option, which is taken, or NULL if there is
 * none or it looks like an option. */
const char* take_next_argument(void);

/* Takers for what needs no checks: sets the int at `field` to 1; makes the const char* at `field`
 * point to the text. */
void take_switch(void* command, const struct flag* flag, const char* text);
void take_text(void* command, const struct flag* flag, const char* text);

/* Ends the program with the usage error "--name: why". */
void flag_error(const struct flag* flag, const char* why);

#endif
