/* SPDX-License-Identifier: MIT
 *
 * neuro predict: what a model says to the rows of a CSV file, or to an image.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../c/label_column.h"
#include "answers.h"
#include "choices.h"
#include "command.h"
#include "data.h"
#include "image.h"
#include "likeness.h"
#include "model.h"
#include "origin.h"
#include "predict_options.h"
#include "report.h"

/* ------------------------------------------------------------------------------------- rows -- */

/* The rows to predict: of a dataset whose columns are the network's inputs, or have the labels
 * among them. */
struct rows {
  nn_dataset* like; /* what empty cells are filled like, or NULL */
  nn_dataset* dataset;
  size_t label;   /* the column to leave out, or SIZE_MAX */
  double divisor; /* what the network takes is the dataset divided by it */
};

static void check_columns(const struct predict_options* options, const struct rows* rows,
                          size_t inputs) {
  const size_t cols = nn_dataset_cols(rows->dataset);
  if (cols != inputs)
    fail(EXIT_BAD_FILE, "%s: has %zu columns%s, the network takes %zu", options->file, cols,
         options->csv.has_label ? " beside the label" : "", inputs);
}

/* A file that may have labels, in a column that the model knows. Where a header's only text is that
 * of the label, the first line looks like one of numbers with a fault, until it is said where the
 * label is; a stream cannot be read again. */
static void load_rows_of_model(const struct predict_options* options, const char* path,
                               const struct csv_format* format, size_t inputs, struct rows* rows) {
  const int64_t label = format->label;
  nn_status status = load_csv(&rows->dataset, path, NN_NO_LABEL, format, rows->like);
  if (status == NN_ERROR_FORMAT && !is_stream(path)) {
    if (load_csv(&rows->dataset, path, label, format, rows->like) == NN_OK &&
        nn_dataset_cols(rows->dataset) == inputs)
      return;
    nn_dataset_destroy(rows->dataset);
    rows->dataset = NULL;
    status = load_csv(&rows->dataset, path, NN_NO_LABEL, format,
                      rows->like); /* whose message is right */
  }
  check_file(status, path);
  const int64_t cols = (int64_t)nn_dataset_cols(rows->dataset);
  const int64_t column = label < 0 ? cols + label : label;
  if (cols == (int64_t)inputs + 1 && column >= 0 && column < cols)
    rows->label = (size_t)column;
  else
    check_columns(options, rows, inputs);
}

static void load_rows(const struct predict_options* options, const struct origin* origin,
                      size_t inputs, struct rows* rows) {
  const char* path = strcmp(options->file, "-") == 0 ? "/dev/stdin" : options->file;
  const struct csv_format format = merge_csv_formats(&options->csv, &origin->csv);
  if (!options->csv.has_label && format.has_label) {
    load_rows_of_model(options, path, &format, inputs, rows);
    return;
  }
  const int64_t label = format.has_label ? format.label : NN_NO_LABEL;
  check_file(load_csv(&rows->dataset, path, label, &format, rows->like), path);
  if (!format.has_label && nn_dataset_cols(rows->dataset) == inputs + 1)
    fail(EXIT_USAGE,
         "%s: has %zu columns, one more than the network takes: if one of them is the label, say "
         "which: --label N",
         options->file, inputs + 1);
  check_columns(options, rows, inputs);
}

/* Leaves the labels out, and scales. */
static void take_inputs(const struct rows* rows, size_t first, size_t count, double* inputs) {
  const size_t cols = nn_dataset_cols(rows->dataset);
  check(nn_dataset_get_inputs(rows->dataset, first, count, inputs, NN_F64), "reading rows");
  size_t kept = 0;
  for (size_t i = 0; i < count * cols; ++i)
    if (i % cols != rows->label) inputs[kept++] = inputs[i] / rows->divisor;
}

static void predict_rows(const nn_network* network, const struct predict_options* options,
                         const struct origin* origin) {
  enum { BLOCK_ROWS = 256 };
  const size_t cols = model_inputs(network), outputs = model_outputs(network);
  struct rows rows = {NULL, NULL, SIZE_MAX, 1};
  if (origin->csv.missing - 1 > NN_MISSING_REFUSE) /* labels are left out, and may be any */
    rows.like = model_likeness(network, origin, options->model);
  load_rows(options, origin, cols, &rows);
  const size_t count = nn_dataset_rows(rows.dataset);
  if (origin->kind == DATA_IDX) { /* which takes bytes as v/255 */
    check_pixels(rows.dataset, options->file);
    rows.divisor = 255;
  }
  double* inputs = allocate(BLOCK_ROWS * (cols + 1), sizeof *inputs);
  double* found = allocate(BLOCK_ROWS * outputs, sizeof *found);
  struct answers answers = make_answers(network, options);
  begin_answers(&answers);
  for (size_t row = 0; row < count; row += BLOCK_ROWS) {
    const size_t block = count - row < BLOCK_ROWS ? count - row : BLOCK_ROWS;
    take_inputs(&rows, row, block, inputs);
    if (nn_predict(network, inputs, NN_F64, block, found, NN_F64) != NN_OK)
      fail(EXIT_BAD_FILE, "%s: rows from %zu on: %s", options->file, row + 1, nn_last_error());
    for (size_t i = 0; i < block; ++i)
      print_answer(&answers, (int64_t)(row + i + 1), found + i * outputs);
    check_output();
  }
  end_answers(&answers);
  free_answers(&answers);
  free(found);
  free(inputs);
  nn_dataset_destroy(rows.dataset);
  nn_dataset_destroy(rows.like);
}

/* ------------------------------------------------------------------------------------ image -- */

/* What a white pixel is to the network. */
static double find_white(const nn_network* network, const struct predict_options* options,
                         const struct origin* origin) {
  if (options->white > 0) return options->white;
  if (origin->white > 0) return origin->white;
  if (origin->kind != DATA_UNKNOWN)
    fail(EXIT_BAD_FILE,
         "%s: was not trained on pixels, but on other numbers; if they were, say what white is: "
         "--white VALUE",
         options->model);
  const int64_t scaling = model_int(network, NN_OPTION_INPUT_SCALING);
  if (scaling != NN_SCALING_NONE)
    fail(EXIT_BAD_FILE,
         "%s: its inputs are scaled (%s), and nothing says what pixels they were: say what white "
         "is, such as --white 255",
         options->model, choice_name(NN_OPTION_INPUT_SCALING, scaling));
  return 1;
}

/* The size of the images that the network takes. */
static void find_size(const nn_network* network, const struct predict_options* options,
                      const struct origin* origin, struct fit* fit) {
  const size_t inputs = model_inputs(network);
  fit->width = origin->width;
  fit->height = origin->height;
  if (fit->width > 0) return;
  const size_t side = (size_t)(sqrt((double)inputs) + 0.5);
  if (side * side != inputs)
    fail(EXIT_BAD_FILE, "%s: takes %zu inputs, which make no square image", options->model, inputs);
  fit->width = fit->height = side;
}

static void predict_image(const nn_network* network, const struct predict_options* options,
                          const struct origin* origin, enum image_format format) {
  const double white = find_white(network, options, origin);
  struct fit fit = {0, 0, 0, 0, 0};
  find_size(network, options, origin, &fit);
  struct image image = read_image(options->file, format);
  const size_t width = image.width, height = image.height;
  const double border = image_border(&image);
  const int inverts =
      options->invert == INVERT_YES || (options->invert == INVERT_AUTO && border > 127.5);
  if (inverts) invert_image(&image);
  fit.background = image_border(&image);
  if (options->trim) {
    trim_image(&image);
    fit.by_mass = 1;
    fit.margin = (fit.width < fit.height ? fit.width : fit.height) / 7;
  }
  note("neuro: %s: %zu x %zu pixels, %s edges, %s%s, scaled to %zu x %zu", options->file, width,
       height, border > 127.5 ? "light" : "dark", inverts ? "inverted" : "not inverted",
       options->trim ? ", trimmed" : "", fit.width, fit.height);

  double* pixels = allocate(model_inputs(network), sizeof *pixels);
  double* outputs = allocate(model_outputs(network), sizeof *outputs);
  fit_image(&image, &fit, pixels);
  for (size_t i = 0; i < model_inputs(network); ++i) pixels[i] = pixels[i] * white / 255;
  check(nn_predict(network, pixels, NN_F64, 1, outputs, NN_F64), "predicting");
  struct answers answers = make_answers(network, options);
  print_image_answer(&answers, outputs, inverts);
  free_answers(&answers);
  free(outputs);
  free(pixels);
  free_image(&image);
}

int command_predict(int argc, char** argv) {
  struct predict_options options;
  parse_predict_options(&options, argc, argv);
  nn_network* network = load_model(options.model, options.network);
  const struct origin origin = load_origin(network, options.model);
  const enum image_format format = image_format(options.file);
  if (format == IMAGE_NONE)
    predict_rows(network, &options, &origin);
  else
    predict_image(network, &options, &origin, format);
  nn_destroy(network);
  nn_options_destroy(options.network);
  check_output();
  return EXIT_FINE;
}
