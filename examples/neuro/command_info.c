/* SPDX-License-Identifier: MIT
 *
 * neuro info: what a model is, and how it was trained.
 */
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../usage.h"
#include "command.h"
#include "json.h"
#include "model.h"
#include "report.h"

static const char usage[] =
    "usage: neuro info [options] MODEL\n"
    "\n"
    "Shows what a model is and how it was trained. All of the file is checked on the way.\n"
    "\n"
    "  --history  all epochs, not only the first, the best and the last ones\n"
    "  --json     one JSON object instead of text\n"
    "  --help     print this\n";

/* A history of more epochs than these is shown in part. */
enum { FIRST = 3, LAST = 8, ALL = 20 };

struct info_options {
  const char* model;
  int history, json;
};

static void parse(struct info_options* options, int argc, char** argv) {
  enum { HISTORY = 1, JSON, HELP };
  static const struct option known[] = {{"history", no_argument, NULL, HISTORY},
                                        {"json", no_argument, NULL, JSON},
                                        {"help", no_argument, NULL, HELP},
                                        {NULL, 0, NULL, 0}};
  usage_begin("neuro", "neuro info");
  for (int key; (key = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    if (key == '?') usage_hint();
    if (key == HISTORY) options->history = 1;
    if (key == JSON) options->json = 1;
    if (key == HELP) print_help(usage);
  }
  if (argc - optind != 1) usage_error(NULL, "info needs one model");
  options->model = argv[optind];
}

static const char* type_name(const nn_network* network) {
  return model_int(network, NN_OPTION_TYPE) == NN_F64 ? "f64" : "f32";
}

static const char* output_name(const nn_network* network) {
  return model_int(network, NN_OPTION_OUTPUT) == NN_OUTPUT_SOFTMAX ? "softmax" : "identity";
}

static int64_t file_size(const char* path) {
  struct stat status;
  return stat(path, &status) == 0 ? (int64_t)status.st_size : 0;
}

static nn_epoch get_epoch(const nn_network* network, size_t i) {
  nn_epoch epoch = {.struct_size = sizeof epoch};
  check(nn_history(network, i, &epoch), "reading the history");
  return epoch;
}

/* The epoch after which the network did best: on the validation set if there was one. */
static size_t best_epoch(const nn_network* network) {
  size_t best = 0;
  double least = INFINITY;
  for (size_t i = 0; i < nn_history_count(network); ++i) {
    const nn_epoch epoch = get_epoch(network, i);
    const double loss = isnan(epoch.validation_loss) ? epoch.loss : epoch.validation_loss;
    if (loss >= least) continue;
    least = loss;
    best = i;
  }
  return best;
}

/* ------------------------------------------------------------------------------------- text -- */

static void print_cell(double value, const char* format, double factor) {
  if (isnan(value))
    printf("%12s", "-");
  else
    printf(format, factor * value);
}

static void print_epoch(const nn_network* network, size_t i, int is_best) {
  const nn_epoch epoch = get_epoch(network, i);
  printf("%6zu%10" PRId64 "%10g", i + 1, epoch.rows, epoch.learning_rate);
  print_cell(epoch.loss, "%12.6f", 1);
  print_cell(epoch.accuracy, "%11.2f%%", 100);
  print_cell(epoch.validation_loss, "%12.6f", 1);
  print_cell(epoch.validation_accuracy, "%11.2f%%", 100);
  puts(is_best ? "  best" : "");
}

static void print_history(const nn_network* network, int all) {
  const size_t count = nn_history_count(network);
  if (count == 0) return;
  const size_t best = best_epoch(network);
  printf("\n%6s%10s%10s%12s%12s%12s%12s\n", "epoch", "rows", "rate", "loss", "accuracy",
         "validation", "accuracy");
  int is_left_out = 0;
  for (size_t i = 0; i < count; ++i) {
    const int shown = all || count <= ALL || i < FIRST || i >= count - LAST || i == best;
    if (shown)
      print_epoch(network, i, i == best);
    else if (!is_left_out)
      printf("%6s\n", "...");
    is_left_out = !shown;
  }
}

static void print_info(const struct info_options* options, const nn_network* network) {
  printf("file           %s, %" PRId64 " bytes\n", options->model, file_size(options->model));
  puts("file check     ok");
  fputs("layers         ", stdout);
  print_layers(stdout, network);
  printf("\nparameters     %" PRId64 ", %s\n", model_parameters(network), type_name(network));
  printf("output         %s\n", output_name(network));
  printf("input scaling  %s\n", scaling_name(model_int(network, NN_OPTION_INPUT_SCALING)));
  printf("options        epochs %" PRId64 ", batch %" PRId64 ", learning rate %g, seed %" PRId64
         "\n",
         model_int(network, NN_OPTION_EPOCHS), model_int(network, NN_OPTION_BATCH_SIZE),
         model_real(network, NN_OPTION_LEARNING_RATE), model_int(network, NN_OPTION_SEED));
  printf("trained        %" PRId64 " steps, %zu epochs\n", nn_step_count(network),
         nn_history_count(network));
  for (size_t i = 0; i < nn_metadata_count(network); ++i) {
    const char* key = nn_metadata_key(network, i);
    printf("%s%s = %s\n", i == 0 ? "metadata       " : "               ", key,
           nn_metadata(network, key));
  }
  print_history(network, options->history);
}

/* ------------------------------------------------------------------------------------- JSON -- */

static void json_history(const nn_network* network) {
  json_open("history", '[');
  for (size_t i = 0; i < nn_history_count(network); ++i) {
    const nn_epoch epoch = get_epoch(network, i);
    json_open(NULL, '{');
    json_integer("rows", epoch.rows);
    json_real("learning_rate", epoch.learning_rate, NN_F64);
    json_real("loss", epoch.loss, NN_F64);
    json_real("accuracy", epoch.accuracy, NN_F64);
    json_real("validation_loss", epoch.validation_loss, NN_F64);
    json_real("validation_accuracy", epoch.validation_accuracy, NN_F64);
    json_close('}');
  }
  json_close(']');
}

static void json_info(const struct info_options* options, const nn_network* network) {
  json_open(NULL, '{');
  json_string("model", options->model);
  json_integer("bytes", file_size(options->model));
  json_string("file_check", "ok");
  json_layers(network);
  json_integer("parameters", model_parameters(network));
  json_string("type", type_name(network));
  json_string("output", output_name(network));
  json_string("input_scaling", scaling_name(model_int(network, NN_OPTION_INPUT_SCALING)));
  json_integer("epochs", model_int(network, NN_OPTION_EPOCHS));
  json_integer("batch", model_int(network, NN_OPTION_BATCH_SIZE));
  json_real("learning_rate", model_real(network, NN_OPTION_LEARNING_RATE), NN_F64);
  json_integer("seed", model_int(network, NN_OPTION_SEED));
  json_integer("steps", nn_step_count(network));
  json_open("metadata", '{');
  for (size_t i = 0; i < nn_metadata_count(network); ++i) {
    const char* key = nn_metadata_key(network, i);
    json_string(key, nn_metadata(network, key));
  }
  json_close('}');
  json_history(network);
  json_close('}');
}

int command_info(int argc, char** argv) {
  struct info_options options = {NULL, 0, 0};
  parse(&options, argc, argv);
  nn_network* network = load_model(options.model, NULL);
  if (options.json)
    json_info(&options, network);
  else
    print_info(&options, network);
  nn_destroy(network);
  check_output();
  return EXIT_FINE;
}
