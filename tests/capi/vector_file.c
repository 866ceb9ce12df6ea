/* SPDX-License-Identifier: MIT
 *
 * Reads the cases of tests/capi/vectors and makes their networks.
 */
#include "vector_file.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

static nn_option option_named(const char* name) {
  const char* known;
  for (nn_option option = 1; (known = nn_option_name(option)) != NULL; ++option) {
    if (strcmp(known, name) == 0) return option;
  }
  check_abandon(__FILE__, __LINE__, name);
}

static void read_option(vector_case* one, int layer, const char* rest) {
  char name[kNameLength];
  REQUIRE(one->option_count < kMostOptions);
  vector_option* option = &one->options[one->option_count++];
  option->layer = layer;
  REQUIRE(sscanf(rest, "%59s %lf", name, &option->value) == 2);
  option->option = option_named(name);
}

static size_t read_numbers(const char* rest, double* out, size_t most) {
  size_t count = 0;
  for (char* end;; rest = end) {
    const double value = strtod(rest, &end);
    if (end == rest) return count;
    REQUIRE(count < most);
    out[count++] = value;
  }
}

static void read_array(FILE* file, vector_case* one, const char* rest) {
  char line[100];
  REQUIRE(one->array_count < kMostArrays);
  vector_array* array = &one->arrays[one->array_count++];
  REQUIRE(sscanf(rest, "%59s %zu", array->name, &array->count) == 2 && array->count > 0);
  array->values = must_allocate(array->count * sizeof *array->values);
  for (size_t i = 0; i < array->count; ++i) {
    REQUIRE(fgets(line, sizeof line, file) != NULL);
    REQUIRE(read_numbers(line, &array->values[i], 1) == 1);
  }
}

static void read_line(FILE* file, vector_case* one, const char* keyword, const char* rest) {
  double sizes[kMostSizes];
  int layer = 0, length = 0;
  if (strcmp(keyword, "mode") == 0) {
    REQUIRE(sscanf(rest, "%59s", one->mode) == 1);
  } else if (strcmp(keyword, "targets") == 0) {
    REQUIRE(sscanf(rest, "%59s", one->targets) == 1);
  } else if (strcmp(keyword, "sizes") == 0) {
    one->size_count = read_numbers(rest, sizes, kMostSizes);
    for (size_t i = 0; i < one->size_count; ++i) one->sizes[i] = (size_t)sizes[i];
  } else if (strcmp(keyword, "rows") == 0) {
    one->rows = strtoul(rest, NULL, 10);
  } else if (strcmp(keyword, "batch") == 0) {
    one->batch = strtoul(rest, NULL, 10);
  } else if (strcmp(keyword, "seed") == 0) {
    one->seed = strtoul(rest, NULL, 10);
  } else if (strcmp(keyword, "weight_scale") == 0) {
    one->weight_scale = strtod(rest, NULL);
  } else if (strcmp(keyword, "row_weights") == 0) {
    one->row_weights = atoi(rest);
  } else if (strcmp(keyword, "validation") == 0) {
    one->validation = atoi(rest);
  } else if (strcmp(keyword, "class_weights") == 0) {
    one->class_count = read_numbers(rest, one->class_weights, kMostClasses);
  } else if (strcmp(keyword, "option") == 0) {
    read_option(one, -1, rest);
  } else if (strcmp(keyword, "layer_option") == 0) {
    REQUIRE(sscanf(rest, "%d%n", &layer, &length) == 1);
    read_option(one, layer, rest + length);
  } else if (strcmp(keyword, "array") == 0) {
    read_array(file, one, rest);
  } else {
    check_abandon(__FILE__, __LINE__, keyword);
  }
}

int read_case(FILE* file, vector_case* one) {
  char line[400], keyword[kNameLength];
  int length = 0;
  memset(one, 0, sizeof *one);
  while (fgets(line, sizeof line, file) != NULL) {
    if (line[0] == '#' || line[0] == '\n') {
      if (one->name[0] != '\0') return 1; /* an empty line ends a case */
      continue;
    }
    REQUIRE(sscanf(line, "%59s%n", keyword, &length) == 1);
    if (strcmp(keyword, "case") == 0) {
      REQUIRE(one->name[0] == '\0' && sscanf(line + length, "%59s", one->name) == 1);
    } else {
      read_line(file, one, keyword, line + length);
    }
  }
  return one->name[0] != '\0';
}

void free_case(vector_case* one) {
  for (size_t i = 0; i < one->array_count; ++i) free(one->arrays[i].values);
}

const vector_array* find_array(const vector_case* one, const char* name) {
  for (size_t i = 0; i < one->array_count; ++i) {
    if (strcmp(one->arrays[i].name, name) == 0) return &one->arrays[i];
  }
  return NULL;
}

static void set_option(nn_options* options, const vector_option* o) {
  const int integer = nn_option_bounds_int(o->option, NULL, NULL, NULL) == NN_OK;
  if (o->layer < 0 && integer) {
    REQUIRE_OK(nn_options_set_int(options, o->option, (int64_t)o->value));
  } else if (o->layer < 0) {
    REQUIRE_OK(nn_options_set_real(options, o->option, o->value));
  } else if (integer) {
    REQUIRE_OK(nn_options_set_layer_int(options, (size_t)o->layer, o->option, (int64_t)o->value));
  } else {
    REQUIRE_OK(nn_options_set_layer_real(options, (size_t)o->layer, o->option, o->value));
  }
}

/* Numbers in [offset - scale, offset + scale). */
static double* numbers(size_t count, double offset, double scale, uint64_t seed) {
  double* out = must_allocate(count * sizeof *out);
  fill_f64(out, count, seed);
  for (size_t i = 0; i < count; ++i) out[i] = offset + scale * out[i];
  return out;
}

static void set_parameters(nn_network* network, const vector_case* one, size_t layer) {
  const size_t n = one->sizes[layer], m = one->sizes[layer + 1];
  const uint64_t seed = 100 * one->seed + 10 + 4 * layer;
  double* weights = numbers(n * m, 0, one->weight_scale, seed);
  double* bias = numbers(m, 0, 0.25, seed + 1);
  REQUIRE_OK(nn_set_parameters(network, layer, weights, bias, NN_F64));
  int64_t normalisation = NN_NORMALISATION_NONE;
  if (layer + 2 < one->size_count) {
    REQUIRE_OK(nn_get_layer_int(network, layer, NN_OPTION_NORMALISATION, &normalisation));
  }
  if (normalisation != NN_NORMALISATION_NONE) {
    double* scale = numbers(m, 1, 0.25, seed + 2);
    double* shift = numbers(m, 0, 0.25, seed + 3);
    double* mean = numbers(m, 0, 0, 0);
    double* variance = numbers(m, 1, 0, 0);
    const int batch = normalisation == NN_NORMALISATION_BATCH;
    REQUIRE_OK(nn_set_normalisation(network, layer, scale, shift, batch ? mean : NULL,
                                    batch ? variance : NULL, NN_F64));
    free(scale);
    free(shift);
    free(mean);
    free(variance);
  }
  free(weights);
  free(bias);
}

nn_network* make_case_network(const vector_case* one) {
  nn_options* options = make_options(NULL);
  nn_network* network = NULL;
  for (size_t i = 0; i < one->option_count; ++i) set_option(options, &one->options[i]);
  REQUIRE_OK(nn_create(&network, one->sizes, one->size_count, options));
  nn_options_destroy(options);
  for (size_t l = 0; l + 1 < one->size_count; ++l) set_parameters(network, one, l);
  if (one->class_count > 0) {
    REQUIRE_OK(nn_set_class_weights(network, one->class_weights, one->class_count));
  }
  return network;
}
