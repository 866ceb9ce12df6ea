/* SPDX-License-Identifier: MIT */
#include "shell.h"

#include <string.h>

void print_argument(FILE* file, const char* text) {
  static const char plain[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+,-./:=@_";
  if (*text != '\0' && text[strspn(text, plain)] == '\0') {
    fprintf(file, " %s", text);
    return;
  }
  fputs(" '", file);
  for (; *text != '\0'; ++text) {
    if (*text == '\'')
      fputs("'\\''", file);
    else
      fputc(*text, file);
  }
  fputc('\'', file);
}
