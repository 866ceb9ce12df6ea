/* SPDX-License-Identifier: MIT
 *
 * Pixels to draw on: rectangles, grey pictures, lines of text. Knows nothing of files or networks.
 */
#ifndef NEURO_CLI_CANVAS_H
#define NEURO_CLI_CANVAS_H

#include <stddef.h>

#include "font.h"

struct colour {
  unsigned char red, green, blue;
};

struct canvas {
  size_t width, height;
  unsigned char* rgb; /* row by row */
};

/* A canvas of one colour. The caller frees it. */
struct canvas make_canvas(size_t width, size_t height, struct colour colour);
void free_canvas(struct canvas* canvas);

/* What lies outside the canvas is not drawn. */
void draw_box(struct canvas* canvas, size_t left, size_t top, size_t width, size_t height,
              struct colour colour);

/* Draws width x height grey values, 0 (black) ... 1 (white), each as a square of scale x scale. */
void draw_grey(struct canvas* canvas, size_t left, size_t top, const double* grey, size_t width,
               size_t height, size_t scale);

/* Draws a line of UTF-8 text in letters whose pixels are squares of scale x scale, at most width
 * pixels of it: what is too long ends with two dots. Returns where a letter behind it would
 * begin, from left. What the font has no letter for is a question mark. */
size_t draw_text(struct canvas* canvas, size_t left, size_t top, const char* text, size_t scale,
                 size_t width, struct colour colour);

#endif
