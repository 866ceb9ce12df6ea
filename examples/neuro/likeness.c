/* SPDX-License-Identifier: MIT */
#include "likeness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "model.h"
#include "number.h"
#include "report.h"
#include "text.h"

static const char fill_key[] = "cli.fill"; /* a number for each input, commas between them */
enum { MAX_FILL = 1 << 20 };               /* what metadata have room for */

/* ------------------------------------------------------------------------------------ keeping --
 */

static int compare(const void* a, const void* b) {
  const double x = *(const double*)a, y = *(const double*)b;
  return (x > y) - (x < y);
}

/* Cells that were filled with the mean or median of the others have not changed it. */
static double column_value(double* column, size_t rows, int64_t missing) {
  if (missing == NN_MISSING_ZERO) return 0;
  if (missing == NN_MISSING_MEAN) {
    double sum = 0;
    for (size_t row = 0; row < rows; ++row) sum += column[row];
    return sum / (double)rows;
  }
  qsort(column, rows, sizeof *column, compare);
  const double upper = column[rows / 2], lower = column[(rows - 1) / 2];
  return lower + (upper - lower) / 2;
}

char* describe_fill(const struct origin* origin, const nn_dataset* dataset) {
  const size_t rows = nn_dataset_rows(dataset), cols = nn_dataset_cols(dataset);
  const int64_t missing = origin->csv.missing - 1;
  if (missing <= NN_MISSING_REFUSE) return NULL;
  double* inputs = allocate(rows, cols * sizeof *inputs);
  double* column = allocate(rows, sizeof *column);
  struct text text = {NULL, 0, 0};
  check(nn_dataset_get_inputs(dataset, 0, rows, inputs, NN_F64), "reading rows");
  for (size_t i = 0; i < cols; ++i) {
    char number[NUMBER_SIZE];
    for (size_t row = 0; row < rows; ++row) column[row] = inputs[row * cols + i];
    append(&text, "%s%s", i == 0 ? "" : ",",
           format_number(number, column_value(column, rows, missing), NN_F64));
  }
  free(column);
  free(inputs);
  return text.bytes;
}

void store_fill(nn_network* network, const char* fill) {
  if (fill != NULL && strlen(fill) > MAX_FILL)
    complain("what fills empty cells cannot be kept with the model: it has too many inputs");
  else
    check(nn_set_metadata(network, fill_key, fill), "noting what fills empty cells");
}

/* ---------------------------------------------------------------------------------- likeness -- */

/* A class's name as a cell. */
static void print_name(FILE* file, const char* name) {
  fputc('"', file);
  for (; *name != '\0'; ++name) {
    if (*name == '"') fputc('"', file);
    fputc(*name, file);
  }
  fputc('"', file);
}

/* A line for each class, with the label last. */
static void print_lines(FILE* file, const nn_network* network, const struct classes* classes) {
  const size_t outputs = model_outputs(network);
  const int are_numbers = model_int(network, NN_OPTION_OUTPUT) == NN_OUTPUT_IDENTITY;
  const size_t lines = are_numbers ? 1 : outputs == 1 ? 2 : outputs;
  const char* fill = nn_metadata(network, fill_key);
  for (size_t line = 0; line < lines; ++line) {
    if (fill != NULL)
      fputs(fill, file);
    else
      for (size_t i = 0; i < model_inputs(network); ++i) fputs(i == 0 ? "0" : ",0", file);
    fputc(',', file);
    if (classes->count > 0)
      print_name(file, classes->names[line]);
    else
      fprintf(file, "%zu", line);
    fputc('\n', file);
  }
}

nn_dataset* model_likeness(const nn_network* network, const struct origin* origin,
                           const char* model) {
  struct classes classes = model_classes(network);
  if (classes.count == 0 && nn_metadata(network, fill_key) == NULL) return NULL;
  nn_dataset* likeness = NULL;
  const struct csv_format format = {.target = origin->csv.target};
  char path[32];
  FILE* file = tmpfile(); /* CSV files alone give classes names */
  if (file == NULL) fail(EXIT_FAILED, "there is no place for a temporary file");
  print_lines(file, network, &classes);
  if (fflush(file) != 0 || ferror(file)) fail(EXIT_FAILED, "a temporary file cannot be written");
  rewind(file);
  snprintf(path, sizeof path, "/dev/fd/%d", fileno(file));
  const nn_status status = load_csv(&likeness, path, -1, &format, NULL);
  if (status == NN_ERROR_OUT_OF_MEMORY) check(status, "reading what the model knows of its data");
  if (status != NN_OK || nn_dataset_cols(likeness) != model_inputs(network))
    fail(EXIT_BAD_FILE, "%s: the metadata classes and %s make no sense together%s%s", model,
         fill_key, status != NN_OK ? ": " : "", status != NN_OK ? nn_last_error() : "");
  fclose(file);
  free_classes(&classes);
  return likeness;
}
