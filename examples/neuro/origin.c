/* SPDX-License-Identifier: MIT */
#include "origin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "number.h"
#include "report.h"

static const char kind_key[] = "cli.data";
static const char label_key[] = "cli.label_column";
static const char split_key[] = "cli.validation_split";
static const char white_key[] = "cli.white";
static const char image_key[] = "cli.image";
static const char fingerprint_key[] = "cli.fingerprint";

static void set(nn_network* network, const char* key, const char* value) {
  check(nn_set_metadata(network, key, value), "noting where the model comes from");
}

void store_origin(nn_network* network, const struct origin* origin) {
  char text[64];
  set(network, kind_key, origin->kind == DATA_IDX ? "idx" : "csv");
  snprintf(text, sizeof text, "%" PRId64, origin->label);
  set(network, label_key, origin->has_label ? text : NULL);
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

struct origin load_origin(const nn_network* network, const char* path) {
  struct origin origin;
  memset(&origin, 0, sizeof origin);
  const char* kind = nn_metadata(network, kind_key);
  if (kind == NULL) return origin;
  if (strcmp(kind, "idx") != 0 && strcmp(kind, "csv") != 0) bad_value(path, kind_key, kind);
  origin.kind = strcmp(kind, "idx") == 0 ? DATA_IDX : DATA_CSV;
  origin.has_label = nn_metadata(network, label_key) != NULL;
  const double most = 9007199254740992.0; /* 2^53: whole numbers up to it are exact */
  const double label = get_number(network, path, label_key, -most, most);
  origin.label = (int64_t)label;
  if ((double)origin.label != label) bad_value(path, label_key, nn_metadata(network, label_key));
  origin.split = get_number(network, path, split_key, 0, 1);
  origin.white = get_number(network, path, white_key, 0, 1e9);
  get_image(network, path, &origin);
  const char* fingerprint = nn_metadata(network, fingerprint_key);
  if (fingerprint != NULL) origin.fingerprint = strtoull(fingerprint, NULL, 16);
  return origin;
}
