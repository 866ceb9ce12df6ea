/* SPDX-License-Identifier: MIT
 *
 * The command line of the training benchmark.
 */
#ifndef NEURO_TESTS_BENCH_TRAIN_OPTIONS_H_
#define NEURO_TESTS_BENCH_TRAIN_OPTIONS_H_

#include <neuro.h>

enum { MAX_LAYERS = 16 };

struct train_options {
  size_t sizes[MAX_LAYERS]; /* inputs, then the width of each layer */
  size_t size_count;
  nn_options* network;  /* everything else; the caller destroys it */
  const char* files[4]; /* training images and labels, test images and labels */
};

/* Exits with a message on standard error if the command line is wrong, and after --help. */
void parse_train_options(struct train_options* options, int argc, char** argv);

#endif /* NEURO_TESTS_BENCH_TRAIN_OPTIONS_H_ */
