/* SPDX-License-Identifier: MIT */
#include "utf8.h"

int utf8_length(const char* string) {
  const unsigned char* text = (const unsigned char*)string;
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

size_t utf8_prefix(const char* text, int characters) {
  size_t bytes = 0;
  for (int i = 0; i < characters && text[bytes] != '\0'; ++i) {
    const int length = utf8_length(text + bytes);
    bytes += length == 0 ? 1 : (size_t)length;
  }
  return bytes;
}

int utf8_columns(const char* text) {
  int columns = 0;
  for (; *text != '\0'; ++columns) text += utf8_prefix(text, 1);
  return columns;
}
