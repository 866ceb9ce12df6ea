/* SPDX-License-Identifier: MIT
 *
 * Whether a number is within an option's bounds is the library's to say.
 */
#include "train_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USAGE_ERROR = 2 };

static const char usage[] =
    "usage: train [options] TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS\n"
    "\n"
    "Trains a network on IDX files, plain or .gz, and prints how fast that went and what came of\n"
    "it as one line of JSON.\n"
    "\n"
    "  --sizes N,N,...   inputs and the width of each layer (784,64,32,16,10)\n"
    "  --batch N         rows a step (32)\n"
    "  --type f32|f64    arithmetic (f32)\n"
    "  --workers N       threads, 0: as many as the process may use (0)\n"
    "  --epochs N        passes over the training set (5)\n"
    "  --seed N          decides initial weights and the order of rows (0)\n"
    "  --rate R          learning rate (0.1)\n"
    "  --help            print this\n";

static void usage_error(const char* subject, const char* message) {
  fprintf(stderr, "train: %s: %s\nTry 'train --help'.\n", subject, message);
  exit(USAGE_ERROR);
}

/* A whole number and where it ends. */
static int64_t parse_number(const char* name, const char* text, char** end) {
  errno = 0;
  const long long value = strtoll(text, end, 10);
  if (*end == text || errno != 0) usage_error(name, "needs a whole number");
  return value;
}

static void set_int(nn_options* options, const char* name, nn_option option, int64_t value) {
  if (nn_options_set_int(options, option, value) != NN_OK) usage_error(name, nn_last_error());
}

static void parse_int(nn_options* options, const char* name, nn_option option, const char* text) {
  char* end = NULL;
  const int64_t value = parse_number(name, text, &end);
  if (*end != '\0') usage_error(name, "needs a whole number");
  set_int(options, name, option, value);
}

static void parse_rate(nn_options* options, const char* text) {
  char* end = NULL;
  const double rate = strtod(text, &end);
  if (end == text || *end != '\0') usage_error("--rate", "needs a number");
  if (nn_options_set_real(options, NN_OPTION_LEARNING_RATE, rate) != NN_OK)
    usage_error("--rate", nn_last_error());
}

static void parse_type(nn_options* options, const char* text) {
  if (strcmp(text, "f32") == 0)
    set_int(options, "--type", NN_OPTION_TYPE, NN_F32);
  else if (strcmp(text, "f64") == 0)
    set_int(options, "--type", NN_OPTION_TYPE, NN_F64);
  else
    usage_error("--type", "f32 or f64");
}

static void parse_sizes(struct train_options* options, const char* text) {
  options->size_count = 0;
  for (;; ++text) {
    if (options->size_count == MAX_LAYERS) usage_error("--sizes", "too many layers");
    char* end = NULL;
    const int64_t size = parse_number("--sizes", text, &end);
    if (size < 1 || (*end != ',' && *end != '\0')) usage_error("--sizes", "needs widths: 784,10");
    options->sizes[options->size_count++] = (size_t)size;
    text = end;
    if (*text == '\0') return;
  }
}

void parse_train_options(struct train_options* options, int argc, char** argv) {
  enum { SIZES = 1000, TYPE, RATE, HELP }; /* apart from the numbers of nn_option */
  static const struct option known[] = {{"sizes", required_argument, NULL, SIZES},
                                        {"type", required_argument, NULL, TYPE},
                                        {"rate", required_argument, NULL, RATE},
                                        {"batch", required_argument, NULL, NN_OPTION_BATCH_SIZE},
                                        {"workers", required_argument, NULL, NN_OPTION_WORKERS},
                                        {"epochs", required_argument, NULL, NN_OPTION_EPOCHS},
                                        {"seed", required_argument, NULL, NN_OPTION_SEED},
                                        {"help", no_argument, NULL, HELP},
                                        {NULL, 0, NULL, 0}};

  memset(options, 0, sizeof *options);
  parse_sizes(options, "784,64,32,16,10");
  if (nn_options_create(&options->network) != NN_OK) {
    fprintf(stderr, "train: %s\n", nn_last_error());
    exit(EXIT_FAILURE);
  }
  int index = 0;
  for (int key; (key = getopt_long(argc, argv, "", known, &index)) != -1;) {
    switch (key) {
      case SIZES:
        parse_sizes(options, optarg);
        break;
      case TYPE:
        parse_type(options->network, optarg);
        break;
      case RATE:
        parse_rate(options->network, optarg);
        break;
      case HELP:
        fputs(usage, stdout);
        exit(EXIT_SUCCESS);
      case '?': /* getopt_long has said what is wrong */
        fputs(usage, stderr);
        exit(USAGE_ERROR);
      default:
        parse_int(options->network, known[index].name, key, optarg);
    }
  }
  if (argc - optind != 4) usage_error("files", "needs four IDX files");
  for (int i = 0; i < 4; ++i) options->files[i] = argv[optind + i];
}
