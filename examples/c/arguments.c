/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "usage.h"

static const char usage[] =
    "usage: mnist [options] TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS\n"
    "       mnist [options] TRAIN.csv [TEST.csv]\n"
    "\n"
    "Trains a 784-64-32-16-10 network (inputs and outputs as the data has them) and tests it.\n"
    "The four files are IDX files; any file may be gzipped. Of a CSV file, the first or the last\n"
    "column is the label; without a test file, the last sixth of the rows is held out.\n"
    "\n"
    "  --epochs N    passes over the training set (5)\n"
    "  --batch N     rows a step (32)\n"
    "  --rate R      learning rate (0.1)\n"
    "  --seed N      decides initial weights and the order of rows (0)\n"
    "  --workers N   threads, 0: as many as the process may use (0)\n"
    "  --f64         double precision\n"
    "  --fashion     the classes are those of Fashion-MNIST\n"
    "  --hash        print a hash of all parameters at the end\n"
    "  --help        print this\n";

/* What is left after the options. */
static void take_files(struct arguments* arguments, int count, char** files) {
  if (count != 1 && count != 2 && count != 4)
    usage_error(NULL, "needs one or two CSV files, or four IDX files");
  for (int i = 0; i < count; ++i) arguments->files[i] = files[i];
  arguments->is_csv = count <= 2;
}

void parse_arguments(struct arguments* arguments, int argc, char** argv) {
  enum { FASHION = 1000, HASH, HELP, DOUBLE }; /* apart from the numbers of nn_option */
  static const struct option known[] = {{"epochs", required_argument, NULL, NN_OPTION_EPOCHS},
                                        {"batch", required_argument, NULL, NN_OPTION_BATCH_SIZE},
                                        {"rate", required_argument, NULL, NN_OPTION_LEARNING_RATE},
                                        {"seed", required_argument, NULL, NN_OPTION_SEED},
                                        {"workers", required_argument, NULL, NN_OPTION_WORKERS},
                                        {"f64", no_argument, NULL, DOUBLE},
                                        {"fashion", no_argument, NULL, FASHION},
                                        {"hash", no_argument, NULL, HASH},
                                        {"help", no_argument, NULL, HELP},
                                        {NULL, 0, NULL, 0}};

  usage_begin("mnist", "mnist");
  memset(arguments, 0, sizeof *arguments);
  if (nn_options_create(&arguments->options) != NN_OK) {
    fprintf(stderr, "mnist: %s\n", nn_last_error());
    exit(EXIT_FAILURE);
  }
  int index = 0;
  for (int key; (key = getopt_long(argc, argv, "", known, &index)) != -1;) {
    switch (key) {
      case DOUBLE:
        if (nn_options_set_int(arguments->options, NN_OPTION_TYPE, NN_F64) != NN_OK)
          usage_error("--f64", nn_last_error());
        break;
      case FASHION:
        arguments->is_fashion = 1;
        break;
      case HASH:
        arguments->print_hash = 1;
        break;
      case HELP:
        fputs(usage, stdout);
        exit(EXIT_SUCCESS);
      case '?': /* getopt_long has said what is wrong */
        usage_hint();
        break;
      default:
        set_network_option(arguments->options, key, known[index].name, optarg);
    }
  }
  take_files(arguments, argc - optind, argv + optind);
}
