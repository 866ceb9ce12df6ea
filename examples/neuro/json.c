/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "number.h"

static int depth;
static int needs_comma;

/* How many bytes the UTF-8 character at text has, 0 if it is none. */
static int utf8_length(const unsigned char* text) {
  const unsigned char first = text[0];
  if (first < 0x80) return 1;
  const int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  for (int i = 1; i < length; ++i)
    if ((text[i] & 0xC0) != 0x80) return 0;      /* the end of the text, too */
  if (first == 0xE0 && text[1] < 0xA0) return 0; /* longer than need be */
  if (first == 0xF0 && text[1] < 0x90) return 0;
  if (first == 0xED && text[1] > 0x9F) return 0; /* surrogates */
  if (first == 0xF4 && text[1] > 0x8F) return 0; /* beyond U+10FFFF */
  return length;
}

static void print_quoted(const char* string) {
  const unsigned char* text = (const unsigned char*)string;
  putchar('"');
  while (*text != '\0') {
    const int length = utf8_length(text);
    if (length == 0)
      fputs("\\ufffd", stdout);
    else if (*text < 0x20)
      printf("\\u%04x", *text);
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
