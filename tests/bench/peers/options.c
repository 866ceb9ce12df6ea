/* SPDX-License-Identifier: MIT
 *
 * Two tables of options, one for training and one for prediction, and what they have in common.
 */
#define _GNU_SOURCE /* program_invocation_short_name, CPU sets */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USAGE_ERROR = 2 };
enum {
  BATCH = 1,
  EPOCHS,
  HELP,
  LIMIT,
  PARALLEL,
  RATE,
  ROWS,
  SECONDS,
  SEED,
  SIZES,
  THREADS,
  TYPE,
  WORKERS
};

static const char training_usage[] =
    "usage: %s [options] TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS\n"
    "\n"
    "Trains a network on IDX files, plain or .gz, and prints one line of JSON.\n"
    "\n"
    "  --sizes N,N,...   inputs and the width of each layer (784,64,32,16,10)\n"
    "  --batch N         rows a step (32)\n"
    "  --type f32|f64    arithmetic (f32)\n"
    "  --workers N       threads, 0: as many as the process may use (0)\n"
    "  --epochs N        passes over the training set (5)\n"
    "  --seed N          decides initial weights and the order of rows (0)\n"
    "  --rate R          learning rate (0.1)\n"
    "  --limit N         use only the first N rows of the training set (all)\n"
    "  --parallel rows|products   what the threads share, where there is a choice (rows)\n"
    "  --help            print this\n";

static const char prediction_usage[] =
    "usage: %s [options] IMAGES\n"
    "\n"
    "Predicts rows of an IDX file, plain or .gz, over and over and prints one line of JSON.\n"
    "\n"
    "  --sizes N,N,...   inputs and the width of each layer (784,128,10)\n"
    "  --type f32|f64    arithmetic (f32)\n"
    "  --rows N          rows a call (1)\n"
    "  --workers N       threads that share a call, 0: as many as the process may use (1)\n"
    "  --threads N       threads that call at the same time (1)\n"
    "  --seconds S       how long (2)\n"
    "  --seed N          decides the weights (0)\n"
    "  --help            print this\n";

void peer_fail(const char* doing, const char* message) {
  fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, doing, message);
  exit(EXIT_FAILURE);
}

static void usage_error(const char* subject, const char* message) {
  fprintf(stderr, "%s: %s: %s\nTry '%s --help'.\n", program_invocation_short_name, subject, message,
          program_invocation_short_name);
  exit(USAGE_ERROR);
}

static long long parse_int(const char* name, const char* text, long long low, long long high) {
  char* end = NULL;
  errno = 0;
  const long long value = strtoll(text, &end, 10);
  if (end == text || *end != '\0' || errno != 0) usage_error(name, "needs a whole number");
  if (value < low || value > high) usage_error(name, "out of bounds");
  return value;
}

static double parse_positive(const char* name, const char* text) {
  char* end = NULL;
  const double value = strtod(text, &end);
  if (end == text || *end != '\0' || !(value > 0)) usage_error(name, "needs a positive number");
  return value;
}

/* Whether the text is the second of the two words; it must be one of them. */
static int parse_choice(const char* name, const char* text, const char* first, const char* second) {
  if (strcmp(text, second) == 0) return 1;
  if (strcmp(text, first) != 0) usage_error(name, "no such choice");
  return 0;
}

static void parse_sizes(struct peer_options* options, const char* text) {
  options->size_count = 0;
  for (;; ++text) {
    if (options->size_count == PEER_MAX_LAYERS) usage_error("--sizes", "too many layers");
    char* end = NULL;
    const long long size = strtoll(text, &end, 10);
    if (end == text || size < 1 || size > 1 << 20 || (*end != ',' && *end != '\0'))
      usage_error("--sizes", "needs widths: 784,10");
    options->sizes[options->size_count++] = (size_t)size;
    text = end;
    if (*text == '\0') break;
  }
  if (options->size_count < 2) usage_error("--sizes", "needs two widths at least");
}

static int usable_cores(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

static void set(struct peer_options* options, int key, const char* name, const char* text) {
  switch (key) {
    case BATCH:
      options->batch = (size_t)parse_int(name, text, 1, INT_MAX);
      break;
    case EPOCHS:
      options->epochs = (int)parse_int(name, text, 1, INT_MAX);
      break;
    case LIMIT:
      options->limit = (size_t)parse_int(name, text, 0, INT_MAX);
      break;
    case PARALLEL:
      options->parallel_products = parse_choice(name, text, "rows", "products");
      break;
    case RATE:
      options->rate = parse_positive(name, text);
      break;
    case ROWS:
      options->rows = (size_t)parse_int(name, text, 1, INT_MAX);
      break;
    case SECONDS:
      options->seconds = parse_positive(name, text);
      break;
    case SEED:
      options->seed = (uint64_t)parse_int(name, text, 0, LLONG_MAX);
      break;
    case SIZES:
      parse_sizes(options, text);
      break;
    case THREADS:
      options->threads = (int)parse_int(name, text, 1, 1024);
      break;
    case TYPE:
      options->is_f64 = parse_choice(name, text, "f32", "f64");
      break;
    default: /* WORKERS */
      options->workers = (int)parse_int(name, text, 0, 1024);
      if (options->workers == 0) options->workers = usable_cores();
      break;
  }
}

static void parse(struct peer_options* options, int argc, char** argv, const struct option* known,
                  const char* usage, int files) {
  int index = 0;
  for (int key; (key = getopt_long(argc, argv, "", known, &index)) != -1;) {
    if (key == HELP) {
      printf(usage, program_invocation_short_name);
      exit(EXIT_SUCCESS);
    }
    if (key == '?') exit(USAGE_ERROR); /* getopt_long has said what is wrong */
    set(options, key, known[index].name, optarg);
  }
  if (argc - optind != files) usage_error("files", files == 1 ? "needs one" : "needs four");
  for (int i = 0; i < files; ++i) options->files[i] = argv[optind + i];
}

void parse_training_options(struct peer_options* options, int argc, char** argv) {
  static const struct option known[] = {{"sizes", required_argument, NULL, SIZES},
                                        {"batch", required_argument, NULL, BATCH},
                                        {"type", required_argument, NULL, TYPE},
                                        {"workers", required_argument, NULL, WORKERS},
                                        {"epochs", required_argument, NULL, EPOCHS},
                                        {"seed", required_argument, NULL, SEED},
                                        {"rate", required_argument, NULL, RATE},
                                        {"limit", required_argument, NULL, LIMIT},
                                        {"parallel", required_argument, NULL, PARALLEL},
                                        {"help", no_argument, NULL, HELP},
                                        {NULL, 0, NULL, 0}};
  memset(options, 0, sizeof *options);
  options->batch = 32;
  options->epochs = 5;
  options->rate = 0.1;
  options->workers = usable_cores();
  parse_sizes(options, "784,64,32,16,10");
  parse(options, argc, argv, known, training_usage, 4);
}

void parse_prediction_options(struct peer_options* options, int argc, char** argv) {
  static const struct option known[] = {{"sizes", required_argument, NULL, SIZES},
                                        {"type", required_argument, NULL, TYPE},
                                        {"rows", required_argument, NULL, ROWS},
                                        {"workers", required_argument, NULL, WORKERS},
                                        {"threads", required_argument, NULL, THREADS},
                                        {"seconds", required_argument, NULL, SECONDS},
                                        {"seed", required_argument, NULL, SEED},
                                        {"help", no_argument, NULL, HELP},
                                        {NULL, 0, NULL, 0}};
  memset(options, 0, sizeof *options);
  options->rows = 1;
  options->threads = 1;
  options->workers = 1;
  options->seconds = 2;
  parse_sizes(options, "784,128,10");
  parse(options, argc, argv, known, prediction_usage, 1);
}
