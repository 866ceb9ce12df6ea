/* SPDX-License-Identifier: MIT */
#include "answers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "json.h"
#include "model.h"
#include "number.h"
#include "report.h"

static int classifies(const nn_network* network) {
  return model_int(network, NN_OPTION_OUTPUT) == NN_OUTPUT_SOFTMAX;
}

static void json_outputs(const nn_network* network, const char* key, const double* outputs) {
  const nn_type type = (nn_type)model_int(network, NN_OPTION_TYPE);
  json_open(key, '[');
  for (size_t i = 0; i < model_outputs(network); ++i) json_real(NULL, outputs[i], type);
  json_close(']');
}

/* What there is to say about one row, in an object that is open. */
static void json_answer(const nn_network* network, const double* outputs, int with_all) {
  if (!classifies(network)) {
    json_outputs(network, "outputs", outputs);
    return;
  }
  const size_t answer = largest(outputs, model_outputs(network));
  json_integer("class", (int64_t)answer);
  json_real("probability", outputs[answer], (nn_type)model_int(network, NN_OPTION_TYPE));
  if (with_all) json_outputs(network, "probabilities", outputs);
}

void begin_answers(const nn_network* network, const struct predict_options* options) {
  const size_t count = model_outputs(network);
  if (options->json) {
    json_open(NULL, '{');
    json_string("model", options->model);
    json_string("file", options->file);
    json_open("rows", '[');
    return;
  }
  const int is_class = classifies(network);
  fputs(is_class ? "row,class,probability" : "row", stdout);
  for (size_t i = 0; i < count && (!is_class || options->probabilities); ++i)
    printf(",%s%zu", is_class ? "p" : "output", i);
  putchar('\n');
}

static void print_number(const nn_network* network, double value) {
  char text[NUMBER_SIZE];
  printf(",%s", format_number(text, value, (nn_type)model_int(network, NN_OPTION_TYPE)));
}

void print_answer(const nn_network* network, const struct predict_options* options, int64_t row,
                  const double* outputs) {
  const size_t count = model_outputs(network);
  if (options->json) {
    json_open(NULL, '{');
    json_integer("row", row);
    json_answer(network, outputs, options->probabilities);
    json_close('}');
    return;
  }
  const int is_class = classifies(network);
  printf("%" PRId64, row);
  if (is_class) {
    const size_t answer = largest(outputs, count);
    printf(",%zu", answer);
    print_number(network, outputs[answer]);
  }
  for (size_t i = 0; i < count && (!is_class || options->probabilities); ++i)
    print_number(network, outputs[i]);
  putchar('\n');
}

void end_answers(const struct predict_options* options) {
  if (!options->json) return;
  json_close(']');
  json_close('}');
}

/* ------------------------------------------------------------------------------------ image -- */

/* The likeliest classes first, in a table as long as a screen. */
static void print_table(const double* outputs, size_t count) {
  enum { MOST = 20 };
  int* is_printed = allocate(count, sizeof *is_printed);
  for (size_t line = 0; line < count && line < MOST; ++line) {
    size_t next = count;
    for (size_t i = 0; i < count; ++i)
      if (!is_printed[i] && (next == count || outputs[i] > outputs[next])) next = i;
    is_printed[next] = 1;
    printf("%5zu%11.4f%%\n", next, 100 * outputs[next]);
  }
  free(is_printed);
}

void print_image_answer(const nn_network* network, const struct predict_options* options,
                        const double* outputs, int is_inverted) {
  const size_t count = model_outputs(network);
  if (options->json) {
    json_open(NULL, '{');
    json_string("model", options->model);
    json_string("file", options->file);
    json_boolean("inverted", is_inverted);
    json_answer(network, outputs, 1);
    json_close('}');
  } else if (classifies(network)) {
    printf("class %zu\n\n", largest(outputs, count));
    print_table(outputs, count);
  } else {
    for (size_t i = 0; i < count; ++i) printf("output %zu: %g\n", i, outputs[i]);
  }
}
