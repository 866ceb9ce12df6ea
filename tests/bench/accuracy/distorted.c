/* SPDX-License-Identifier: MIT
 *
 * Draws digits as the recipe "mnist-elastic" distorts them, for people to judge: a PGM image, a row
 * a digit, the digit as it is on the left. Says what distorting takes.
 */
#include <math.h>
#include <neuro.h>
#include <stdio.h>
#include <stdlib.h>

#include "../failure.h"
#include "../idx_images.h"
#include "../timing.h"
#include "recipes.h"

enum { DIGITS = 12, VARIANTS = 16, SLICES = 200, PER_SLICE = 100 };

static void to_floats(float* image, const uint8_t* pixels) {
  for (int i = 0; i < ELASTIC_PIXELS; ++i) image[i] = (float)pixels[i] / 255;
}

static void write_line(FILE* file, const float* line) {
  for (int x = 0; x < ELASTIC_SIDE; ++x) fputc((int)(255 * line[x] + 0.5F), file);
}

static void draw(FILE* file, const struct idx_images* images,
                 const struct elastic_strength* strength) {
  static float sheet[VARIANTS][ELASTIC_PIXELS];
  fprintf(file, "P5 %d %d 255\n", VARIANTS * ELASTIC_SIDE, DIGITS * ELASTIC_SIDE);
  for (size_t digit = 0; digit < DIGITS; ++digit) {
    for (size_t variant = 0; variant < VARIANTS; ++variant) {
      to_floats(sheet[variant], images->pixels + digit * ELASTIC_PIXELS);
      const struct elastic_draw epoch = {0, variant, digit};
      if (variant > 0) distort(sheet[variant], strength, &epoch);
    }
    for (int y = 0; y < ELASTIC_SIDE; ++y)
      for (int variant = 0; variant < VARIANTS; ++variant)
        write_line(file, sheet[variant] + y * ELASTIC_SIDE);
  }
}

/* The fastest of many slices: what else the machine does shall not count. */
static void say_time(const struct idx_images* images, const struct elastic_strength* strength) {
  float image[ELASTIC_PIXELS];
  double least = INFINITY;
  for (uint64_t slice = 0; slice < SLICES; ++slice) {
    const double start = seconds_now();
    for (size_t i = 0; i < PER_SLICE; ++i) {
      to_floats(image, images->pixels + i % images->rows * ELASTIC_PIXELS);
      const struct elastic_draw epoch = {0, slice, i};
      distort(image, strength, &epoch);
    }
    least = fmin(least, (seconds_now() - start) / PER_SLICE);
  }
  fprintf(stderr, "%s: %.2f us an image\n", program_name(), 1e6 * least);
}

int main(int argc, char** argv) {
  const struct command_line line = {
      "distorted",
      "IMAGES PGM_FILE",
      "Draws distorted digits of an IDX file, plain or .gz, as a PGM image.",
      NULL,
      0,
      2,
      2};
  char** files = parse_command_line(&line, argc, argv);
  const struct idx_images images = read_idx_images(files[0]);
  if (images.cols != ELASTIC_PIXELS || images.rows < DIGITS)
    fail(files[0], "needs images of 28x28 pixels");
  const struct elastic_strength* strength = &find_recipe("mnist-elastic")->elastic;
  FILE* file = fopen(files[1], "wb");
  if (file == NULL) fail(files[1], "cannot be written");
  draw(file, &images, strength);
  if (fclose(file) != 0) fail(files[1], "cannot be written");
  say_time(&images, strength);
  free(images.pixels);
  return EXIT_SUCCESS;
}
