/* SPDX-License-Identifier: MIT */
#include "train_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../usage.h"
#include "report.h"

static const char usage[] =
    "usage: neuro train [options] DATA.csv --save MODEL\n"
    "       neuro train [options] IMAGES LABELS --save MODEL\n"
    "\n"
    "Trains a network to tell classes apart, and saves it with all that is needed to go on. The\n"
    "data is a CSV file of numbers, one column being the label, or two IDX files; each plain or\n"
    "gzipped. Inputs and outputs of the network are as the data has them.\n"
    "\n"
    "  --save MODEL             where the model goes (needed)\n"
    "  --resume                 go on with MODEL: finish what was interrupted, or train further\n"
    "                           with more --epochs; other options are MODEL's, only --rate\n"
    "                           and --workers may change as well\n"
    "  --force                  replace MODEL if it is there\n"
    "  --label N                the column with the labels, counted from 0; -1 is the last\n"
    "                           (found out, if it is the first or the last; a pipe needs it)\n"
    "  --validation FILE...     data that is only looked at after each epoch: one CSV file, or\n"
    "                           IDX images and labels\n"
    "  --validation-split PART  holds out this part of the rows instead, such as 0.1; which ones\n"
    "                           is decided by --seed\n"
    "  --layers N,N,...         widths of the hidden layers, or none (64,32,16)\n"
    "  --epochs N               passes over the data, in all (5)\n"
    "  --batch N                rows a step (32)\n"
    "  --rate R                 learning rate (0.1)\n"
    "  --seed N                 decides weights, the order of rows, what is held out (0)\n"
    "  --scaling S              of each input: none, min-max or standard (min-max for CSV, none\n"
    "                           for IDX, whose pixels are taken as 0 ... 1)\n"
    "  --f64                    double precision\n"
    "  --workers N              threads, 0: as many as the process may use (0)\n"
    "  --checkpoint-every S     also saves MODEL every S seconds while training, 0: never (60)\n"
    "  --json                   print a JSON object for each epoch, and one at the end\n"
    "  --quiet                  no progress, no notes\n"
    "  --help                   print this\n"
    "\n"
    "Ctrl-C ends training after the batch at hand and saves MODEL: the same command with --resume\n"
    "(and without --force) goes on, to the same weights as if it had not been interrupted. A\n"
    "second Ctrl-C ends at once, and leaves MODEL as it was saved last.\n";

enum {
  SAVE = 1000, /* apart from the numbers of nn_option */
  RESUME,
  FORCE,
  LABEL,
  VALIDATION,
  SPLIT,
  LAYERS,
  SCALING,
  DOUBLE,
  CHECKPOINT,
  JSON,
  QUIET,
  HELP
};

static const struct option known[] = {{"save", required_argument, NULL, SAVE},
                                      {"resume", no_argument, NULL, RESUME},
                                      {"force", no_argument, NULL, FORCE},
                                      {"label", required_argument, NULL, LABEL},
                                      {"validation", required_argument, NULL, VALIDATION},
                                      {"validation-split", required_argument, NULL, SPLIT},
                                      {"layers", required_argument, NULL, LAYERS},
                                      {"epochs", required_argument, NULL, NN_OPTION_EPOCHS},
                                      {"batch", required_argument, NULL, NN_OPTION_BATCH_SIZE},
                                      {"rate", required_argument, NULL, NN_OPTION_LEARNING_RATE},
                                      {"seed", required_argument, NULL, NN_OPTION_SEED},
                                      {"scaling", required_argument, NULL, SCALING},
                                      {"f64", no_argument, NULL, DOUBLE},
                                      {"workers", required_argument, NULL, NN_OPTION_WORKERS},
                                      {"checkpoint-every", required_argument, NULL, CHECKPOINT},
                                      {"json", no_argument, NULL, JSON},
                                      {"quiet", no_argument, NULL, QUIET},
                                      {"help", no_argument, NULL, HELP},
                                      {NULL, 0, NULL, 0}};

static void set_option(struct train_options* options, nn_option option, int64_t value) {
  check(nn_options_set_int(options->network, option, value), "setting options");
}

static void parse_layers(struct train_options* options, const char* text) {
  options->has_layers = 1;
  options->hidden_count = 0;
  if (strcmp(text, "none") == 0) return;
  for (const char* next = text;;) {
    char* end = NULL;
    const long long width = strtoll(next, &end, 10);
    if (end == next || width < 1 || width > 1000000 || (*end != ',' && *end != '\0'))
      usage_error("--layers", "needs widths of 1 ... 1000000 such as 64,32,16, or none");
    if (options->hidden_count == MAX_HIDDEN) usage_error("--layers", "has more than 64 widths");
    options->hidden[options->hidden_count++] = (size_t)width;
    if (*end == '\0') return;
    next = end + 1;
  }
}

static void parse_scaling(struct train_options* options, const char* text) {
  static const char* const names[] = {"none", "min-max", "standard"};
  static const int64_t scalings[] = {NN_SCALING_NONE, NN_SCALING_MIN_MAX, NN_SCALING_STANDARD};
  options->has_scaling = 1;
  for (size_t i = 0; i < sizeof names / sizeof *names; ++i) {
    if (strcmp(text, names[i]) != 0) continue;
    set_option(options, NN_OPTION_INPUT_SCALING, scalings[i]);
    return;
  }
  usage_error("--scaling", "needs to be none, min-max or standard");
}

/* IDX images are followed by their labels, which getopt_long() has not looked at yet. */
static void parse_validation(struct train_options* options, int argc, char** argv) {
  options->validation.paths[0] = optarg;
  options->validation.count = 1;
  if (!is_idx_file(optarg)) return;
  if (optind >= argc || *argv[optind] == '-')
    usage_error("--validation", "needs the file with the images' labels as well");
  options->validation.paths[1] = argv[optind++];
  options->validation.count = 2;
}

static void parse_number(struct train_options* options, int key, const char* name,
                         const char* text) {
  switch (key) {
    case NN_OPTION_EPOCHS:
      options->has_epochs = 1;
      break;
    case NN_OPTION_BATCH_SIZE:
      options->has_batch = 1;
      break;
    case NN_OPTION_LEARNING_RATE:
      options->has_rate = 1;
      break;
    case NN_OPTION_SEED:
      options->has_seed = 1;
      break;
    default: /* what may always be chosen anew */
      break;
  }
  set_network_option(options->network, key, name, text);
}

static void parse_split(struct train_options* options, const char* text) {
  options->split = parse_real("validation-split", text);
  if (!(options->split > 0 && options->split < 1))
    usage_error("--validation-split", "needs to be above 0 and below 1");
}

static void parse_checkpoint_every(struct train_options* options, const char* text) {
  options->checkpoint_every = parse_real("checkpoint-every", text);
  if (!(options->checkpoint_every >= 0 && options->checkpoint_every <= 1e9))
    usage_error("--checkpoint-every", "needs to be 0 ... 1e9 seconds");
}

static void check_combination(const struct train_options* options) {
  const struct files *data = &options->data, *validation = &options->validation;
  if (options->save == NULL)
    usage_error(NULL, "train needs to know where the model goes: --save MODEL");
  if (options->resume && options->force)
    usage_error(NULL, "--resume goes on with the model, --force replaces it: not both");
  if (options->split > 0 && validation->count > 0)
    usage_error(NULL, "--validation and --validation-split exclude each other");
  if (options->has_label && data->count == 2)
    usage_error("--label", "is for CSV files; IDX files have their labels apart");
  if (validation->count > 0 && validation->count != data->count)
    usage_error("--validation", data->count == 2
                                    ? "needs to be IDX images and labels, as the training data is"
                                    : "needs to be a CSV file, as the training data is");
}

static void take_files(struct train_options* options, int count, char** files) {
  if (count < 1 || count > MAX_FILES)
    usage_error(NULL, "train needs data: one CSV file, or IDX images and labels");
  for (int i = 0; i < count; ++i) options->data.paths[i] = files[i];
  options->data.count = count;
}

static void set_defaults(struct train_options* options) {
  static const size_t hidden[] = {64, 32, 16};
  memset(options, 0, sizeof *options);
  check(nn_options_create(&options->network), "creating options");
  memcpy(options->hidden, hidden, sizeof hidden);
  options->hidden_count = sizeof hidden / sizeof *hidden;
  options->checkpoint_every = 60;
}

void parse_train_options(struct train_options* options, int argc, char** argv) {
  usage_begin("neuro", "neuro train");
  set_defaults(options);
  int index = 0;
  for (int key; (key = getopt_long(argc, argv, "", known, &index)) != -1;) {
    switch (key) {
      case SAVE:
        options->save = optarg;
        break;
      case RESUME:
        options->resume = 1;
        break;
      case FORCE:
        options->force = 1;
        break;
      case LABEL:
        options->has_label = 1;
        options->label = parse_integer("label", optarg);
        break;
      case VALIDATION:
        parse_validation(options, argc, argv);
        break;
      case SPLIT:
        parse_split(options, optarg);
        break;
      case LAYERS:
        parse_layers(options, optarg);
        break;
      case SCALING:
        parse_scaling(options, optarg);
        break;
      case DOUBLE:
        options->has_type = 1;
        set_option(options, NN_OPTION_TYPE, NN_F64);
        break;
      case CHECKPOINT:
        parse_checkpoint_every(options, optarg);
        break;
      case JSON:
        options->json = 1;
        break;
      case QUIET:
        be_quiet();
        break;
      case HELP:
        print_help(usage);
        break;
      case '?': /* getopt_long has said what is wrong */
        usage_hint();
        break;
      default:
        parse_number(options, key, known[index].name, optarg);
    }
  }
  take_files(options, argc - optind, argv + optind);
  check_combination(options);
}
