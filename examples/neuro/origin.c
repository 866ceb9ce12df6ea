/* SPDX-License-Identifier: MIT */
#include "origin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "choices.h"
#include "number.h"
#include "report.h"

static const char kind_key[] = "cli.data";
static const char label_key[] = "cli.label_column";
static const char separator_key[] = "cli.separator";
static const char missing_key[] = "cli.missing";
static const char target_key[] = "cli.target";
static const char split_key[] = "cli.validation_split";
static const char white_key[] = "cli.white";
static const char image_key[] = "cli.image";
static const char fingerprint_key[] = "cli.fingerprint";

static void set(nn_network* network, const char* key, const char* value) {
  check(nn_set_metadata(network, key, value), "noting where the model comes from");
}

/* value: one more than that of the option, or 0 where it was not said. */
static void set_choice(nn_network* network, const char* key, nn_option option, int64_t value) {
  set(network, key, value != 0 ? choice_name(option, value - 1) : NULL);
}

void store_origin(nn_network* network, const struct origin* origin) {
  char text[64];
  set(network, kind_key, origin->kind == DATA_IDX ? "idx" : "csv");
  snprintf(text, sizeof text, "%" PRId64, origin->csv.label);
  set(network, label_key, origin->csv.has_label ? text : NULL);
  text[0] = (char)origin->csv.separator;
  text[1] = '\0';
  set(network, separator_key, origin->csv.separator != 0 ? text : NULL);
  set_choice(network, missing_key, NN_OPTION_CSV_MISSING, origin->csv.missing);
  set_choice(network, target_key, NN_OPTION_CSV_TARGET, origin->csv.target);
  set(network, split_key, origin->split > 0 ? format_number(text, origin->split, NN_F64) : NULL);
  set(network, white_key, origin->white > 0 ? format_number(text, origin->white, NN_F64) : NULL);
  snprintf(text, sizeof text, "%zux%zu", origin->width, origin->height);
  set(network, image_key, origin->width > 0 ? text : NULL);
  snprintf(text, sizeof text, "%016" PRIx64, origin->fingerprint);
  set(network, fingerprint_key, text);
}

static void bad_value(const char* path, const char* key, const char* value) {
  fail(EXIT_BAD_FILE, "%s: the metadata %s is '%.40s', which makes no sense", path, key, value);
}

/* The number at the beginning of *text, which is moved behind it; 0 and unmoved if there is none.
 */
static double take_number(const char** text) {
  char* end = NULL;
  const double value = strtod(*text, &end);
  *text = end;
  return value;
}

/* A number of the metadata within bounds, or 0 if there is none. */
static double get_number(const nn_network* network, const char* path, const char* key,
                         double minimum, double maximum) {
  const char* text = nn_metadata(network, key);
  if (text == NULL) return 0;
  const char* end = text;
  const double value = take_number(&end);
  if (end == text || *end != '\0' || !(value >= minimum && value <= maximum))
    bad_value(path, key, text);
  return value;
}

static void get_image(const nn_network* network, const char* path, struct origin* origin) {
  const char* text = nn_metadata(network, image_key);
  if (text == NULL) return;
  const char* end = text;
  const double width = take_number(&end);
  const int has_times = *end == 'x';
  end += has_times;
  const double height = take_number(&end);
  const double inputs = (double)nn_layer_size(network, 0);
  if (!has_times || *end != '\0' || !(width >= 1 && width <= inputs) || width * height != inputs)
    bad_value(path, image_key, text);
  origin->width = (size_t)width;
  origin->height = (size_t)height;
}

static int64_t get_choice(const nn_network* network, const char* path, const char* key,
                          nn_option option) {
  const char* text = nn_metadata(network, key);
  if (text == NULL) return 0;
  const int64_t value = find_choice(option, text, strlen(text));
  if (value < 0) bad_value(path, key, text);
  return value + 1;
}

static void get_csv_format(const nn_network* network, const char* path, struct csv_format* format) {
  const double most = 9007199254740992.0; /* 2^53: whole numbers up to it are exact */
  const double label = get_number(network, path, label_key, -most, most);
  const char* separator = nn_metadata(network, separator_key);
  format->has_label = nn_metadata(network, label_key) != NULL;
  format->label = (int64_t)label;
  if ((double)format->label != label) bad_value(path, label_key, nn_metadata(network, label_key));
  if (separator != NULL) {
    format->separator = (unsigned char)separator[0];
    if (strlen(separator) != 1 || format->separator > 127)
      bad_value(path, separator_key, separator);
  }
  format->missing = get_choice(network, path, missing_key, NN_OPTION_CSV_MISSING);
  format->target = get_choice(network, path, target_key, NN_OPTION_CSV_TARGET);
}

struct origin load_origin(const nn_network* network, const char* path) {
  struct origin origin;
  memset(&origin, 0, sizeof origin);
  const char* kind = nn_metadata(network, kind_key);
  if (kind == NULL) return origin;
  if (strcmp(kind, "idx") != 0 && strcmp(kind, "csv") != 0) bad_value(path, kind_key, kind);
  origin.kind = strcmp(kind, "idx") == 0 ? DATA_IDX : DATA_CSV;
  get_csv_format(network, path, &origin.csv);
  origin.split = get_number(network, path, split_key, 0, 1);
  origin.white = get_number(network, path, white_key, 0, 1e9);
  get_image(network, path, &origin);
  const char* fingerprint = nn_metadata(network, fingerprint_key);
  if (fingerprint != NULL) origin.fingerprint = strtoull(fingerprint, NULL, 16);
  return origin;
}
