/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "number.h"
#include "utf8.h"

static int depth;
static int needs_comma;

static void print_quoted(const char* text) {
  putchar('"');
  while (*text != '\0') {
    const int length = utf8_length(text);
    if (length == 0)
      fputs("\\ufffd", stdout);
    else if ((unsigned char)*text < 0x20)
      printf("\\u%04x", (unsigned char)*text);
    else if (*text == '"' || *text == '\\')
      printf("\\%c", *text);
    else
      fwrite(text, 1, (size_t)length, stdout);
    text += length == 0 ? 1 : length;
  }
  putchar('"');
}

static void begin_value(const char* key) {
  if (needs_comma) fputs(", ", stdout);
  if (key != NULL) {
    print_quoted(key);
    fputs(": ", stdout);
  }
  needs_comma = 1;
}

void json_open(const char* key, char bracket) {
  begin_value(key);
  putchar(bracket);
  needs_comma = 0;
  ++depth;
}

void json_close(char bracket) {
  putchar(bracket);
  needs_comma = --depth > 0;
  if (depth == 0) putchar('\n');
}

void json_string(const char* key, const char* value) {
  begin_value(key);
  print_quoted(value);
}

void json_integer(const char* key, int64_t value) {
  begin_value(key);
  printf("%" PRId64, value);
}

void json_real(const char* key, double value, nn_type type) {
  if (!isfinite(value)) {
    json_null(key);
    return;
  }
  char text[NUMBER_SIZE];
  begin_value(key);
  fputs(format_number(text, value, type), stdout);
}

void json_boolean(const char* key, int value) {
  begin_value(key);
  fputs(value ? "true" : "false", stdout);
}

void json_null(const char* key) {
  begin_value(key);
  fputs("null", stdout);
}
