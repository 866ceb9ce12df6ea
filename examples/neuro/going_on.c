/* SPDX-License-Identifier: MIT */
#include "going_on.h"

#include <inttypes.h>
#include <stdio.h>

#include "choices.h"
#include "model.h"
#include "number.h"
#include "report.h"

static void contradiction(const struct train_options* options, const char* option,
                          const char* value) {
  fail(EXIT_USAGE,
       "--%s contradicts %s, which was trained with %s: leave it out to go on, or train a new "
       "network without --resume",
       option, options->save, value);
}

static void check_network_options(const struct train_options* options, const nn_network* network) {
  char text[NUMBER_SIZE];
  const struct flag* flag = find_contradiction(&options->network, network);
  if (flag == NULL) return;
  int64_t value = 0;
  if ((flag->traits & FLAG_PER_LAYER) != 0 || nn_get_int(network, flag->option, &value) != NN_OK)
    contradiction(options, flag->name, "other values");
  snprintf(text, sizeof text, "%" PRId64, value);
  contradiction(options, flag->name,
                has_choices(flag->option)           ? choice_name(flag->option, value)
                : flag->option == NN_OPTION_TYPE    ? "single precision"
                : flag->option == NN_OPTION_SHUFFLE ? "shuffled rows"
                                                    : text);
}

static void check_same_layers(const struct train_options* options, const nn_network* network) {
  int same = nn_layer_count(network) == options->hidden_count + 2;
  for (size_t i = 0; same && i < options->hidden_count; ++i)
    same = nn_layer_size(network, i + 1) == options->hidden[i];
  if (!same) contradiction(options, "layers", "other layers");
}

static void check_data(const struct train_options* options, const nn_network* network,
                       const struct origin* origin) {
  char text[NUMBER_SIZE];
  const int are_numbers = model_int(network, NN_OPTION_OUTPUT) == NN_OUTPUT_IDENTITY;
  if (options->csv.target != 0 && wants_numbers(options) != are_numbers)
    contradiction(options, "target", are_numbers ? "numbers" : "classes");
  if (origin->kind == DATA_UNKNOWN) return;
  if ((origin->kind == DATA_IDX) != (options->data.count == 2))
    fail(EXIT_USAGE, "%s was trained on %s, and goes on with that only", options->save,
         origin->kind == DATA_IDX ? "IDX files" : "a CSV file");
  if (options->csv.has_label && origin->csv.has_label && options->csv.label != origin->csv.label) {
    snprintf(text, sizeof text, "%" PRId64, origin->csv.label);
    contradiction(options, "label", text);
  }
  if (options->split > 0 && options->split != origin->split)
    contradiction(options, "validation-split",
                  origin->split > 0 ? format_number(text, origin->split, NN_F64) : "all rows");
  if (options->validation.count > 0 && origin->split > 0)
    contradiction(options, "validation", "--validation-split instead");
}

/* Options that may change from one part of the training to the next. */
static nn_network* load(const struct train_options* options) {
  nn_options* changes = NULL;
  int64_t workers = 0;
  check(nn_options_create(&changes), "creating options");
  copy_changes(&options->network, changes);
  check(nn_options_get_int(options->network.set, NN_OPTION_WORKERS, &workers), "reading options");
  check(nn_options_set_int(changes, NN_OPTION_WORKERS, workers), "setting options");
  check(nn_options_set_real(changes, NN_OPTION_PROGRESS_INTERVAL, 0), "setting options");
  nn_network* network = load_model(options->save, changes);
  nn_options_destroy(changes);
  return network;
}

nn_network* load_to_go_on(const struct train_options* options, struct origin* before) {
  nn_network* network = load(options);
  *before = load_origin(network, options->save);
  if (options->has_layers) check_same_layers(options, network);
  check_layer_values(&options->network, nn_layer_count(network) - 2);
  check_network_options(options, network);
  check_data(options, network, before);
  return network;
}
