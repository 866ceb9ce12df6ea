/* SPDX-License-Identifier: MIT */
#include "predict_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../usage.h"
#include "report.h"

static const char usage[] =
    "usage: neuro predict [options] MODEL FILE\n"
    "\n"
    "Prints what a model says to each row of a CSV file (plain or gzipped; - is standard input), "
    "as\n"
    "CSV: row, class, probability. Or what it says to an image, PNG or JPEG; what a file is, is\n"
    "told by its first bytes.\n"
    "\n"
    "  --probabilities   of a CSV file's rows: those of all classes\n"
    "  --label N         the column with the labels, which is left out, counted from 0; -1 is the\n"
    "                    last (where there is one column too many, the one it was in training)\n"
    "  --invert I        of an image: yes, no, or auto, which inverts it if its edges are light:\n"
    "                    networks have learnt from light strokes on a dark ground (auto)\n"
    "  --trim            of an image: cut the margins off, and centre what is left as the digits "
    "of\n"
    "                    MNIST are (by its mass, within 20 of 28 pixels)\n"
    "  --white VALUE     of an image: what a white pixel was in the training data, such as 255 "
    "(as\n"
    "                    the model knows it from neuro train; otherwise 1)\n"
    "  --workers N       threads, 0: as many as the process may use (0)\n"
    "  --json            one JSON object instead of text\n"
    "  --quiet           no notes\n"
    "  --help            print this\n"
    "\n"
    "An image is made grey, scaled to the size of the images that the model was trained on, by\n"
    "averaging, and keeps its proportions. Transparent parts are taken as white paper under dark\n"
    "strokes, and as black under light ones. An image may have 64 million pixels.\n";

static void parse_invert(struct predict_options* options, const char* text) {
  static const char* const names[] = {"auto", "yes", "no"}; /* in the order of enum invert */
  for (int i = INVERT_AUTO; i <= INVERT_NO; ++i) {
    if (strcmp(text, names[i]) != 0) continue;
    options->invert = (enum invert)i;
    return;
  }
  usage_error("--invert", "needs to be auto, yes or no");
}

static void parse_white(struct predict_options* options, const char* text) {
  options->white = parse_real("white", text);
  if (!(options->white > 0 && options->white <= 1e9))
    usage_error("--white", "needs to be above 0, up to 1e9");
}

void parse_predict_options(struct predict_options* options, int argc, char** argv) {
  enum { PROBABILITIES = 1000, LABEL, INVERT, TRIM, WHITE, JSON, QUIET, HELP };
  static const struct option known[] = {{"probabilities", no_argument, NULL, PROBABILITIES},
                                        {"label", required_argument, NULL, LABEL},
                                        {"invert", required_argument, NULL, INVERT},
                                        {"trim", no_argument, NULL, TRIM},
                                        {"white", required_argument, NULL, WHITE},
                                        {"workers", required_argument, NULL, NN_OPTION_WORKERS},
                                        {"json", no_argument, NULL, JSON},
                                        {"quiet", no_argument, NULL, QUIET},
                                        {"help", no_argument, NULL, HELP},
                                        {NULL, 0, NULL, 0}};
  usage_begin("neuro", "neuro predict");
  memset(options, 0, sizeof *options);
  check(nn_options_create(&options->network), "creating options");
  for (int key; (key = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (key) {
      case PROBABILITIES:
        options->probabilities = 1;
        break;
      case LABEL:
        options->has_label = 1;
        options->label = parse_integer("label", optarg);
        break;
      case INVERT:
        parse_invert(options, optarg);
        break;
      case TRIM:
        options->trim = 1;
        break;
      case WHITE:
        parse_white(options, optarg);
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
        set_network_option(options->network, key, "workers", optarg);
    }
  }
  if (argc - optind != 2) usage_error(NULL, "predict needs a model, and a CSV file or an image");
  options->model = argv[optind];
  options->file = argv[optind + 1];
}
