/* SPDX-License-Identifier: MIT */
#include "predict_options.h"

#include <string.h>

#include "../c/usage.h"
#include "network_options.h"
#include "report.h"

static const char usage[] =
    "usage: neuro predict [options] MODEL FILE\n"
    "\n"
    "Prints what a model says to each row of a CSV file (plain or gzipped; - is standard input), "
    "as\n"
    "CSV: row, class, probability. Or what it says to an image, PNG or JPEG; what a file is, is\n"
    "told by its first bytes.\n";

static const char notes[] =
    "\n"
    "An image is made grey, scaled to the size of the images that the model was trained on, by\n"
    "averaging, and keeps its proportions. Transparent parts are taken as white paper under dark\n"
    "strokes, and as black under light ones. An image may have 64 million pixels.\n";

static void take_invert(void* command, const struct flag* flag, const char* text) {
  static const char* const names[] = {"auto", "yes", "no"}; /* in the order of enum invert */
  struct predict_options* options = command;
  for (int i = INVERT_AUTO; i <= INVERT_NO; ++i) {
    if (strcmp(text, names[i]) != 0) continue;
    options->invert = (enum invert)i;
    return;
  }
  flag_error(flag, "needs to be auto, yes or no");
}

static void take_white(void* command, const struct flag* flag, const char* text) {
  struct predict_options* options = command;
  options->white = parse_real(flag->name, text);
  if (!(options->white > 0 && options->white <= 1e9))
    flag_error(flag, "needs to be above 0, up to 1e9");
}

#define FIELD(member) offsetof(struct predict_options, member)

static const struct flag flags[] = {
    {"probabilities", NULL, "of a CSV file's rows: those of all classes", take_switch,
     FIELD(probabilities), 0, 0, 0},
    CSV_FLAGS(
        struct predict_options,
        "the column with the labels, which is left out, counted from 0; -1 is the last (where "
        "there is one column too many, the one it was in training)",
        "as in training", "as in training"),
    {"invert", "I",
     "of an image: yes, no, or auto, which inverts it if its edges are light: networks have learnt "
     "from light strokes on a dark ground (auto)",
     take_invert, 0, 0, 0, 0},
    {"trim", NULL,
     "of an image: cut the margins off, and centre what is left as the digits of MNIST are (by its "
     "mass, within 20 of 28 pixels)",
     take_switch, FIELD(trim), 0, 0, 0},
    {"white", "VALUE",
     "of an image: what a white pixel was in the training data, such as 255 (as the model knows it "
     "from neuro train; otherwise 1)",
     take_white, 0, 0, 0, 0},
    {"workers", "N", "threads, 0: as many as the process may use (0)", take_network_option, 0,
     NN_OPTION_WORKERS, 0, 0},
    {"json", NULL, "one JSON object instead of text", take_switch, FIELD(json), 0, 0, 0},
    {"quiet", NULL, "no notes", take_switch, FIELD(quiet), 0, 0, 0},
};

#undef FIELD

void parse_predict_options(struct predict_options* options, int argc, char** argv) {
  const struct flag_table table = {flags, sizeof flags / sizeof *flags};
  usage_begin("neuro", "neuro predict");
  memset(options, 0, sizeof *options);
  check(nn_options_create(&options->network), "creating options");
  const int first = parse_command_line(&table, 1, options, usage, notes, argc, argv);
  if (options->quiet) be_quiet();
  if (argc - first != 2) usage_error(NULL, "predict needs a model, and a CSV file or an image");
  options->model = argv[first];
  options->file = argv[first + 1];
}
