/* SPDX-License-Identifier: MIT */
#include "confusion.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "json.h"
#include "report.h"
#include "terminal.h"
#include "utf8.h"

enum { LONGEST_NAME = 16, SHORTEST_NAME = 4, GAP = 2, WIDTH_ELSEWHERE = 100, MOST_MISTAKES = 20 };

static const char right_colour[] = "\033[1;32m", wrong_colour[] = "\033[31m";
static const char no_colour[] = "\033[0m";

struct matrix {
  size_t classes;
  int64_t* counts; /* row by row */
};

static struct matrix get_matrix(const nn_evaluation* evaluation) {
  struct matrix matrix = {nn_evaluation_classes(evaluation), NULL};
  matrix.counts = allocate(matrix.classes, matrix.classes * sizeof *matrix.counts);
  check(nn_evaluation_confusion(evaluation, matrix.counts, matrix.classes), "comparing classes");
  return matrix;
}

/* Prints text in a column, to its right end or to its left, cut if it is too long. */
static void print_name(const char* text, int width, int to_right) {
  const int columns = utf8_columns(text) < width ? utf8_columns(text) : width;
  printf("%*s%.*s%*s", to_right ? width - columns : 0, "", (int)utf8_prefix(text, columns), text,
         to_right ? 0 : width - columns, "");
}

static void print_name_of(const struct classes* classes, size_t i, int width, int to_right) {
  char number[CLASS_NAME_SIZE];
  print_name(class_name(classes, i, number), width, to_right);
}

/* ----------------------------------------------------------------------------------- matrix -- */

static int longest_name(const struct classes* classes, size_t count) {
  int longest = 1;
  for (size_t i = 0; i < count; ++i) {
    char number[CLASS_NAME_SIZE];
    const int columns = utf8_columns(class_name(classes, i, number));
    if (columns > longest) longest = columns;
  }
  return longest < LONGEST_NAME ? longest : LONGEST_NAME;
}

static int longest_count(const struct matrix* matrix) {
  int64_t most = 0;
  for (size_t i = 0; i < matrix->classes * matrix->classes; ++i)
    if (matrix->counts[i] > most) most = matrix->counts[i];
  char text[24];
  return snprintf(text, sizeof text, "%" PRId64, most);
}

static void print_count(int64_t count, int is_right, int width, int coloured) {
  const char* colour = !coloured || count == 0 ? NULL : is_right ? right_colour : wrong_colour;
  char text[24] = "."; /* of what never happens, so that the rest stands out */
  if (count > 0) snprintf(text, sizeof text, "%" PRId64, count);
  if (colour != NULL)
    printf("%s%*s%s", colour, width, text, no_colour);
  else
    printf("%*s", width, text);
}

static void print_matrix(const struct matrix* matrix, const struct classes* classes, int name_width,
                         int column) {
  const int coloured = has_colours();
  puts("Confusion matrix (a line for what is true, a column for what was said):\n");
  printf("%*s", name_width + GAP, "");
  for (size_t i = 0; i < matrix->classes; ++i) {
    printf("%*s", GAP, "");
    print_name_of(classes, i, column - GAP, 1);
  }
  putchar('\n');
  for (size_t row = 0; row < matrix->classes; ++row) {
    printf("%*s", GAP, "");
    print_name_of(classes, row, name_width, classes->count == 0);
    for (size_t i = 0; i < matrix->classes; ++i)
      print_count(matrix->counts[row * matrix->classes + i], i == row, column, coloured);
    putchar('\n');
  }
}

/* --------------------------------------------------------------------------------- mistakes -- */

/* The most frequent mistake that comes behind one of `before` rows at `last`, or the number of
 * counts. */
static size_t next_mistake(const struct matrix* matrix, int64_t before, size_t last) {
  const size_t classes = matrix->classes;
  size_t next = classes * classes;
  int64_t most = 0;
  for (size_t i = 0; i < classes * classes; ++i) {
    const int64_t count = matrix->counts[i];
    if (i / classes == i % classes || count <= most) continue;
    if (count > before || (count == before && i <= last)) continue;
    most = count;
    next = i;
  }
  return next;
}

static void print_mistakes(const struct matrix* matrix, const struct classes* classes,
                           int name_width) {
  puts("The most frequent mistakes (the confusion matrix is too wide):\n");
  const size_t classes_count = matrix->classes;
  int64_t before = INT64_MAX;
  size_t mistake = 0;
  for (int line = 0; line < MOST_MISTAKES; ++line) {
    mistake = next_mistake(matrix, before, mistake);
    if (mistake == classes_count * classes_count) break;
    before = matrix->counts[mistake];
    printf("%10" PRId64 "  ", before);
    print_name_of(classes, mistake / classes_count, name_width, 0);
    fputs("  taken for  ", stdout);
    print_name_of(classes, mistake % classes_count, name_width, 0);
    putchar('\n');
  }
  if (before == INT64_MAX) puts("      none");
}

/* How wide a column is with the gap before it: names above it may be cut, counts may not. 0: there
 * is no room for it. */
static int column_width(size_t classes, int name_width, int count_width) {
  const int least =
      count_width > SHORTEST_NAME || name_width < SHORTEST_NAME ? count_width : SHORTEST_NAME;
  const int most = name_width > count_width ? name_width : count_width;
  const int width = isatty(STDOUT_FILENO) ? terminal_width(STDOUT_FILENO) : WIDTH_ELSEWHERE;
  const int room = classes > (size_t)width ? 0 : (width - GAP - name_width) / (int)classes - GAP;
  return room < least ? 0 : GAP + (room < most ? room : most);
}

void print_confusion(const nn_evaluation* evaluation, const struct classes* classes) {
  const struct matrix matrix = get_matrix(evaluation);
  const int name_width = longest_name(classes, matrix.classes);
  const int column = column_width(matrix.classes, name_width, longest_count(&matrix));
  if (column > 0)
    print_matrix(&matrix, classes, name_width, column);
  else
    print_mistakes(&matrix, classes, name_width);
  free(matrix.counts);
}

void json_confusion(const nn_evaluation* evaluation) {
  const struct matrix matrix = get_matrix(evaluation);
  json_open("confusion", '[');
  for (size_t row = 0; row < matrix.classes; ++row) {
    json_open(NULL, '[');
    for (size_t i = 0; i < matrix.classes; ++i)
      json_integer(NULL, matrix.counts[row * matrix.classes + i]);
    json_close(']');
  }
  json_close(']');
  free(matrix.counts);
}
