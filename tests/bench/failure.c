/* SPDX-License-Identifier: MIT
 *
 * Messages and exits. Nothing is cleaned up: the process ends.
 */
#include "failure.h"

#include <stdio.h>
#include <stdlib.h>

static const char* name_of_program = "benchmark";

void set_program_name(const char* name) { name_of_program = name; }

const char* program_name(void) { return name_of_program; }

void fail(const char* doing, const char* message) {
  fprintf(stderr, "%s: %s: %s\n", name_of_program, doing, message);
  exit(EXIT_FAILURE);
}

void check(nn_status status, const char* doing) {
  if (status != NN_OK) fail(doing, nn_last_error());
}

void* allocate(size_t count, size_t size) {
  void* memory = calloc(count > 0 ? count : 1, size);
  if (memory == NULL) fail("allocating memory", "there is not enough");
  return memory;
}
