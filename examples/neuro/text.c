/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "utf8.h"

static void reserve(struct text* text, size_t size) {
  if (text->capacity - text->size > size) return;
  const size_t capacity = 2 * (text->size + size) + 256;
  char* bytes = realloc(text->bytes, capacity);
  if (bytes == NULL) fail(EXIT_FAILED, "there is not enough memory");
  text->bytes = bytes;
  text->capacity = capacity;
}

void append(struct text* text, const char* format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  const int size = vsnprintf(NULL, 0, format, arguments);
  reserve(text, (size_t)size);
  vsnprintf(text->bytes + text->size, (size_t)size + 1, format, again);
  text->size += (size_t)size;
  va_end(again);
  va_end(arguments);
}

static const char* reference(unsigned char character) {
  switch (character) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return NULL;
  }
}

/* U+FFFE and U+FFFF, which XML does not have. */
static int is_noncharacter(const char* character, int length) {
  return length == 3 &&
         (memcmp(character, "\xEF\xBF\xBE", 3) == 0 || memcmp(character, "\xEF\xBF\xBF", 3) == 0);
}

void append_xml(struct text* text, const char* content) {
  while (*content != '\0') {
    const int length = utf8_length(content);
    const char* known = reference((unsigned char)*content);
    if (length == 0 || (unsigned char)*content < 0x20 || is_noncharacter(content, length))
      append(text, "\xEF\xBF\xBD");
    else if (known != NULL)
      append(text, "%s", known);
    else
      append(text, "%.*s", length, content);
    content += length == 0 ? 1 : length;
  }
}
