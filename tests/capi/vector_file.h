/* SPDX-License-Identifier: MIT
 *
 * The cases in the files of tests/capi/vectors: what is trained, with which options, and the arrays
 * that PyTorch made of it. vectors/README.md describes the format.
 */
#ifndef NEURO_TESTS_CAPI_VECTOR_FILE_H
#define NEURO_TESTS_CAPI_VECTOR_FILE_H

#include <neuro.h>
#include <stdio.h>

enum { kMostSizes = 20, kMostArrays = 60, kMostOptions = 20, kMostClasses = 8, kNameLength = 60 };

typedef struct vector_array {
  char name[kNameLength];
  size_t count;
  double* values;
} vector_array;

typedef struct vector_option {
  int layer; /* or -1: of all layers, or the network */
  nn_option option;
  double value;
} vector_option;

typedef struct vector_case {
  char name[kNameLength], mode[kNameLength], targets[kNameLength];
  size_t sizes[kMostSizes], size_count;
  size_t rows, batch;
  uint64_t seed;
  double weight_scale;
  int row_weights, validation;
  double class_weights[kMostClasses];
  size_t class_count; /* 0: without class weights */
  vector_option options[kMostOptions];
  size_t option_count;
  vector_array arrays[kMostArrays];
  size_t array_count;
} vector_case;

/* Reads the next case; 0: there is none. What cannot be read ends the program. The caller frees it
 * with free_case(). */
int read_case(FILE* file, vector_case* one);
void free_case(vector_case* one);

/* The array of that name, or NULL. */
const vector_array* find_array(const vector_case* one, const char* name);

/* A network as the case wants it, with the parameters it begins with. */
nn_network* make_case_network(const vector_case* one);

#endif
