/* SPDX-License-Identifier: MIT
 *
 * The command lines of the benchmark programs: each lists its options in a table, which is read
 * for parsing and for --help.
 */
#ifndef NEURO_TESTS_BENCH_COMMAND_LINE_H_
#define NEURO_TESTS_BENCH_COMMAND_LINE_H_

#include <neuro.h>

#include "failure.h"

enum { MAX_LAYERS = 16 };

/* Inputs, then the width of each layer. */
struct layer_sizes {
  size_t sizes[MAX_LAYERS];
  size_t count;
};

/* What an option takes, and what `to` points at. */
enum argument_kind {
  ARGUMENT_SIZES,   /* N,N,...: struct layer_sizes */
  ARGUMENT_COUNT,   /* a whole number >= 1: int64_t */
  ARGUMENT_WHOLE,   /* any whole number: int64_t */
  ARGUMENT_SECONDS, /* a number above 0, up to an hour: double */
  ARGUMENT_TEXT,    /* const char* */
  ARGUMENT_ELEMENT, /* u8, f32 or f64: nn_type */
  /* Options of the library: `to` is the nn_options*, `key` says which. It is the library that knows
   * their bounds. */
  ARGUMENT_NN_INT,
  ARGUMENT_NN_REAL,
  ARGUMENT_NN_TYPE,  /* f32 or f64 */
  ARGUMENT_NN_OUTPUT /* softmax or identity */
};

struct argument {
  const char* name; /* without dashes */
  enum argument_kind kind;
  void* to;
  nn_option key;
  const char* metavar; /* for --help */
  const char* help;    /* ends with the default in parentheses */
};

struct command_line {
  const char* program;
  const char* operands; /* for --help: "IMAGES LABELS" */
  const char* purpose;  /* a sentence or two, wrapped */
  const struct argument* arguments;
  size_t argument_count;
  int fewest_operands, most_operands;
};

/* Sets the program's name, fills what the options point at and returns the first operand. Exits
 * with a message on standard error if the command line is wrong, and after --help. */
char** parse_command_line(const struct command_line* command_line, int argc, char** argv);

/* Exits as for a wrong command line. */
BENCH_NORETURN void usage_error(const char* subject, const char* message);

/* A network of these sizes and options. The caller destroys it. */
nn_network* create_network(const struct layer_sizes* sizes, const nn_options* options);

#endif /* NEURO_TESTS_BENCH_COMMAND_LINE_H_ */
