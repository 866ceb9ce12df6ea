/* SPDX-License-Identifier: MIT
 *
 * Counting and reporting checks, and catching what is written to standard output and error.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A number that no test uses as an option. */
#define FORGOTTEN_OPTION (-77777)
#define FORGOTTEN_TEXT "-77777"

static int made;
static int failed;
static FILE* report; /* NULL: standard error */

static struct {
  FILE* file;
  int out, err;
} silence;

static FILE* report_to(void) { return report != NULL ? report : stderr; }

int check_that(int holds, const char* file, int line, const char* what) {
  __atomic_fetch_add(&made, 1, __ATOMIC_RELAXED);
  if (holds) return 1;
  __atomic_fetch_add(&failed, 1, __ATOMIC_RELAXED);
  fprintf(report_to(), "%s:%d: failed: %s\n", file, line, what);
  fflush(report_to());
  return 0;
}

int check_ok(nn_status status, const char* file, int line, const char* call) {
  if (check_that(status == NN_OK, file, line, call)) return 1;
  fprintf(report_to(), "    %s: %s\n", nn_status_name(status), nn_last_error());
  return 0;
}

void check_forget_error(void) { (void)nn_option_bounds_int(FORGOTTEN_OPTION, NULL, NULL, NULL); }

int check_fails(nn_status status, nn_status expected, const char* file, int line, const char* call,
                const char* const* texts) {
  const char* message = nn_last_error();
  int good = status == expected && strstr(message, FORGOTTEN_TEXT) == NULL;
  for (size_t i = 0; texts[i] != NULL; ++i) good = good && strstr(message, texts[i]) != NULL;
  if (check_that(good, file, line, call)) return 1;
  fprintf(report_to(), "    came to %s: %s\n    expected %s with", nn_status_name(status), message,
          nn_status_name(expected));
  for (size_t i = 0; texts[i] != NULL; ++i) fprintf(report_to(), " \"%s\"", texts[i]);
  fprintf(report_to(), "\n");
  return 0;
}

void check_abandon(const char* file, int line, const char* message) {
  fprintf(report_to(), "%s:%d: %s\n", file, line, message);
  exit(1);
}

int check_failures(void) { return __atomic_load_n(&failed, __ATOMIC_RELAXED); }

int check_done(void) {
  fprintf(report_to(), "%d checks, %d failed\n", made, failed);
  return failed != 0 || made == 0 ? 1 : 0;
}

void check_silence(void) {
  fflush(NULL);
  silence.file = tmpfile();
  silence.out = dup(STDOUT_FILENO);
  silence.err = dup(STDERR_FILENO);
  report = fdopen(dup(STDERR_FILENO), "w");
  REQUIRE(silence.file != NULL && silence.out >= 0 && silence.err >= 0 && report != NULL);
  REQUIRE(dup2(fileno(silence.file), STDOUT_FILENO) >= 0);
  REQUIRE(dup2(fileno(silence.file), STDERR_FILENO) >= 0);
}

void check_silent(void) {
  char written[200];
  fflush(stdout);
  lseek(fileno(silence.file), 0, SEEK_SET);
  const ssize_t n = read(fileno(silence.file), written, sizeof written - 1);
  dup2(silence.out, STDOUT_FILENO);
  dup2(silence.err, STDERR_FILENO);
  close(silence.out);
  close(silence.err);
  fclose(silence.file);
  if (!CHECK(n == 0) && n > 0) {
    written[n] = '\0';
    fprintf(report, "    written: %s\n", written);
  }
  fclose(report);
  report = NULL;
}
