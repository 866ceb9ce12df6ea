/* SPDX-License-Identifier: MIT
 *
 * getopt_long() over the program's table. Whether a number is within the bounds of an option of
 * the library is the library's to say.
 */
#include "command_line.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USAGE_ERROR = 2, MAX_ARGUMENTS = 16, FIRST_KEY = 1000 };

void usage_error(const char* subject, const char* message) {
  fprintf(stderr, "%s: %s: %s\nTry '%s --help'.\n", program_name(), subject, message,
          program_name());
  exit(USAGE_ERROR);
}

/* A whole number and where it ends. */
static int64_t parse_number(const char* name, const char* text, char** end) {
  errno = 0;
  const long long value = strtoll(text, end, 10);
  if (*end == text || errno != 0) usage_error(name, "needs a whole number");
  return value;
}

static int64_t parse_whole(const char* name, const char* text) {
  char* end = NULL;
  const int64_t value = parse_number(name, text, &end);
  if (*end != '\0') usage_error(name, "needs a whole number");
  return value;
}

static double parse_real(const char* name, const char* text) {
  char* end = NULL;
  const double value = strtod(text, &end);
  if (end == text || *end != '\0') usage_error(name, "needs a number");
  return value;
}

static void parse_sizes(const char* name, struct layer_sizes* sizes, const char* text) {
  sizes->count = 0;
  for (;; ++text) {
    if (sizes->count == MAX_LAYERS) usage_error(name, "too many layers");
    char* end = NULL;
    const int64_t size = parse_number(name, text, &end);
    if (size < 1 || (*end != ',' && *end != '\0')) usage_error(name, "needs widths: 784,10");
    sizes->sizes[sizes->count++] = (size_t)size;
    text = end;
    if (*text == '\0') return;
  }
}

/* The value of the word that `text` is. */
static int32_t parse_word(const char* name, const char* text, const char* const words[],
                          const int32_t values[], size_t count, const char* message) {
  for (size_t i = 0; i < count; ++i)
    if (strcmp(text, words[i]) == 0) return values[i];
  usage_error(name, message);
}

static int32_t parse_element(const char* name, const char* text) {
  static const char* const words[] = {"u8", "f32", "f64"};
  static const int32_t values[] = {NN_U8, NN_F32, NN_F64};
  return parse_word(name, text, words, values, 3, "u8, f32 or f64");
}

static int32_t parse_type(const char* name, const char* text) {
  static const char* const words[] = {"f32", "f64"};
  static const int32_t values[] = {NN_F32, NN_F64};
  return parse_word(name, text, words, values, 2, "f32 or f64");
}

static int32_t parse_output(const char* name, const char* text) {
  static const char* const words[] = {"softmax", "identity"};
  static const int32_t values[] = {NN_OUTPUT_SOFTMAX, NN_OUTPUT_IDENTITY};
  return parse_word(name, text, words, values, 2, "softmax or identity");
}

static void set_int(const struct argument* argument, const char* name, int64_t value) {
  if (nn_options_set_int(argument->to, argument->key, value) != NN_OK)
    usage_error(name, nn_last_error());
}

static void parse_argument(const struct argument* argument, const char* text) {
  char name[32];
  snprintf(name, sizeof name, "--%s", argument->name);
  switch (argument->kind) {
    case ARGUMENT_SIZES:
      parse_sizes(name, argument->to, text);
      break;
    case ARGUMENT_COUNT:
      *(int64_t*)argument->to = parse_whole(name, text);
      if (*(int64_t*)argument->to < 1) usage_error(name, "needs to be at least 1");
      break;
    case ARGUMENT_WHOLE:
      *(int64_t*)argument->to = parse_whole(name, text);
      break;
    case ARGUMENT_SECONDS: {
      const double seconds = parse_real(name, text);
      if (!(seconds > 0 && seconds <= 3600)) usage_error(name, "needs to be in 0 ... 3600");
      *(double*)argument->to = seconds;
      break;
    }
    case ARGUMENT_TEXT:
      *(const char**)argument->to = text;
      break;
    case ARGUMENT_ELEMENT:
      *(nn_type*)argument->to = parse_element(name, text);
      break;
    case ARGUMENT_NN_INT:
      set_int(argument, name, parse_whole(name, text));
      break;
    case ARGUMENT_NN_REAL:
      if (nn_options_set_real(argument->to, argument->key, parse_real(name, text)) != NN_OK)
        usage_error(name, nn_last_error());
      break;
    case ARGUMENT_NN_TYPE:
      set_int(argument, name, parse_type(name, text));
      break;
    case ARGUMENT_NN_OUTPUT:
      set_int(argument, name, parse_output(name, text));
      break;
  }
}

static void print_usage(const struct command_line* line, FILE* file) {
  fprintf(file, "usage: %s [options] %s\n\n%s\n\n", line->program, line->operands, line->purpose);
  for (size_t i = 0; i < line->argument_count; ++i) {
    const struct argument* argument = &line->arguments[i];
    char words[64];
    snprintf(words, sizeof words, "--%s %s", argument->name, argument->metavar);
    fprintf(file, "  %-24s %s\n", words, argument->help);
  }
  fprintf(file, "  %-24s %s\n", "--help", "print this");
}

char** parse_command_line(const struct command_line* line, int argc, char** argv) {
  set_program_name(line->program);
  const size_t count = line->argument_count;
  struct option known[MAX_ARGUMENTS + 2]; /* and --help, and the end */
  if (count > MAX_ARGUMENTS) fail("command line", "more options than there is room for");
  memset(known, 0, sizeof known);
  for (size_t i = 0; i < count; ++i) {
    known[i].name = line->arguments[i].name;
    known[i].has_arg = required_argument;
    known[i].val = FIRST_KEY + (int)i;
  }
  known[count].name = "help";
  known[count].val = FIRST_KEY + (int)count;

  for (int key; (key = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    if (key == '?') { /* getopt_long has said what is wrong */
      print_usage(line, stderr);
      exit(USAGE_ERROR);
    }
    if (key == known[count].val) {
      print_usage(line, stdout);
      exit(EXIT_SUCCESS);
    }
    parse_argument(&line->arguments[key - FIRST_KEY], optarg);
  }
  const int operands = argc - optind;
  if (operands < line->fewest_operands || operands > line->most_operands)
    usage_error("operands", line->operands[0] != '\0' ? line->operands : "there are none");
  return argv + optind;
}

nn_network* create_network(const struct layer_sizes* sizes, const nn_options* options) {
  nn_network* network = NULL;
  check(nn_create(&network, sizes->sizes, sizes->count, options), "creating the network");
  return network;
}
