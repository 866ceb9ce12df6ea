/* SPDX-License-Identifier: MIT */
#include "csv_format.h"

#include <stdio.h>
#include <string.h>

#include "../c/usage.h"
#include "choices.h"
#include "report.h"

struct csv_format merge_csv_formats(const struct csv_format* first,
                                    const struct csv_format* second) {
  struct csv_format merged = first->has_label ? *first : *second;
  merged.separator = first->separator != 0 ? first->separator : second->separator;
  merged.missing = first->missing != 0 ? first->missing : second->missing;
  merged.target = first->target != 0 ? first->target : second->target;
  return merged;
}

int has_number_targets(const struct csv_format* format) {
  return format->target == NN_CSV_TARGET_NUMBERS + 1;
}

static void set(nn_options* options, nn_option option, int64_t value) {
  check(nn_options_set_int(options, option, value), "setting options");
}

nn_options* csv_options(const struct csv_format* format) {
  nn_options* options = NULL;
  check(nn_options_create(&options), "creating options");
  if (format->separator != 0) set(options, NN_OPTION_CSV_SEPARATOR, format->separator);
  if (format->missing != 0) set(options, NN_OPTION_CSV_MISSING, format->missing - 1);
  if (format->target != 0) set(options, NN_OPTION_CSV_TARGET, format->target - 1);
  return options;
}

nn_status load_csv(nn_dataset** out, const char* path, int64_t label,
                   const struct csv_format* format, const nn_dataset* like) {
  nn_options* options = csv_options(format);
  const nn_status status = nn_dataset_load_csv_with(out, path, label, options, like);
  nn_options_destroy(options);
  return status;
}

void take_label(void* command, const struct flag* flag, const char* text) {
  struct csv_format* format = (struct csv_format*)((char*)command + flag->field);
  format->has_label = 1;
  format->label = parse_integer(flag->name, text);
}

void take_separator(void* command, const struct flag* flag, const char* text) {
  static const struct {
    const char* name;
    char character;
  } words[] = {{"tab", '\t'}, {"space", ' '}, {"comma", ','}, {"semicolon", ';'}};
  struct csv_format* format = (struct csv_format*)((char*)command + flag->field);
  format->separator = (unsigned char)text[0];
  if (strlen(text) == 1 && format->separator < 128) return;
  for (size_t i = 0; i < sizeof words / sizeof *words; ++i) {
    format->separator = words[i].character;
    if (strcmp(text, words[i].name) == 0) return;
  }
  flag_error(flag, "needs to be a character, or tab, space, comma or semicolon");
}

void take_csv_choice(void* command, const struct flag* flag, const char* text) {
  const int64_t value = find_choice(flag->option, text, strlen(text)) + 1;
  if (value == 0) {
    char why[128];
    snprintf(why, sizeof why, "needs to be %s", list_choices(flag->option));
    flag_error(flag, why);
  }
  memcpy((char*)command + flag->field, &value, sizeof value);
}
