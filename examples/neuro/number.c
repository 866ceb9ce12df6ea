/* SPDX-License-Identifier: MIT */
#include "number.h"

#include <stdio.h>
#include <stdlib.h>

const char* format_number(char text[NUMBER_SIZE], double value, nn_type type) {
  const int is_single = type == NN_F32;
  const int most = is_single ? 9 : 17; /* digits that are always enough */
  for (int digits = is_single ? 6 : 15; digits <= most; ++digits) {
    snprintf(text, NUMBER_SIZE, "%.*g", digits, value);
    const double back = strtod(text, NULL);
    if (is_single ? (float)back == (float)value : back == value) break;
  }
  return text;
}
