/* SPDX-License-Identifier: MIT */
#include "train_options.h"

#include <stdlib.h>
#include <string.h>

#include "../c/usage.h"
#include "image.h"
#include "report.h"

static const char usage[] =
    "usage: neuro train [options] DATA.csv --save MODEL\n"
    "       neuro train [options] IMAGES LABELS --save MODEL\n"
    "\n"
    "Trains a network to tell classes apart, or with --target numbers to tell numbers, and saves "
    "it\n"
    "with all that is needed to go on. The data is a CSV file, one column being the target "
    "(classes\n"
    "may have names), or two IDX files; each plain or gzipped. Inputs and outputs of the network "
    "are\n"
    "as the data has them.\n";

static const char notes[] =
    "\n"
    "Ctrl-C ends training after the batch at hand and saves MODEL: the same command with --resume\n"
    "(and without --force) goes on, to the same weights as if it had not been interrupted. A\n"
    "second Ctrl-C ends at once, and leaves MODEL as it was saved last.\n";

/* ---------------------------------------------------------------------------------- takers -- */

static void take_layers(void* command, const struct flag* flag, const char* text) {
  struct train_options* options = command;
  options->has_layers = 1;
  options->hidden_count = 0;
  if (strcmp(text, "none") == 0) return;
  for (const char* next = text;;) {
    char* end = NULL;
    const long long width = strtoll(next, &end, 10);
    if (end == next || width < 1 || width > 1000000 || (*end != ',' && *end != '\0'))
      flag_error(flag, "needs widths of 1 ... 1000000 such as 64,32,16, or none");
    if (options->hidden_count == MAX_HIDDEN) flag_error(flag, "has more than 64 widths");
    options->hidden[options->hidden_count++] = (size_t)width;
    if (*end == '\0') return;
    next = end + 1;
  }
}

/* IDX images are followed by their labels. */
static void take_validation(void* command, const struct flag* flag, const char* text) {
  struct train_options* options = command;
  options->validation.paths[0] = text;
  options->validation.count = 1;
  if (!is_idx_file(text)) return;
  options->validation.paths[1] = take_next_argument();
  if (options->validation.paths[1] == NULL)
    flag_error(flag, "needs the file with the images' labels as well");
  options->validation.count = 2;
}

static void take_split(void* command, const struct flag* flag, const char* text) {
  struct train_options* options = command;
  options->split = parse_real(flag->name, text);
  if (!(options->split > 0 && options->split < 1))
    flag_error(flag, "needs to be above 0 and below 1");
}

static void take_checkpoint_every(void* command, const struct flag* flag, const char* text) {
  struct train_options* options = command;
  options->checkpoint_every = parse_real(flag->name, text);
  if (!(options->checkpoint_every >= 0 && options->checkpoint_every <= 1e9))
    flag_error(flag, "needs to be 0 ... 1e9 seconds");
}

/* A number of 1 ... 100000. */
static void take_count(void* command, const struct flag* flag, const char* text) {
  const int64_t value = parse_integer(flag->name, text);
  if (value < 1 || value > 100000) flag_error(flag, "needs to be 1 ... 100000");
  const size_t count = (size_t)value;
  memcpy((char*)command + flag->field, &count, sizeof count);
}

static void take_mistakes(void* command, const struct flag* flag, const char* text) {
  if (!can_write_png()) flag_error(flag, "this neuro was built without libpng, which draws it");
  take_text(command, flag, text);
}

/* ------------------------------------------------------------------------------------ table -- */

#define FIELD(member) offsetof(struct train_options, member)
#define ROW(name, argument, taker, field, help) \
  { name, argument, help, taker, field, 0, 0, 0 }

static const struct flag flags[] = {
    ROW("save", "MODEL", take_text, FIELD(save), "where the model goes (needed)"),
    ROW("resume", NULL, take_switch, FIELD(resume),
        "go on with MODEL: finish what was interrupted, or train further with more --epochs; other "
        "options are MODEL's, and only those that steer training, such as --rate, may change"),
    ROW("force", NULL, take_switch, FIELD(force), "replace MODEL if it is there"),
    CSV_FLAGS(struct train_options,
              "the column with the targets, counted from 0; -1 is the last (classes are found, if "
              "they are in the first or the last; a pipe needs it)",
              "comma", "refuse"),
    {"target", "T", "what is in that column: classes or numbers (classes)", take_csv_choice,
     FIELD(csv.target), NN_OPTION_CSV_TARGET, 0, 0},
    ROW("validation", "FILE...", take_validation, 0,
        "data that is only looked at after each epoch: one CSV file, or IDX images and labels"),
    ROW("validation-split", "PART", take_split, 0,
        "holds out this part of the rows instead, such as 0.1, of each class the same part; which "
        "ones is decided by --seed"),
    ROW("layers", "N,N,...", take_layers, 0, "widths of the hidden layers, or none (64,32,16)"),
    {"workers", "N", "threads, 0: as many as the process may use (0)", take_network_option, 0,
     NN_OPTION_WORKERS, 0, 0},
    ROW("checkpoint-every", "S", take_checkpoint_every, 0,
        "also saves MODEL every S seconds while training, 0: never (60)"),
    ROW("curve", "FILE.svg", take_text, FIELD(curve),
        "draws loss and accuracy over all epochs of MODEL"),
    ROW("mistakes", "FILE.png", take_mistakes, FIELD(mistakes),
        "draws the images that the network is most wrong about, of the validation set if there is "
        "one"),
    ROW("mistakes-count", "N", take_count, FIELD(mistakes_count), "how many of them (40)"),
    ROW("width", "N", take_count, FIELD(width),
        "of the images in a CSV file, in pixels (they are square)"),
    ROW("details", NULL, take_switch, FIELD(scores.details),
        "at the end, precision, recall and F1 of each class, of the validation set"),
    ROW("json", NULL, take_switch, FIELD(json),
        "print a JSON object for each epoch, and one at the end"),
    ROW("quiet", NULL, take_switch, FIELD(quiet), "no progress, no notes"),
};

#undef FIELD
#undef ROW

/* ------------------------------------------------------------------------------ combinations -- */

int wants_numbers(const struct train_options* options) { return has_number_targets(&options->csv); }

static void check_task(const struct train_options* options) {
  int64_t output = NN_OUTPUT_SOFTMAX;
  check(nn_options_get_int(options->network.set, NN_OPTION_OUTPUT, &output), "reading options");
  const int is_identity = output == NN_OUTPUT_IDENTITY;
  if (options->resume) return; /* what the model says may be all that is needed */
  if (is_identity && !wants_numbers(options))
    usage_error("--output", "identity is for numbers: say --target numbers");
  if (wants_numbers(options) && !is_identity && is_given(&options->network, NN_OPTION_OUTPUT))
    usage_error("--output", "softmax and sigmoid are for classes, and --target says numbers");
  if (wants_numbers(options) && is_given(&options->network, NN_OPTION_BALANCE_CLASSES))
    usage_error("--balance-classes", "is for classes, and --target says numbers");
  if (wants_numbers(options) && !options->csv.has_label)
    usage_error("--target", "numbers may be in any column: say in which: --label N");
  if (!wants_numbers(options) && is_given(&options->network, NN_OPTION_LOSS)) {
    int64_t loss = NN_LOSS_DEFAULT;
    check(nn_options_get_int(options->network.set, NN_OPTION_LOSS, &loss), "reading options");
    if (loss != NN_LOSS_DEFAULT)
      usage_error("--loss",
                  "classes have theirs; squared, absolute and huber need --target numbers");
  }
}

static void check_combination(const struct train_options* options) {
  const struct files *data = &options->data, *validation = &options->validation;
  if (options->save == NULL)
    usage_error(NULL, "train needs to know where the model goes: --save MODEL");
  if (options->resume && options->force)
    usage_error(NULL, "--resume goes on with the model, --force replaces it: not both");
  if (options->split > 0 && validation->count > 0)
    usage_error(NULL, "--validation and --validation-split exclude each other");
  if (options->csv.has_label && data->count == 2)
    usage_error("--label", "is for CSV files; IDX files have their labels apart");
  if (wants_numbers(options) && data->count == 2)
    usage_error("--target", "is for CSV files; IDX files have labels");
  if (options->mistakes != NULL && wants_numbers(options))
    usage_error("--mistakes", "shows images and their classes, and --target says numbers");
  if (validation->count > 0 && validation->count != data->count)
    usage_error("--validation", data->count == 2
                                    ? "needs to be IDX images and labels, as the training data is"
                                    : "needs to be a CSV file, as the training data is");
  check_task(options);
  if (options->has_layers || !options->resume)
    check_layer_values(&options->network, options->hidden_count);
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
  check(nn_options_create(&options->network.set), "creating options");
  memcpy(options->hidden, hidden, sizeof hidden);
  options->hidden_count = sizeof hidden / sizeof *hidden;
  options->checkpoint_every = 60;
  options->mistakes_count = 40;
}

void parse_train_options(struct train_options* options, int argc, char** argv) {
  const struct flag_table tables[] = {{flags, sizeof flags / sizeof *flags}, network_flags};
  usage_begin("neuro", "neuro train");
  set_defaults(options);
  const int first = parse_command_line(tables, 2, options, usage, notes, argc, argv);
  if (options->quiet) be_quiet();
  take_files(options, argc - first, argv + first);
  check_combination(options);
}
