/* SPDX-License-Identifier: MIT
 *
 * The worst mistakes of a network that reads images, as a sheet of pictures with what each of them
 * is and what the network said.
 */
#ifndef NEURO_CLI_MISTAKES_H
#define NEURO_CLI_MISTAKES_H

#include <neuro.h>

#include "classes.h"
#include "origin.h"

/* Ends the program unless rows of so many columns are pictures of the origin's size, or square;
 * sets that size. option: which option of the command line wants to know. */
void find_picture_size(struct origin* origin, size_t cols, const char* option);

/* What is drawn. */
struct sheet {
  const char* title;
  const char* set; /* what the rows are, such as "validation" */
  const nn_dataset* dataset;
  const nn_evaluation* evaluation; /* of the dataset; it has a class for each row */
  const struct classes* classes;
  const struct origin* origin; /* with the size of the pictures */
  size_t most;                 /* pictures */
};

/* Draws the sheet to a PNG file, which is replaced as a whole. Returns 0, or after complaining -1.
 */
int save_mistakes(const struct sheet* sheet, const char* path);

#endif
