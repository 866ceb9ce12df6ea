/* SPDX-License-Identifier: MIT
 *
 * neuro evaluate: how often a model is right, in all and for each class, or how far from numbers.
 */
#include <stdio.h>
#include <string.h>

#include "../c/usage.h"
#include "command.h"
#include "confusion.h"
#include "data.h"
#include "json.h"
#include "likeness.h"
#include "model.h"
#include "network_options.h"
#include "report.h"
#include "scores.h"

static const char usage[] =
    "usage: neuro evaluate [options] MODEL DATA.csv\n"
    "       neuro evaluate [options] MODEL IMAGES LABELS\n"
    "\n"
    "Tests a model on data with targets: a CSV file, or two IDX files; each plain or gzipped.\n";

struct evaluate_options {
  nn_options* network; /* the first member, see take_network_option() */
  struct csv_format csv;
  const char* model;
  struct files data;
  struct wanted_scores scores;
  int json;
};

static const struct flag flags[] = {
    CSV_FLAGS(struct evaluate_options,
              "the column with the targets, counted from 0; -1 is the last (the column that it was "
              "in training)",
              "as in training", "as in training"),
    {"details", NULL,
     "also precision, F1 and area under the ROC curve of each class, and how often the class is "
     "among the five likeliest",
     take_switch, offsetof(struct evaluate_options, scores.details), 0, 0, 0},
    {"confusion", NULL, "also how often each class was taken for each other one", take_switch,
     offsetof(struct evaluate_options, scores.confusion), 0, 0, 0},
    {"workers", "N", "threads, 0: as many as the process may use (0)", take_network_option, 0,
     NN_OPTION_WORKERS, 0, 0},
    {"json", NULL, "one JSON object instead of text", take_switch,
     offsetof(struct evaluate_options, json), 0, 0, 0},
};

static void parse(struct evaluate_options* options, int argc, char** argv) {
  const struct flag_table table = {flags, sizeof flags / sizeof *flags};
  usage_begin("neuro", "neuro evaluate");
  memset(options, 0, sizeof *options);
  check(nn_options_create(&options->network), "creating options");
  const int first = parse_command_line(&table, 1, options, usage, "", argc, argv);
  const int count = argc - first - 1;
  if (count < 1 || count > MAX_FILES)
    usage_error(NULL, "evaluate needs a model, and a CSV file or IDX images and labels");
  options->model = argv[first];
  options->data.count = count;
  for (int i = 0; i < count; ++i) options->data.paths[i] = argv[first + 1 + i];
  if (options->csv.has_label && count == 2)
    usage_error("--label", "is for CSV files; IDX files have their labels apart");
}

static void print_text(const struct evaluate_options* options, const nn_evaluation* evaluation,
                       const struct classes* classes) {
  print_score_line(evaluation);
  print_score_table(evaluation, classes, options->scores.details);
  if (!options->scores.confusion) return;
  putchar('\n');
  print_confusion(evaluation, classes);
}

static void print_json(const struct evaluate_options* options, const nn_evaluation* evaluation,
                       const struct classes* classes) {
  json_open(NULL, '{');
  json_string("model", options->model);
  json_scores(evaluation, classes, &options->scores);
  json_close('}');
}

int command_evaluate(int argc, char** argv) {
  struct evaluate_options options;
  parse(&options, argc, argv);
  nn_network* network = load_model(options.model, options.network);
  struct origin origin = load_origin(network, options.model);
  struct classes classes = model_classes(network);
  origin.csv = merge_csv_formats(&options.csv, &origin.csv);
  if (model_int(network, NN_OPTION_OUTPUT) == NN_OUTPUT_IDENTITY) {
    if (options.data.count == 2)
      fail(EXIT_BAD_FILE, "%s: does not tell classes apart, and data with labels cannot test it",
           options.model);
    if (!origin.csv.has_label)
      fail(EXIT_USAGE, "%s: in which column are the numbers? --label N", options.data.paths[0]);
    origin.csv.target = NN_CSV_TARGET_NUMBERS + 1;
  }
  nn_dataset* like = model_likeness(network, &origin, options.model);
  struct table table = load_test_table(&options.data, &origin, like);
  nn_evaluation* evaluation = evaluate(network, table.dataset, options.data.paths[0]);
  if (options.scores.confusion && !has_confusion(evaluation))
    fail(EXIT_USAGE, "--confusion: %s does not tell classes apart, of which each row is one",
         options.model);
  if (options.json)
    print_json(&options, evaluation, &classes);
  else
    print_text(&options, evaluation, &classes);

  nn_evaluation_destroy(evaluation);
  free_table(&table);
  nn_dataset_destroy(like);
  free_classes(&classes);
  nn_destroy(network);
  nn_options_destroy(options.network);
  check_output();
  return EXIT_FINE;
}
