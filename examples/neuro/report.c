/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int quiet;

void be_quiet(void) { quiet = 1; }
int is_quiet(void) { return quiet; }

void note(const char* format, ...) {
  if (quiet) return;
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
}

static void complain_list(const char* format, va_list arguments) {
  fflush(stdout); /* what was printed before, comes before */
  fputs("neuro: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
}

void complain(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  complain_list(format, arguments);
  va_end(arguments);
}

void fail(enum exit_status status, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  complain_list(format, arguments);
  va_end(arguments);
  exit(status);
}

void check(nn_status status, const char* what) {
  if (status == NN_ERROR_OUT_OF_MEMORY) fail(EXIT_FAILED, "%s: there is not enough memory", what);
  if (status != NN_OK) fail(EXIT_FAILED, "%s: %s", what, nn_last_error());
}

void check_file(nn_status status, const char* path) {
  if (status == NN_OK) return;
  if (status == NN_ERROR_OUT_OF_MEMORY || status == NN_ERROR_INTERNAL) check(status, path);
  const char* message = nn_last_error();
  if (strstr(message, path) != NULL) fail(EXIT_BAD_FILE, "%s", message);
  fail(EXIT_BAD_FILE, "%s: %s", path, message);
}

void* allocate(size_t count, size_t size) {
  void* memory = calloc(count > 0 ? count : 1, size);
  if (memory == NULL) fail(EXIT_FAILED, "there is not enough memory");
  return memory;
}

void print_help(const char* text) {
  fputs(text, stdout);
  check_output();
  exit(EXIT_FINE);
}

void check_output(void) {
  errno = 0;
  const int flushed = fflush(stdout) == 0;
  if (flushed && !ferror(stdout)) return;
  const int reason = errno;
  clearerr(stdout); /* said once */
  complain("writing standard output: %s", reason != 0 ? strerror(reason) : "failed");
  _Exit(EXIT_FAILED); /* exit() would try to write again */
}
