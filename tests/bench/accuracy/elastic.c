/* SPDX-License-Identifier: MIT
 *
 * The field is white noise on a grid of 7 pixels, taken up to pixels with cubic B-splines. Such a
 * spline is within a few percent the Gaussian of its standard deviation, 7 / sqrt(3) = 4.04 pixels:
 * the result is noise smoothed by a Gaussian of about 4 pixels, as Simard et al. have it, for a few
 * operations a pixel. Only additions, multiplications and divisions: the same on every machine that
 * does not contract them.
 */
#include "elastic.h"

#include <string.h>

enum {
  SPACING = 7,
  NODES = ELASTIC_SIDE / SPACING + 3, /* along an axis: each pixel lies among four */
  MARGIN = 2,                         /* of zeros, so that sampling needs no branches */
  PADDED = ELASTIC_SIDE + 2 * MARGIN,
  DRAWS = 8 /* of the affine map, rounded up to whole words */
};

/* Steele, Lea, Flood 2014 (SplitMix64). */
static uint64_t next_word(uint64_t* state) {
  uint64_t z = *state += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

static uint64_t first_state(const struct elastic_draw* draw) {
  uint64_t state = draw->seed;
  state = next_word(&state) ^ draw->epoch;
  state = next_word(&state) ^ draw->row;
  return next_word(&state);
}

/* Uniform in -1 ... 1, four of a word; count is a multiple of four. */
static void fill_uniform(float* numbers, int count, uint64_t* state) {
  for (int i = 0; i < count; i += 4) {
    const uint64_t word = next_word(state);
    for (int j = 0; j < 4; ++j)
      numbers[i + j] = ((float)(int)(word >> (16 * j) & 0xFFFF) - 32767.5F) / 32767.5F;
  }
}

/* What the four nodes around a point count that lies t = 0 ... 1 behind the second of them. */
static void spline_weights(float* weights, float t) {
  const float u = 1 - t;
  weights[0] = u * u * u / 6;
  weights[1] = (3 * t * t * t - 6 * t * t + 4) / 6;
  weights[2] = (3 * u * u * u - 6 * u * u + 4) / 6;
  weights[3] = t * t * t / 6;
}

/* Nodes to pixels: first across, then down. */
static void interpolate(float field[ELASTIC_SIDE][ELASTIC_SIDE], const float* nodes) {
  float weights[SPACING][4];
  /* Half a step, so that the grid lies the same way from the left and from the right. */
  for (int i = 0; i < SPACING; ++i) spline_weights(weights[i], ((float)i + 0.5F) / SPACING);

  float across[NODES][ELASTIC_SIDE];
  for (int node = 0; node < NODES; ++node)
    for (int x = 0; x < ELASTIC_SIDE; ++x) {
      const float* w = weights[x % SPACING];
      const float* n = nodes + node * NODES + x / SPACING;
      across[node][x] = w[0] * n[0] + w[1] * n[1] + w[2] * n[2] + w[3] * n[3];
    }
  for (int y = 0; y < ELASTIC_SIDE; ++y) {
    const float* w = weights[y % SPACING];
    const float(*n)[ELASTIC_SIDE] = (const float(*)[ELASTIC_SIDE])across + y / SPACING;
    for (int x = 0; x < ELASTIC_SIDE; ++x)
      field[y][x] = w[0] * n[0][x] + w[1] * n[1][x] + w[2] * n[2][x] + w[3] * n[3][x];
  }
}

/* From a pixel's place, seen from the middle, to where it is fetched. */
struct affine {
  float xx, xy, yx, yy, x, y;
};

static struct affine draw_affine(const struct elastic_strength* strength, const float* uniform) {
  const float angle = strength->rotation * uniform[0];
  const float square = angle * angle;
  /* Off by less than 3e-6 for up to half a radian. */
  const float sine = angle * (1 - square / 6 * (1 - square / 20));
  const float cosine = 1 - square / 2 * (1 - square / 12 * (1 - square / 30));
  const float across = 1 + strength->scale * uniform[1];
  const float down = 1 + strength->scale * uniform[2];
  const float shear = strength->shear * uniform[3];
  const struct affine map = {across * cosine,
                             across * (shear * cosine - sine),
                             down * sine,
                             down * (shear * sine + cosine),
                             strength->shift * uniform[4],
                             strength->shift * uniform[5]};
  return map;
}

static float clamp(float place) {
  const float last = PADDED - 1.001F;
  const float positive = place < 0 ? 0 : place;
  return positive > last ? last : positive;
}

void distort(float* image, const struct elastic_strength* strength,
             const struct elastic_draw* draw) {
  enum { GRID = (NODES * NODES + 3) / 4 * 4 };
  float uniform[DRAWS], nodes[2 * GRID];
  float dx[ELASTIC_SIDE][ELASTIC_SIDE], dy[ELASTIC_SIDE][ELASTIC_SIDE];
  uint64_t state = first_state(draw);
  fill_uniform(uniform, DRAWS, &state);
  fill_uniform(nodes, 2 * GRID, &state);
  interpolate(dx, nodes);
  interpolate(dy, nodes + GRID);
  const struct affine map = draw_affine(strength, uniform);

  float source[PADDED][PADDED] = {{0}};
  for (int y = 0; y < ELASTIC_SIDE; ++y)
    memcpy(&source[y + MARGIN][MARGIN], image + y * ELASTIC_SIDE, ELASTIC_SIDE * sizeof *image);

  /* Uniform nodes have a variance of 1/3, the splines leave about 0.48^2 of it in two dimensions.
   */
  const float stretch = strength->displacement / 0.277F;
  const float middle = (ELASTIC_SIDE - 1) / 2.0F;
  for (int y = 0; y < ELASTIC_SIDE; ++y) {
    float fx[ELASTIC_SIDE], fy[ELASTIC_SIDE];
    int corner[ELASTIC_SIDE];
    const float v = (float)y - middle;
    for (int x = 0; x < ELASTIC_SIDE; ++x) {
      const float u = (float)x - middle;
      const float from_x =
          clamp(map.xx * u + map.xy * v + map.x + stretch * dx[y][x] + (middle + MARGIN));
      const float from_y =
          clamp(map.yx * u + map.yy * v + map.y + stretch * dy[y][x] + (middle + MARGIN));
      const int column = (int)from_x, line = (int)from_y;
      fx[x] = from_x - (float)column;
      fy[x] = from_y - (float)line;
      corner[x] = line * PADDED + column;
    }
    for (int x = 0; x < ELASTIC_SIDE; ++x) {
      const float* at = &source[0][0] + corner[x];
      const float above = at[0] + fx[x] * (at[1] - at[0]);
      const float below = at[PADDED] + fx[x] * (at[PADDED + 1] - at[PADDED]);
      image[y * ELASTIC_SIDE + x] = above + fy[x] * (below - above);
    }
  }
}
