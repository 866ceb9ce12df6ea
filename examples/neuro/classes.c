/* SPDX-License-Identifier: MIT */
#include "classes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "text.h"

static const char classes_key[] = "classes";

static char* copy(const char* bytes, size_t size) {
  char* text = allocate(size + 1, 1);
  memcpy(text, bytes, size);
  return text;
}

struct classes dataset_classes(const nn_dataset* dataset) {
  struct classes classes = {NULL, 0};
  if (nn_dataset_class_name(dataset, 0) == NULL) return classes;
  classes.count = nn_dataset_classes(dataset);
  classes.names = allocate(classes.count, sizeof *classes.names);
  for (size_t i = 0; i < classes.count; ++i) {
    const char* name = nn_dataset_class_name(dataset, i);
    classes.names[i] = copy(name, strlen(name));
  }
  return classes;
}

void free_classes(struct classes* classes) {
  for (size_t i = 0; i < classes->count; ++i) free(classes->names[i]);
  free(classes->names);
}

void store_classes(nn_network* network, const struct classes* classes) {
  struct text text = {NULL, 0, 0};
  for (size_t i = 0; i < classes->count; ++i) {
    if (i > 0) append(&text, "\n");
    for (const char* c = classes->names[i]; *c != '\0'; ++c)
      append(&text, *c == '\n' ? "\\n" : *c == '\\' ? "\\\\" : "%c", *c);
  }
  if (classes->count > 0)
    check(nn_set_metadata(network, classes_key, text.bytes), "noting the names of the classes");
  free(text.bytes);
}

/* A line of the metadata as the name that it stands for. */
static char* read_name(const char* line, size_t size) {
  char* name = copy(line, size);
  char* end = name;
  for (size_t i = 0; i < size; ++i) {
    const int is_escaped = line[i] == '\\' && i + 1 < size;
    i += (size_t)is_escaped;
    *end++ = is_escaped && line[i] == 'n' ? '\n' : line[i];
  }
  *end = '\0';
  return name;
}

struct classes model_classes(const nn_network* network) {
  struct classes classes = {NULL, 0};
  const size_t outputs = nn_layer_size(network, nn_layer_count(network) - 1);
  const char* line = nn_metadata(network, classes_key);
  if (line == NULL) return classes;
  size_t lines = 1;
  for (const char* c = line; *c != '\0'; ++c) lines += *c == '\n';
  /* two classes may share one output; other text that somebody has put there names no classes */
  if (lines != outputs && !(lines == 2 && outputs == 1)) return classes;
  classes.names = allocate(lines, sizeof *classes.names);
  for (classes.count = 0; classes.count < lines; ++classes.count) {
    const size_t size = strcspn(line, "\n");
    classes.names[classes.count] = read_name(line, size);
    line += size + 1;
  }
  return classes;
}

const char* class_name(const struct classes* classes, size_t label, char number[CLASS_NAME_SIZE]) {
  if (label < classes->count) return classes->names[label];
  snprintf(number, CLASS_NAME_SIZE, "%zu", label);
  return number;
}
