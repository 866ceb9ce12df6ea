/* SPDX-License-Identifier: MIT
 *
 * Elastic distortion of images of 28x28 pixels (Simard, Steinkraus, Platt 2003): each pixel is
 * fetched from where a smooth random field and a small random affine map move it.
 */
#ifndef NEURO_TESTS_BENCH_ACCURACY_ELASTIC_H_
#define NEURO_TESTS_BENCH_ACCURACY_ELASTIC_H_

#include <stdint.h>

enum { ELASTIC_SIDE = 28, ELASTIC_PIXELS = ELASTIC_SIDE * ELASTIC_SIDE };

/* How strongly images are distorted. All but the first are bounds of uniform draws to both sides.
 */
struct elastic_strength {
  float displacement; /* standard deviation of the field, in pixels along each axis */
  float rotation;     /* radians, small: up to about 0.5 */
  float scale;        /* relative, along each axis on its own */
  float shear;        /* pixels a pixel */
  float shift;        /* pixels */
};

/* Which distortion: the same three numbers always give the same one. */
struct elastic_draw {
  uint64_t seed, epoch, row;
};

/* Distorts an image in place; what comes from beyond its edge is 0. Safe from several threads. */
void distort(float* image, const struct elastic_strength* strength,
             const struct elastic_draw* draw);

#endif /* NEURO_TESTS_BENCH_ACCURACY_ELASTIC_H_ */
