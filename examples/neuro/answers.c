/* SPDX-License-Identifier: MIT */
#include "answers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "model.h"
#include "number.h"
#include "report.h"

struct answers make_answers(const nn_network* network, const struct predict_options* options) {
  struct answers answers = {.options = options, .classes = model_classes(network)};
  answers.type = (nn_type)model_int(network, NN_OPTION_TYPE);
  answers.is_class = model_int(network, NN_OPTION_OUTPUT) != NN_OUTPUT_IDENTITY;
  answers.outputs = model_outputs(network);
  answers.count = answers.is_class && answers.outputs == 1 ? 2 : answers.outputs;
  answers.values = allocate(answers.count, sizeof *answers.values);
  return answers;
}

void free_answers(struct answers* answers) {
  free_classes(&answers->classes);
  free(answers->values);
}

/* A single probability is that of class 1, and what is left, of class 0. */
static void take_outputs(const struct answers* answers, const double* outputs) {
  if (answers->count == answers->outputs) {
    memcpy(answers->values, outputs, answers->count * sizeof *outputs);
  } else {
    answers->values[0] = 1 - outputs[0];
    answers->values[1] = outputs[0];
  }
}

static void json_values(const struct answers* answers, const char* key) {
  json_open(key, '[');
  for (size_t i = 0; i < answers->count; ++i) json_real(NULL, answers->values[i], answers->type);
  json_close(']');
}

/* What there is to say about one row, in an object that is open. */
static void json_answer(const struct answers* answers, int with_all) {
  if (!answers->is_class) {
    json_values(answers, "outputs");
    return;
  }
  const size_t answer = largest(answers->values, answers->count);
  json_integer("class", (int64_t)answer);
  if (answer < answers->classes.count) json_string("name", answers->classes.names[answer]);
  json_real("probability", answers->values[answer], answers->type);
  if (with_all) json_values(answers, "probabilities");
}

/* A class as a cell of a CSV file: in quotation marks where it would not stay one. */
static void print_class(const struct answers* answers, size_t label) {
  char number[CLASS_NAME_SIZE];
  const char* name = class_name(&answers->classes, label, number);
  if (name[strcspn(name, ",\"\r\n")] == '\0') {
    fputs(name, stdout);
    return;
  }
  putchar('"');
  for (; *name != '\0'; ++name) {
    if (*name == '"') putchar('"');
    putchar(*name);
  }
  putchar('"');
}

void begin_answers(const struct answers* answers) {
  if (answers->options->json) {
    json_open(NULL, '{');
    json_string("model", answers->options->model);
    json_string("file", answers->options->file);
    json_open("rows", '[');
    return;
  }
  const int is_class = answers->is_class;
  fputs(is_class ? "row,class,probability" : "row", stdout);
  for (size_t i = 0; i < answers->count && (!is_class || answers->options->probabilities); ++i) {
    putchar(',');
    if (answers->classes.count > 0)
      print_class(answers, i);
    else
      printf("%s%zu", is_class ? "p" : "output", i);
  }
  putchar('\n');
}

static void print_number(const struct answers* answers, double value) {
  char text[NUMBER_SIZE];
  printf(",%s", format_number(text, value, answers->type));
}

void print_answer(const struct answers* answers, int64_t row, const double* outputs) {
  take_outputs(answers, outputs);
  if (answers->options->json) {
    json_open(NULL, '{');
    json_integer("row", row);
    json_answer(answers, answers->options->probabilities);
    json_close('}');
    return;
  }
  const int is_class = answers->is_class;
  printf("%" PRId64, row);
  if (is_class) {
    const size_t answer = largest(answers->values, answers->count);
    putchar(',');
    print_class(answers, answer);
    print_number(answers, answers->values[answer]);
  }
  for (size_t i = 0; i < answers->count && (!is_class || answers->options->probabilities); ++i)
    print_number(answers, answers->values[i]);
  putchar('\n');
}

void end_answers(const struct answers* answers) {
  if (!answers->options->json) return;
  json_close(']');
  json_close('}');
}

/* ------------------------------------------------------------------------------------ image -- */

/* The likeliest classes first, in a table as long as a screen. */
static void print_table(const struct answers* answers) {
  enum { MOST = 20 };
  const size_t count = answers->count;
  int* is_printed = allocate(count, sizeof *is_printed);
  for (size_t line = 0; line < count && line < MOST; ++line) {
    size_t next = count;
    for (size_t i = 0; i < count; ++i)
      if (!is_printed[i] && (next == count || answers->values[i] > answers->values[next])) next = i;
    is_printed[next] = 1;
    printf("%5zu%11.4f%%", next, 100 * answers->values[next]);
    if (next < answers->classes.count) printf("  %s", answers->classes.names[next]);
    putchar('\n');
  }
  free(is_printed);
}

void print_image_answer(const struct answers* answers, const double* outputs, int is_inverted) {
  take_outputs(answers, outputs);
  if (answers->options->json) {
    json_open(NULL, '{');
    json_string("model", answers->options->model);
    json_string("file", answers->options->file);
    json_boolean("inverted", is_inverted);
    json_answer(answers, 1);
    json_close('}');
  } else if (answers->is_class) {
    char number[CLASS_NAME_SIZE];
    printf("class %s\n\n",
           class_name(&answers->classes, largest(answers->values, answers->count), number));
    print_table(answers);
  } else {
    for (size_t i = 0; i < answers->count; ++i) printf("output %zu: %g\n", i, answers->values[i]);
  }
}
