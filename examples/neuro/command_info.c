/* SPDX-License-Identifier: MIT
 *
 * neuro info: what a model is, and how it was trained.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../c/usage.h"
#include "choices.h"
#include "command.h"
#include "command_line.h"
#include "history.h"
#include "json.h"
#include "model.h"
#include "model_options.h"
#include "report.h"

static const char usage[] =
    "usage: neuro info [options] MODEL\n"
    "\n"
    "Shows what a model is and how it was trained. All of the file is checked on the way.\n";

/* A history of more epochs than these is shown in part. */
enum { FIRST = 3, LAST = 8, ALL = 20 };

struct info_options {
  const char* model;
  int history, json;
};

static const struct flag flags[] = {
    {"history", NULL, "all epochs, not only the first, the best and the last ones", take_switch,
     offsetof(struct info_options, history), 0, 0, 0},
    {"json", NULL, "one JSON object instead of text", take_switch,
     offsetof(struct info_options, json), 0, 0, 0},
};

static void parse(struct info_options* options, int argc, char** argv) {
  const struct flag_table table = {flags, sizeof flags / sizeof *flags};
  usage_begin("neuro", "neuro info");
  const int first = parse_command_line(&table, 1, options, usage, "", argc, argv);
  if (argc - first != 1) usage_error(NULL, "info needs one model");
  options->model = argv[first];
}

static const char* type_name(const nn_network* network) {
  return model_int(network, NN_OPTION_TYPE) == NN_F64 ? "f64" : "f32";
}

static int64_t file_size(const char* path) {
  struct stat status;
  return stat(path, &status) == 0 ? (int64_t)status.st_size : 0;
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
  print_model_options(network);
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
  json_model_options(network);
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
