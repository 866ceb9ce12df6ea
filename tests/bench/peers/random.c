/* SPDX-License-Identifier: MIT
 *
 * The generator is SplitMix64: small, and good enough for what is only to be timed.
 */
#define _XOPEN_SOURCE 700 /* M_PI */
#include "random.h"

#include <math.h>

static uint64_t next_bits(struct random_source* source) {
  uint64_t z = source->state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* In (0, 1]. */
static double next_unit(struct random_source* source) {
  return ldexp((double)((next_bits(source) >> 11) + 1), -53);
}

double next_normal(struct random_source* source) {
  const double radius = sqrt(-2 * log(next_unit(source)));
  return radius * cos(2 * M_PI * next_unit(source));
}

double he_deviation(size_t inputs) { return sqrt(2.0 / (double)inputs); }

void shuffle(struct random_source* source, uint32_t* values, size_t count) {
  for (size_t i = count; i > 1; --i) {
    const size_t other = (size_t)(((next_bits(source) >> 32) * i) >> 32);
    const uint32_t value = values[i - 1];
    values[i - 1] = values[other];
    values[other] = value;
  }
}
