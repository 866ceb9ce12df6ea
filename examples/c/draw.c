/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* nl_langinfo */
#include "draw.h"

#include <stdio.h>
#include <string.h>
#ifdef _WIN32
#include <windows.h>
#else
#include <langinfo.h>
#endif

/* Three pictures and two gaps make 79 columns. */
enum { MAX_COLUMNS = 25, GAP = 2 };

/* A character cell is about twice as high as it is wide, so one cell shows two pixels. A glyph is
 * known by how much ink it has in its upper and in its lower half. */
struct glyph {
  const char* text;
  float top, bottom;
};

static const struct glyph block_glyphs[] = {
    {" ", 0, 0},          {"\u2591", .25f, .25f}, {"\u2592", .5f, .5f}, {"\u2593", .75f, .75f},
    {"\u2588", 1.f, 1.f}, {"\u2580", 1.f, 0},     {"\u2584", 0, 1.f},   {NULL, 0, 0}};

static const struct glyph ascii_glyphs[] = {
    {" ", 0, 0},       {".", 0, .2f},     {",", 0, .4f},     {"_", 0, .7f},     {"'", .4f, 0},
    {"\"", .8f, 0},    {":", .25f, .25f}, {"+", .45f, .45f}, {"*", .65f, .45f}, {"o", .35f, .65f},
    {"%", .75f, .75f}, {"@", 1.f, 1.f},   {NULL, 0, 0}};

/* The part of the pictures that is drawn: pixels from (left, top), `width` x `height` of them. */
struct box {
  size_t left, top, width, height;
};

static struct box inked_box(const struct picture* pictures, size_t count, size_t side) {
  size_t left = side, top = side, right = 0, bottom = 0; /* right and bottom are one beyond */
  for (size_t i = 0; i < count; ++i) {
    for (size_t y = 0; y < side; ++y) {
      for (size_t x = 0; x < side; ++x) {
        if (pictures[i].pixels[y * side + x] <= 0) continue;
        if (x < left) left = x;
        if (y < top) top = y;
        if (x >= right) right = x + 1;
        if (y >= bottom) bottom = y + 1;
      }
    }
  }
  const struct box whole = {0, 0, side, side};
  const struct box inked = {left, top, right - left, bottom - top};
  return right == 0 ? whole : inked;
}

static float brightest(const float* pixels, size_t count) {
  float most = 0;
  for (size_t i = 0; i < count; ++i)
    if (pixels[i] > most) most = pixels[i];
  return most > 0 ? most : 1;
}

static const char* nearest_glyph(const struct glyph* glyphs, float top, float bottom) {
  const char* best = NULL;
  float least = 0;
  for (; glyphs->text != NULL; ++glyphs) {
    const float upper = glyphs->top - top;
    const float lower = glyphs->bottom - bottom;
    const float distance = upper * upper + lower * lower;
    if (best == NULL || distance < least) {
      best = glyphs->text;
      least = distance;
    }
  }
  return best;
}

static int is_utf8_shown(void) {
#ifdef _WIN32
  return GetConsoleOutputCP() == CP_UTF8;
#else
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
#endif
}

void draw_pictures(const struct picture* pictures, size_t count, size_t side) {
  const struct glyph* glyphs = is_utf8_shown() ? block_glyphs : ascii_glyphs;
  const struct box box = inked_box(pictures, count, side);
  /* Pictures that are too wide are thinned out; the others are drawn pixel by pixel. */
  const size_t columns = box.width < MAX_COLUMNS ? box.width : MAX_COLUMNS;
  const size_t rows = (box.height * columns + box.width - 1) / box.width;

  for (size_t row = 0; row < rows; row += 2) {
    for (size_t i = 0; i < count; ++i) {
      const float* pixels = pictures[i].pixels;
      const float white = brightest(pixels, side * side);
      const size_t upper = box.top + row * box.height / rows;
      const size_t lower = box.top + (row + 1) * box.height / rows;
      for (size_t column = 0; column < columns; ++column) {
        const size_t x = box.left + column * box.width / columns;
        const float top = pixels[upper * side + x] / white;
        const float bottom = row + 1 < rows ? pixels[lower * side + x] / white : 0;
        fputs(nearest_glyph(glyphs, top, bottom), stdout);
      }
      printf("%*s", i + 1 < count ? (int)(MAX_COLUMNS - columns + GAP) : 0, "");
    }
    putchar('\n');
  }
  for (size_t line = 0; line < 2; ++line) {
    for (size_t i = 0; i < count; ++i)
      printf("%-*.*s", i + 1 < count ? MAX_COLUMNS + GAP : 0, MAX_COLUMNS,
             pictures[i].captions[line]);
    putchar('\n');
  }
}
