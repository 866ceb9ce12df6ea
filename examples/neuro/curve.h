/* SPDX-License-Identifier: MIT
 *
 * The learning curve: loss and accuracy over the epochs of a network's history, as an SVG picture.
 */
#ifndef NEURO_CLI_CURVE_H
#define NEURO_CLI_CURVE_H

#include <neuro.h>

/* Draws the whole history to a file, which is replaced as a whole. title is written above. Where no
 * epoch is finished there is nothing to draw, which is said. Returns 0, or after complaining -1. */
int save_curve(const nn_network* network, const char* title, const char* path);

#endif
