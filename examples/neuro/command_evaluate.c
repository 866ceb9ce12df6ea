/* SPDX-License-Identifier: MIT
 *
 * neuro evaluate: how often a model is right, in all and for each class.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../usage.h"
#include "command.h"
#include "data.h"
#include "json.h"
#include "model.h"
#include "report.h"

static const char usage[] =
    "usage: neuro evaluate [options] MODEL DATA.csv\n"
    "       neuro evaluate [options] MODEL IMAGES LABELS\n"
    "\n"
    "Tests a model on data with labels: a CSV file, or two IDX files; each plain or gzipped.\n"
    "\n"
    "  --label N    the column with the labels, counted from 0; -1 is the last (the column that "
    "it\n"
    "               was in training)\n"
    "  --workers N  threads, 0: as many as the process may use (0)\n"
    "  --json       one JSON object instead of text\n"
    "  --help       print this\n";

struct evaluate_options {
  nn_options* network;
  const char* model;
  struct files data;
  int64_t label;
  int has_label, json;
};

/* What became of the rows of one class. */
struct counts {
  int64_t rows, correct, predicted;
};

static void parse(struct evaluate_options* options, int argc, char** argv) {
  enum { LABEL = 1000, JSON, HELP };
  static const struct option known[] = {{"label", required_argument, NULL, LABEL},
                                        {"workers", required_argument, NULL, NN_OPTION_WORKERS},
                                        {"json", no_argument, NULL, JSON},
                                        {"help", no_argument, NULL, HELP},
                                        {NULL, 0, NULL, 0}};
  usage_begin("neuro", "neuro evaluate");
  memset(options, 0, sizeof *options);
  check(nn_options_create(&options->network), "creating options");
  for (int key; (key = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (key) {
      case LABEL:
        options->has_label = 1;
        options->label = parse_integer("label", optarg);
        break;
      case JSON:
        options->json = 1;
        break;
      case HELP:
        print_help(usage);
        break;
      case '?':
        usage_hint();
        break;
      default:
        set_network_option(options->network, key, "workers", optarg);
    }
  }
  const int count = argc - optind - 1;
  if (count < 1 || count > MAX_FILES)
    usage_error(NULL, "evaluate needs a model, and a CSV file or IDX images and labels");
  options->model = argv[optind];
  options->data.count = count;
  for (int i = 0; i < count; ++i) options->data.paths[i] = argv[optind + 1 + i];
  if (options->has_label && count == 2)
    usage_error("--label", "is for CSV files; IDX files have their labels apart");
}

static void count_classes(const nn_network* network, const nn_dataset* dataset,
                          struct counts* classes) {
  enum { BLOCK_ROWS = 256 };
  const size_t rows = nn_dataset_rows(dataset), outputs = model_outputs(network);
  double* inputs = allocate(BLOCK_ROWS * nn_dataset_cols(dataset), sizeof *inputs);
  double* probabilities = allocate(BLOCK_ROWS * outputs, sizeof *probabilities);
  int32_t* labels = allocate(BLOCK_ROWS, sizeof *labels);
  for (size_t row = 0; row < rows; row += BLOCK_ROWS) {
    const size_t block = rows - row < BLOCK_ROWS ? rows - row : BLOCK_ROWS;
    check(nn_dataset_get_inputs(dataset, row, block, inputs, NN_F64), "reading rows");
    check(nn_dataset_get_targets(dataset, row, block, labels, NN_I32), "reading labels");
    check(nn_predict(network, inputs, NN_F64, block, probabilities, NN_F64), "predicting");
    for (size_t i = 0; i < block; ++i) {
      const size_t label = (size_t)labels[i];
      const size_t answer = largest(probabilities + i * outputs, outputs);
      ++classes[label].rows;
      ++classes[answer].predicted;
      classes[label].correct += answer == label;
    }
  }
  free(labels);
  free(probabilities);
  free(inputs);
}

static void print_text(const nn_metrics* metrics, const struct counts* classes, size_t count) {
  printf("accuracy %.2f%%: %" PRId64 " of %" PRId64 " rows right, loss %.4f\n\n",
         100 * metrics->accuracy, metrics->correct, metrics->rows, metrics->loss);
  printf("%7s%10s%10s%10s%12s\n", "class", "rows", "right", "recall", "predicted");
  for (size_t i = 0; i < count; ++i) {
    const struct counts* c = &classes[i];
    printf("%7zu%10" PRId64 "%10" PRId64, i, c->rows, c->correct);
    if (c->rows > 0)
      printf("%9.2f%%", 100 * (double)c->correct / (double)c->rows);
    else
      printf("%10s", "-");
    printf("%12" PRId64 "\n", c->predicted);
  }
}

static void print_json(const char* model, const nn_metrics* metrics, const struct counts* classes,
                       size_t count) {
  json_open(NULL, '{');
  json_string("model", model);
  json_integer("rows", metrics->rows);
  json_integer("correct", metrics->correct);
  json_real("accuracy", metrics->accuracy, NN_F64);
  json_real("loss", metrics->loss, NN_F64);
  json_open("classes", '[');
  for (size_t i = 0; i < count; ++i) {
    json_open(NULL, '{');
    json_integer("class", (int64_t)i);
    json_integer("rows", classes[i].rows);
    json_integer("correct", classes[i].correct);
    if (classes[i].rows > 0)
      json_real("recall", (double)classes[i].correct / (double)classes[i].rows, NN_F64);
    else
      json_null("recall");
    json_integer("predicted", classes[i].predicted);
    json_close('}');
  }
  json_close(']');
  json_close('}');
}

int command_evaluate(int argc, char** argv) {
  struct evaluate_options options;
  parse(&options, argc, argv);
  nn_network* network = load_model(options.model, options.network);
  if (model_int(network, NN_OPTION_OUTPUT) != NN_OUTPUT_SOFTMAX)
    fail(EXIT_BAD_FILE, "%s: does not tell classes apart, and data with labels cannot test it",
         options.model);
  struct origin origin = load_origin(network, options.model);
  if (options.has_label) {
    origin.has_label = 1;
    origin.label = options.label;
  }
  struct table table = load_test_table(&options.data, &origin);
  nn_metrics metrics = {.struct_size = sizeof metrics};
  check_file(nn_evaluate(network, table.dataset, &metrics), options.data.paths[0]);
  const size_t count = model_outputs(network);
  struct counts* classes = allocate(count, sizeof *classes);
  count_classes(network, table.dataset, classes);
  if (options.json)
    print_json(options.model, &metrics, classes, count);
  else
    print_text(&metrics, classes, count);

  free(classes);
  free_table(&table);
  nn_destroy(network);
  nn_options_destroy(options.network);
  check_output();
  return EXIT_FINE;
}
