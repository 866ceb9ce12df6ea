/* SPDX-License-Identifier: MIT */
#include "mistakes.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../c/usage.h"
#include "canvas.h"
#include "image.h"
#include "report.h"
#include "utf8.h"

/* Measures in pixels. */
enum {
  SIDE = 84,     /* about what the longer side of a picture becomes */
  GAP = 12,      /* between pictures */
  LETTERS = 2,   /* the scale of text */
  LINE = 20,     /* from one line to the next */
  WIDTH = 960,   /* of the pictures side by side, about */
  MAX_NAME = 14, /* letters of a caption's name that are seen */
  CAPTION_SIZE = 128
};

static const struct colour paper = {255, 255, 255}, ink = {36, 41, 47};
static const struct colour right_colour = {17, 99, 41}, wrong_colour = {179, 29, 40};
static const struct colour frame_colour = {140, 149, 159};

void find_picture_size(struct origin* origin, size_t cols, const char* option) {
  if (origin->width > 0 && cols % origin->width == 0) {
    origin->height = cols / origin->width;
    return;
  }
  char why[160];
  const size_t side = (size_t)lround(sqrt((double)cols));
  if (origin->width > 0) {
    snprintf(why, sizeof why, "rows of %zu columns are no pictures %zu pixels wide", cols,
             origin->width);
    usage_error(option, why);
  }
  if (side * side != cols || side < 2) {
    snprintf(why, sizeof why,
             "rows of %zu columns are no square pictures: say how wide they are: --width N", cols);
    usage_error(option, why);
  }
  origin->width = origin->height = side;
}

/* How the sheet is divided. */
struct layout {
  size_t shown, columns, cell_width, cell_height, scale, header;
};

static size_t longest_caption(const struct sheet* sheet) {
  size_t longest = 0;
  for (size_t i = 0; i < nn_evaluation_classes(sheet->evaluation); ++i) {
    char number[CLASS_NAME_SIZE];
    const size_t letters = (size_t)utf8_columns(class_name(sheet->classes, i, number));
    if (letters > longest) longest = letters;
  }
  return (longest < MAX_NAME ? longest : MAX_NAME) + sizeof "said " - 1;
}

static struct layout lay_out(const struct sheet* sheet, size_t shown) {
  const size_t width = sheet->origin->width, height = sheet->origin->height;
  const size_t longer = width > height ? width : height;
  struct layout layout = {.shown = shown, .scale = longer < SIDE ? SIDE / longer : 1};
  const size_t caption = longest_caption(sheet) * (FONT_ADVANCE * LETTERS);
  const size_t picture = width * layout.scale;
  layout.cell_width = (caption > picture ? caption : picture) + GAP;
  layout.cell_height = height * layout.scale + 2 * LINE + GAP;
  layout.columns = layout.cell_width < WIDTH ? WIDTH / layout.cell_width : 1;
  if (shown > 0 && layout.columns > shown) layout.columns = shown;
  layout.header = 3 * LINE;
  return layout;
}

/* The pixels of a row, 0 ... 1. */
static void read_picture(const struct sheet* sheet, size_t row, double* grey) {
  const size_t cols = nn_dataset_cols(sheet->dataset);
  check(nn_dataset_get_inputs(sheet->dataset, row, 1, grey, NN_F64), "reading a picture");
  double least = 0, most = sheet->origin->white;
  if (most == 0) { /* other numbers: from the least to the largest of the picture */
    least = most = grey[0];
    for (size_t i = 1; i < cols; ++i) {
      least = fmin(least, grey[i]);
      most = fmax(most, grey[i]);
    }
  }
  for (size_t i = 0; i < cols; ++i) grey[i] = most > least ? (grey[i] - least) / (most - least) : 0;
}

static void draw_caption(struct canvas* canvas, const struct layout* layout, size_t left,
                         size_t top, const char* word, const struct classes* classes, int64_t label,
                         struct colour colour) {
  char number[CLASS_NAME_SIZE];
  const size_t room = layout->cell_width - GAP;
  const size_t used =
      draw_text(canvas, left, top, word, LETTERS, room, ink) + FONT_ADVANCE * LETTERS;
  draw_text(canvas, left + used, top, class_name(classes, (size_t)label, number), LETTERS,
            room > used ? room - used : 0, colour);
}

static void draw_mistake(struct canvas* canvas, const struct sheet* sheet,
                         const struct layout* layout, size_t place, size_t row, double* grey) {
  const size_t left = GAP + place % layout->columns * layout->cell_width;
  const size_t top = layout->header + place / layout->columns * layout->cell_height;
  const size_t width = sheet->origin->width, height = sheet->origin->height;
  int64_t label = 0, answer = 0;
  check(nn_evaluation_row(sheet->evaluation, row, &label, &answer, NULL), "looking at a mistake");
  read_picture(sheet, row, grey);
  draw_box(canvas, left - 1, top - 1, width * layout->scale + 2, height * layout->scale + 2,
           frame_colour);
  draw_grey(canvas, left, top, grey, width, height, layout->scale);
  const size_t below = top + height * layout->scale + 4;
  draw_caption(canvas, layout, left, below, "is", sheet->classes, label, right_colour);
  draw_caption(canvas, layout, left, below + LINE, "said", sheet->classes, answer, wrong_colour);
}

static void describe(const struct sheet* sheet, size_t shown, size_t count,
                     char text[CAPTION_SIZE]) {
  const size_t rows = nn_evaluation_rows(sheet->evaluation);
  if (count == 0)
    snprintf(text, CAPTION_SIZE, "no mistakes in %zu %s rows", rows, sheet->set);
  else if (shown < count)
    snprintf(text, CAPTION_SIZE, "the worst %zu of %zu mistakes in %zu %s rows", shown, count, rows,
             sheet->set);
  else
    snprintf(text, CAPTION_SIZE, "%zu mistake%s in %zu %s rows", count, count == 1 ? "" : "s", rows,
             sheet->set);
}

int save_mistakes(const struct sheet* sheet, const char* path) {
  size_t* rows = allocate(sheet->most, sizeof *rows);
  size_t count = 0;
  check(nn_evaluation_worst(sheet->evaluation, rows, sheet->most, &count), "looking for mistakes");
  const size_t shown = count < sheet->most ? count : sheet->most;
  const struct layout layout = lay_out(sheet, shown);
  const size_t lines = (shown + layout.columns - 1) / layout.columns;
  char line[CAPTION_SIZE];
  describe(sheet, shown, count, line);
  const size_t least = 2 * GAP + (size_t)utf8_columns(line) * FONT_ADVANCE * LETTERS;
  const size_t cells = GAP + layout.columns * layout.cell_width;
  const size_t width = cells < least ? least : cells;
  struct canvas canvas = make_canvas(width, layout.header + lines * layout.cell_height, paper);
  double* grey = allocate(nn_dataset_cols(sheet->dataset), sizeof *grey);
  draw_text(&canvas, GAP, GAP, sheet->title, LETTERS, width - 2 * GAP, ink);
  draw_text(&canvas, GAP, GAP + LINE, line, LETTERS, width - 2 * GAP, ink);
  for (size_t i = 0; i < shown; ++i) draw_mistake(&canvas, sheet, &layout, i, rows[i], grey);
  const int status = write_png(path, &canvas);
  free(grey);
  free_canvas(&canvas);
  free(rows);
  return status;
}
