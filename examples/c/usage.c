/* SPDX-License-Identifier: MIT */
#include "usage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const char* program = "";
static const char* command = "";

void usage_begin(const char* program_name, const char* command_name) {
  program = program_name;
  command = command_name;
}

void usage_hint(void) {
  fprintf(stderr, "Try '%s --help'.\n", command);
  exit(USAGE_ERROR);
}

void usage_error(const char* what, const char* why) {
  if (what != NULL)
    fprintf(stderr, "%s: %s: %s\n", program, what, why);
  else
    fprintf(stderr, "%s: %s\n", program, why);
  usage_hint();
}

static void option_error(const char* option, const char* why) {
  char name[64];
  snprintf(name, sizeof name, "--%s", option);
  usage_error(name, why);
}

int64_t parse_integer(const char* option, const char* text) {
  char* end = NULL;
  errno = 0;
  const long long value = strtoll(text, &end, 10);
  if (end == text || *end != '\0' || errno != 0) option_error(option, "needs a whole number");
  return value;
}

double parse_real(const char* option, const char* text) {
  char* end = NULL;
  const double value = strtod(text, &end);
  if (end == text || *end != '\0') option_error(option, "needs a number");
  return value;
}

/* Whether a value is within an option's bounds is the library's to say. */
void set_network_option(nn_options* options, nn_option option, const char* name, const char* text) {
  const int is_real = nn_option_bounds_real(option, NULL, NULL, NULL) == NN_OK;
  const nn_status status = is_real ? nn_options_set_real(options, option, parse_real(name, text))
                                   : nn_options_set_int(options, option, parse_integer(name, text));
  if (status != NN_OK) option_error(name, nn_last_error());
}
