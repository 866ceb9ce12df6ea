/* SPDX-License-Identifier: MIT */
#include "choices.h"

#include <stdio.h>
#include <string.h>

enum { MAX_CHOICES = 10 };

/* In the order of their values, which count up from 0. */
static const struct choices {
  nn_option option;
  const char* names[MAX_CHOICES + 1];
} table[] = {
    {NN_OPTION_INPUT_SCALING, {"none", "min-max", "standard"}},
    {NN_OPTION_OUTPUT, {"softmax", "identity", "sigmoid"}},
    {NN_OPTION_LOSS, {"default", "squared", "absolute", "huber"}},
    {NN_OPTION_ACTIVATION,
     {"identity", "relu", "leaky-relu", "elu", "selu", "gelu", "silu", "tanh", "sigmoid",
      "softplus"}},
    {NN_OPTION_NORMALISATION, {"none", "batch", "layer"}},
    {NN_OPTION_INITIALISATION,
     {"he-normal", "he-uniform", "xavier-normal", "xavier-uniform", "lecun-normal", "lecun-uniform",
      "zeros"}},
    {NN_OPTION_OPTIMIZER,
     {"sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam", "adamw", "rprop"}},
    {NN_OPTION_SCHEDULE, {"constant", "step", "exponential", "cosine", "one-cycle", "plateau"}},
    {NN_OPTION_CSV_MISSING, {"refuse", "zero", "mean", "median"}},
    {NN_OPTION_CSV_TARGET, {"classes", "numbers"}},
};

static const char* const* names_of(nn_option option) {
  for (size_t i = 0; i < sizeof table / sizeof *table; ++i)
    if (table[i].option == option) return table[i].names;
  return NULL;
}

int has_choices(nn_option option) { return names_of(option) != NULL; }

const char* choice_name(nn_option option, int64_t value) {
  const char* const* names = names_of(option);
  for (int64_t i = 0; names != NULL && names[i] != NULL; ++i)
    if (i == value) return names[i];
  return "unknown";
}

int64_t find_choice(nn_option option, const char* word, size_t length) {
  const char* const* names = names_of(option);
  for (int64_t i = 0; names != NULL && names[i] != NULL; ++i)
    if (strlen(names[i]) == length && strncmp(names[i], word, length) == 0) return i;
  return -1;
}

const char* list_choices(nn_option option) {
  static char text[256];
  const char* const* names = names_of(option);
  size_t used = 0;
  text[0] = '\0';
  for (int i = 0; names != NULL && names[i] != NULL && used < sizeof text; ++i) {
    const char* before = i == 0 ? "" : names[i + 1] == NULL ? " or " : ", ";
    const int length = snprintf(text + used, sizeof text - used, "%s%s", before, names[i]);
    used += (size_t)length;
  }
  return text;
}
