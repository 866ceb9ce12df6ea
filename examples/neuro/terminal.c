/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { MAX_WIDTH = 400 };

int terminal_width(int file) {
  struct winsize size;
  int width = 0;
  if (ioctl(file, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  const char* columns = getenv("COLUMNS");
  if (width == 0 && columns != NULL) width = atoi(columns);
  return width <= 0 ? 80 : width > MAX_WIDTH ? MAX_WIDTH : width;
}

int has_colours(void) {
  const char *refused = getenv("NO_COLOR"), *terminal = getenv("TERM");
  return isatty(STDOUT_FILENO) && (refused == NULL || *refused == '\0') && terminal != NULL &&
         strcmp(terminal, "dumb") != 0;
}
