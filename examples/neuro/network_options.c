/* SPDX-License-Identifier: MIT */
#include "network_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../c/usage.h"
#include "choices.h"
#include "report.h"

enum { WORD_SIZE = 64 };

static int is_real(nn_option option) {
  return nn_option_bounds_real(option, NULL, NULL, NULL) == NN_OK;
}

/* ----------------------------------------------------------------------------------- taking -- */

/* Sets an option for all layers (layer < 0), or for one. */
static void set_integer(nn_options* options, const struct flag* flag, int layer, int64_t value) {
  const nn_status status =
      layer < 0 ? nn_options_set_int(options, flag->option, value)
                : nn_options_set_layer_int(options, (size_t)layer, flag->option, value);
  if (status != NN_OK) flag_error(flag, nn_last_error());
}

static void set_real(nn_options* options, const struct flag* flag, int layer, double value) {
  const nn_status status =
      layer < 0 ? nn_options_set_real(options, flag->option, value)
                : nn_options_set_layer_real(options, (size_t)layer, flag->option, value);
  if (status != NN_OK) flag_error(flag, nn_last_error());
}

static void set_choice(nn_options* options, const struct flag* flag, int layer, const char* word) {
  const int64_t value = find_choice(flag->option, word, strlen(word));
  if (value < 0) {
    char why[320];
    snprintf(why, sizeof why, "needs to be %s, not '%.40s'", list_choices(flag->option), word);
    flag_error(flag, why);
  }
  set_integer(options, flag, layer, value);
}

static void set_word(nn_options* options, const struct flag* flag, int layer, const char* word) {
  if (has_choices(flag->option))
    set_choice(options, flag, layer, word);
  else if (is_real(flag->option))
    set_real(options, flag, layer, parse_real(flag->name, word));
  else
    set_integer(options, flag, layer, parse_integer(flag->name, word));
}

/* Returns how many there are. */
static int set_layers(nn_options* options, const struct flag* flag, const char* text) {
  for (int layer = 0;; ++layer) {
    char word[WORD_SIZE];
    const size_t length = strcspn(text, ",");
    if (layer > MAX_HIDDEN) flag_error(flag, "has more values than there may be layers");
    if (length >= sizeof word) flag_error(flag, "has a value that is too long");
    memcpy(word, text, length);
    word[length] = '\0';
    set_word(options, flag, layer, word);
    if (text[length] == '\0') return layer + 1;
    text += length + 1;
  }
}

void take_network_option(void* command, const struct flag* flag, const char* text) {
  nn_options* options = *(nn_options**)command;
  if (text == NULL)
    set_integer(options, flag, -1, flag->value);
  else
    set_word(options, flag, -1, text);
}

void take_network_flag(void* command, const struct flag* flag, const char* text) {
  struct network_options* options = command;
  unsigned char* given = &options->given[flag - network_flags.flags];
  *given = 1;
  if ((flag->traits & FLAG_PER_LAYER) != 0 && strchr(text, ',') != NULL)
    *given = (unsigned char)set_layers(options->set, flag, text);
  else
    take_network_option(command, flag, text);
}

/* ----------------------------------------------------------------------------- what was given --
 */

int is_given(const struct network_options* options, nn_option option) {
  for (size_t i = 0; i < network_flags.count; ++i)
    if (network_flags.flags[i].name != NULL && network_flags.flags[i].option == option)
      return options->given[i] > 0;
  return 0;
}

/* The last layer has only some of the options of layers. */
static int is_of_last_layer(nn_option option) {
  return option == NN_OPTION_INITIALISATION || option == NN_OPTION_INITIAL_BIAS;
}

void check_layer_values(const struct network_options* options, size_t hidden) {
  for (size_t i = 0; i < network_flags.count; ++i) {
    const size_t values = options->given[i];
    if (values < 2 || values == hidden) continue;
    if (is_of_last_layer(network_flags.flags[i].option) && values == hidden + 1) continue;
    char why[96];
    snprintf(why, sizeof why, "has %zu values, and there are %zu hidden layers", values, hidden);
    flag_error(&network_flags.flags[i], why);
  }
}

/* The value of an option; of an option of layers as layer `layer` has it. */
static double wanted_value(const nn_options* options, const struct flag* flag, size_t layer) {
  const nn_option option = flag->option;
  const int is_layered = (flag->traits & FLAG_PER_LAYER) != 0;
  double real = 0;
  int64_t integer = 0;
  if (is_real(option))
    check(is_layered ? nn_options_get_layer_real(options, layer, option, &real)
                     : nn_options_get_real(options, option, &real),
          "reading options");
  else
    check(is_layered ? nn_options_get_layer_int(options, layer, option, &integer)
                     : nn_options_get_int(options, option, &integer),
          "reading options");
  return is_real(option) ? real : (double)integer;
}

static double network_value(const nn_network* network, const struct flag* flag, size_t layer) {
  const nn_option option = flag->option;
  const int is_layered = (flag->traits & FLAG_PER_LAYER) != 0;
  double real = 0;
  int64_t integer = 0;
  if (is_real(option))
    check(is_layered ? nn_get_layer_real(network, layer, option, &real)
                     : nn_get_real(network, option, &real),
          "reading options");
  else
    check(is_layered ? nn_get_layer_int(network, layer, option, &integer)
                     : nn_get_int(network, option, &integer),
          "reading options");
  return is_real(option) ? real : (double)integer;
}

static int contradicts(const nn_options* options, const struct flag* flag,
                       const nn_network* network) {
  size_t layers = 1;
  if ((flag->traits & FLAG_PER_LAYER) != 0)
    layers = nn_layer_count(network) - 2 + (size_t)is_of_last_layer(flag->option);
  for (size_t layer = 0; layer < layers; ++layer)
    if (wanted_value(options, flag, layer) != network_value(network, flag, layer)) return 1;
  return 0;
}

const struct flag* find_contradiction(const struct network_options* options,
                                      const nn_network* network) {
  for (size_t i = 0; i < network_flags.count; ++i)
    if (options->given[i] > 0 && (network_flags.flags[i].traits & FLAG_MAY_CHANGE) == 0 &&
        contradicts(options->set, &network_flags.flags[i], network))
      return &network_flags.flags[i];
  return NULL;
}

void copy_changes(const struct network_options* options, nn_options* changes) {
  for (size_t i = 0; i < network_flags.count; ++i) {
    if (options->given[i] == 0 || (network_flags.flags[i].traits & FLAG_MAY_CHANGE) == 0) continue;
    const double value = wanted_value(options->set, &network_flags.flags[i], 0);
    check(is_real(network_flags.flags[i].option)
              ? nn_options_set_real(changes, network_flags.flags[i].option, value)
              : nn_options_set_int(changes, network_flags.flags[i].option, (int64_t)value),
          "setting options");
  }
}
