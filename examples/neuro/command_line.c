/* SPDX-License-Identifier: MIT */
#include "command_line.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../c/usage.h"
#include "report.h"

/* How help is laid out. */
enum { NAME_COLUMNS = 30, LINE_COLUMNS = 96 };

static const struct flag help_flag = {.name = "help", .help = "print this"};
static int word_count;
static char** words;

const char* take_next_argument(void) {
  if (optind >= word_count || *words[optind] == '-') return NULL;
  return words[optind++];
}

void take_switch(void* command, const struct flag* flag, const char* text) {
  (void)text;
  const int on = 1;
  memcpy((char*)command + flag->field, &on, sizeof on);
}

void take_text(void* command, const struct flag* flag, const char* text) {
  memcpy((char*)command + flag->field, &text, sizeof text);
}

void flag_error(const struct flag* flag, const char* why) {
  char name[64];
  snprintf(name, sizeof name, "--%s", flag->name);
  usage_error(name, why);
}

/* ------------------------------------------------------------------------------------- help -- */

/* Prints text from a column on, breaking lines between words; the first line is there already. */
static void print_wrapped(const char* text, int from) {
  int column = from;
  while (*text != '\0') {
    const int length = (int)strcspn(text, " ");
    if (column > from && column + 1 + length > LINE_COLUMNS) {
      printf("\n%*s", from, "");
      column = from;
    }
    if (column > from) putchar(' ');
    printf("%.*s", length, text);
    column += length + (column > from);
    text += length;
    text += *text == ' ';
  }
  putchar('\n');
}

static void print_flag(const struct flag* flag) {
  if (flag->name == NULL) {
    printf("\n%s\n", flag->help);
    return;
  }
  const int length = printf("  --%s%s%s", flag->name, flag->argument != NULL ? " " : "",
                            flag->argument != NULL ? flag->argument : "");
  if (length + 2 > NAME_COLUMNS)
    printf("\n%*s", NAME_COLUMNS, "");
  else
    printf("%*s", NAME_COLUMNS - length, "");
  print_wrapped(flag->help, NAME_COLUMNS);
}

static void print_flags(const struct flag_table* tables, size_t count, const char* usage,
                        const char* notes) {
  printf("%s\n", usage);
  for (size_t i = 0; i < count; ++i)
    for (size_t k = 0; k < tables[i].count; ++k) print_flag(&tables[i].flags[k]);
  print_flag(&help_flag);
  print_help(notes);
}

/* ---------------------------------------------------------------------------------- parsing -- */

static size_t count_flags(const struct flag_table* tables, size_t count) {
  size_t sum = 1; /* --help */
  for (size_t i = 0; i < count; ++i) sum += tables[i].count;
  return sum;
}

/* All flags that have names, and what getopt_long() is to know about them. */
static size_t list_flags(const struct flag_table* tables, size_t count, const struct flag** flags,
                         struct option* known) {
  size_t listed = 0;
  flags[listed++] = &help_flag;
  for (size_t i = 0; i < count; ++i)
    for (size_t k = 0; k < tables[i].count; ++k)
      if (tables[i].flags[k].name != NULL) flags[listed++] = &tables[i].flags[k];
  for (size_t i = 0; i < listed; ++i) {
    known[i].name = flags[i]->name;
    known[i].has_arg = flags[i]->argument != NULL ? required_argument : no_argument;
    known[i].val = 0;
  }
  return listed;
}

int parse_command_line(const struct flag_table* tables, size_t count, void* command,
                       const char* usage, const char* notes, int argc, char** argv) {
  const size_t most = count_flags(tables, count);
  const struct flag** flags = allocate(most, sizeof(const struct flag*));
  struct option* known = allocate(most + 1, sizeof *known); /* the last one stays zero */
  list_flags(tables, count, flags, known);
  word_count = argc;
  words = argv;
  int index = 0;
  for (int key; (key = getopt_long(argc, argv, "", known, &index)) != -1;) {
    if (key == '?') usage_hint(); /* getopt_long has said what is wrong */
    if (flags[index] == &help_flag) print_flags(tables, count, usage, notes);
    flags[index]->take(command, flags[index], optarg);
  }
  free(known);
  free(flags);
  return optind;
}
