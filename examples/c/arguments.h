/* SPDX-License-Identifier: MIT
 *
 * The command line of the mnist example: which files, and the options of the network.
 */
#ifndef NEURO_EXAMPLES_ARGUMENTS_H
#define NEURO_EXAMPLES_ARGUMENTS_H

#include <neuro.h>

struct arguments {
  nn_options* options;  /* the caller destroys them */
  const char* files[4]; /* IDX: training images and labels, test images and labels; CSV: training,
                           and test or NULL */
  int is_csv;
  int is_fashion; /* the classes are articles of clothing, not digits */
  int print_hash;
};

/* Reads the command line. Ends the program after --help (status 0), with a usage error (2), or when
 * there is no memory (1). */
void parse_arguments(struct arguments* arguments, int argc, char** argv);

#endif
