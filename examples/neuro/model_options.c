/* SPDX-License-Identifier: MIT */
#include "model_options.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "choices.h"
#include "json.h"
#include "model.h"
#include "report.h"

enum { NAME_SIZE = 48, LINE_COLUMNS = 80 };

/* What has a line of its own, or says nothing about the model. */
static const nn_option apart[] = {
    NN_OPTION_TYPE,          NN_OPTION_SEED,       NN_OPTION_WORKERS,
    NN_OPTION_LEARNING_RATE, NN_OPTION_BATCH_SIZE, NN_OPTION_EPOCHS,
    NN_OPTION_INPUT_SCALING, NN_OPTION_OUTPUT,     NN_OPTION_PROGRESS_INTERVAL,
    NN_OPTION_LOSS,          NN_OPTION_ACTIVATION, NN_OPTION_NORMALISATION,
    NN_OPTION_OPTIMIZER,     NN_OPTION_SCHEDULE,   NN_OPTION_ALLOW_NOT_FINITE,
    NN_OPTION_CSV_SEPARATOR, NN_OPTION_CSV_TARGET, NN_OPTION_CSV_MISSING,
    NN_OPTION_DROPOUT,
};

static int is_apart(nn_option option) {
  for (size_t i = 0; i < sizeof apart / sizeof *apart; ++i)
    if (apart[i] == option) return 1;
  return 0;
}

/* "NN_OPTION_SEED" as "seed". */
static const char* short_name(nn_option option, char name[NAME_SIZE]) {
  const char* long_name = nn_option_name(option) + strlen("NN_OPTION_");
  size_t i = 0;
  for (; long_name[i] != '\0' && i + 1 < NAME_SIZE; ++i)
    name[i] = (char)tolower((unsigned char)long_name[i]);
  name[i] = '\0';
  return name;
}

static int is_integer(nn_option option) {
  return nn_option_bounds_int(option, NULL, NULL, NULL) == NN_OK;
}

/* ------------------------------------------------------------------------------------- text -- */

/* An option that is not as by default, as text; empty if it is. */
static void describe_option(const nn_network* network, nn_option option, char* text, size_t size) {
  char name[NAME_SIZE];
  text[0] = '\0';
  if (is_integer(option)) {
    int64_t fallback = 0;
    const int64_t value = model_int(network, option);
    check(nn_option_bounds_int(option, NULL, NULL, &fallback), "reading an option");
    if (value == fallback) return;
    if (has_choices(option))
      snprintf(text, size, "%s %s", short_name(option, name), choice_name(option, value));
    else
      snprintf(text, size, "%s %" PRId64, short_name(option, name), value);
  } else {
    double fallback = 0;
    const double value = model_real(network, option);
    check(nn_option_bounds_real(option, NULL, NULL, &fallback), "reading an option");
    if (value != fallback) snprintf(text, size, "%s %g", short_name(option, name), value);
  }
}

static void print_others(const nn_network* network) {
  int column = 0;
  for (nn_option option = 1; nn_option_name(option) != NULL; ++option) {
    char text[2 * NAME_SIZE];
    if (is_apart(option)) continue;
    describe_option(network, option, text, sizeof text);
    if (text[0] == '\0') continue;
    const int length = (int)strlen(text);
    const int is_first = column == 0, breaks = column + 2 + length > LINE_COLUMNS;
    column = is_first || breaks
                 ? printf("%s%-15s%s", is_first ? "" : ",\n", is_first ? "others" : "", text)
                 : column + printf(", %s", text);
  }
  if (column > 0) putchar('\n');
}

/* The dropout of the hidden layers, if there is any. */
static void print_dropout(const nn_network* network) {
  const size_t hidden = nn_layer_count(network) - 2;
  double most = 0;
  for (size_t i = 0; i < hidden; ++i) {
    const double dropout = model_layer_real(network, i, NN_OPTION_DROPOUT);
    if (dropout > most) most = dropout;
  }
  if (most == 0) return;
  fputs("dropout        ", stdout);
  for (size_t i = 0; i < hidden; ++i)
    printf("%s%g", i == 0 ? "" : ",", model_layer_real(network, i, NN_OPTION_DROPOUT));
  putchar('\n');
}

void print_model_options(const nn_network* network) {
  const int64_t output = model_int(network, NN_OPTION_OUTPUT);
  const int64_t loss = model_int(network, NN_OPTION_LOSS);
  const char* own_loss = output == NN_OUTPUT_IDENTITY  ? "squared"
                         : output == NN_OUTPUT_SIGMOID ? "binary cross-entropy"
                                                       : "cross-entropy";
  printf("output         %s, loss %s\n", choice_name(NN_OPTION_OUTPUT, output),
         loss == NN_LOSS_DEFAULT ? own_loss : choice_name(NN_OPTION_LOSS, loss));
  fputs("activation     ", stdout);
  print_choices(stdout, network, NN_OPTION_ACTIVATION);
  fputs("\nnormalisation  ", stdout);
  print_choices(stdout, network, NN_OPTION_NORMALISATION);
  putchar('\n');
  print_dropout(network);
  printf("input scaling  %s\n",
         choice_name(NN_OPTION_INPUT_SCALING, model_int(network, NN_OPTION_INPUT_SCALING)));
  printf("optimizer      %s, schedule %s\n",
         choice_name(NN_OPTION_OPTIMIZER, model_int(network, NN_OPTION_OPTIMIZER)),
         choice_name(NN_OPTION_SCHEDULE, model_int(network, NN_OPTION_SCHEDULE)));
  printf("options        epochs %" PRId64 ", batch %" PRId64 ", learning rate %g, seed %" PRId64
         "\n",
         model_int(network, NN_OPTION_EPOCHS), model_int(network, NN_OPTION_BATCH_SIZE),
         model_real(network, NN_OPTION_LEARNING_RATE), model_int(network, NN_OPTION_SEED));
  print_others(network);
}

/* ------------------------------------------------------------------------------------- JSON -- */

static void json_choice(const nn_network* network, const char* key, nn_option option) {
  json_string(key, choice_name(option, model_int(network, option)));
}

static void json_choices(const nn_network* network, const char* key, nn_option option) {
  json_open(key, '[');
  for (size_t i = 0; i + 2 < nn_layer_count(network); ++i)
    json_string(NULL, choice_name(option, model_layer_int(network, i, option)));
  json_close(']');
}

static void json_option(const nn_network* network, nn_option option) {
  char name[NAME_SIZE];
  short_name(option, name);
  if (!is_integer(option))
    json_real(name, model_real(network, option), NN_F64);
  else if (has_choices(option))
    json_choice(network, name, option);
  else
    json_integer(name, model_int(network, option));
}

void json_model_options(const nn_network* network) {
  json_choice(network, "output", NN_OPTION_OUTPUT);
  json_choice(network, "loss", NN_OPTION_LOSS);
  json_choices(network, "activations", NN_OPTION_ACTIVATION);
  json_choices(network, "normalisations", NN_OPTION_NORMALISATION);
  json_open("dropouts", '[');
  for (size_t i = 0; i + 2 < nn_layer_count(network); ++i)
    json_real(NULL, model_layer_real(network, i, NN_OPTION_DROPOUT), NN_F64);
  json_close(']');
  json_choice(network, "input_scaling", NN_OPTION_INPUT_SCALING);
  json_choice(network, "optimizer", NN_OPTION_OPTIMIZER);
  json_choice(network, "schedule", NN_OPTION_SCHEDULE);
  json_integer("epochs", model_int(network, NN_OPTION_EPOCHS));
  json_integer("batch", model_int(network, NN_OPTION_BATCH_SIZE));
  json_real("learning_rate", model_real(network, NN_OPTION_LEARNING_RATE), NN_F64);
  json_integer("seed", model_int(network, NN_OPTION_SEED));
  json_open("options", '{');
  for (nn_option option = 1; nn_option_name(option) != NULL; ++option) json_option(network, option);
  json_close('}');
}
