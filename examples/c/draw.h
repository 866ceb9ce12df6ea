/* SPDX-License-Identifier: MIT
 *
 * Draws small grey pictures in a terminal, side by side. Knows nothing of networks.
 */
#ifndef NEURO_EXAMPLES_DRAW_H
#define NEURO_EXAMPLES_DRAW_H

#include <stddef.h>

enum { DRAW_MAX_PICTURES = 3, DRAW_CAPTION_SIZE = 64 };

struct picture {
  const float* pixels; /* side x side, row-major, 0: blank */
  char captions[2][DRAW_CAPTION_SIZE];
};

/* Prints up to DRAW_MAX_PICTURES square pictures beside each other, with their captions below, in
 * at most 79 columns: with block characters if the locale's encoding (setlocale, LC_CTYPE) is
 * UTF-8, in ASCII otherwise. Blank margins that all of them share are left out. */
void draw_pictures(const struct picture* pictures, size_t count, size_t side);

#endif
