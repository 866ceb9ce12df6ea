/* SPDX-License-Identifier: MIT */
#include "canvas.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "report.h"
#include "utf8.h"

struct canvas make_canvas(size_t width, size_t height, struct colour colour) {
  if (width == 0 || height == 0 || width > SIZE_MAX / 3 / height)
    fail(EXIT_FAILED, "a picture of %zu x %zu pixels is too large", width, height);
  struct canvas canvas = {width, height, allocate(width * height, 3)};
  draw_box(&canvas, 0, 0, width, height, colour);
  return canvas;
}

void free_canvas(struct canvas* canvas) { free(canvas->rgb); }

void draw_box(struct canvas* canvas, size_t left, size_t top, size_t width, size_t height,
              struct colour colour) {
  for (size_t y = top; y < top + height && y < canvas->height; ++y) {
    for (size_t x = left; x < left + width && x < canvas->width; ++x) {
      unsigned char* pixel = canvas->rgb + (y * canvas->width + x) * 3;
      pixel[0] = colour.red;
      pixel[1] = colour.green;
      pixel[2] = colour.blue;
    }
  }
}

void draw_grey(struct canvas* canvas, size_t left, size_t top, const double* grey, size_t width,
               size_t height, size_t scale) {
  for (size_t y = 0; y < height; ++y) {
    for (size_t x = 0; x < width; ++x) {
      const double value = fmin(fmax(grey[y * width + x], 0), 1);
      const unsigned char level = (unsigned char)lround(255 * value);
      const struct colour colour = {level, level, level};
      draw_box(canvas, left + x * scale, top + y * scale, scale, scale, colour);
    }
  }
}

static void draw_letter(struct canvas* canvas, size_t left, size_t top, char letter, size_t scale,
                        struct colour colour) {
  const unsigned char* rows = font_letter(letter);
  for (size_t y = 0; y < FONT_HEIGHT; ++y)
    for (size_t x = 0; x < FONT_WIDTH; ++x)
      if (rows[y] >> (FONT_WIDTH - 1 - x) & 1)
        draw_box(canvas, left + x * scale, top + y * scale, scale, scale, colour);
}

size_t draw_text(struct canvas* canvas, size_t left, size_t top, const char* text, size_t scale,
                 size_t width, struct colour colour) {
  const size_t characters = (size_t)utf8_columns(text);
  const size_t room = (width / scale + 1) / FONT_ADVANCE; /* characters that fit in */
  const int is_cut = characters > room;
  const size_t shown = is_cut ? room : characters;
  for (size_t i = 0; i < shown; ++i, text += utf8_prefix(text, 1))
    draw_letter(canvas, left + i * FONT_ADVANCE * scale, top,
                is_cut && i + 2 >= shown ? '.' : *text, scale, colour);
  return shown * FONT_ADVANCE * scale;
}
