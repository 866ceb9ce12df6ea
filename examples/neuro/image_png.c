/* SPDX-License-Identifier: MIT
 *
 * PNG files through libpng, of every kind that it knows.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "report.h"
#include "save_file.h"

#ifdef NEURO_WITH_PNG
#include <png.h>

/* The mean grey of what is not transparent, as far as it is not. */
static double mean_of_visible(const unsigned char* pixels, size_t count) {
  double sum = 0, weight = 0;
  for (size_t i = 0; i < count; ++i) {
    sum += pixels[2 * i] * pixels[2 * i + 1];
    weight += pixels[2 * i + 1];
  }
  return weight > 0 ? sum / weight : 0;
}

static void lay_on_paper(struct image* image, const unsigned char* pixels) {
  const size_t count = image->width * image->height;
  const int paper = mean_of_visible(pixels, count) < 128 ? 255 : 0;
  for (size_t i = 0; i < count; ++i) {
    const int grey = pixels[2 * i], alpha = pixels[2 * i + 1];
    image->grey[i] = (unsigned char)((grey * alpha + paper * (255 - alpha) + 127) / 255);
  }
}

struct image read_png(const char* path) {
  png_image png;
  memset(&png, 0, sizeof png);
  png.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_file(&png, path))
    fail(EXIT_BAD_FILE, "%s: is no good PNG file: %s", path, png.message);
  struct image image = make_image(path, png.width, png.height);
  png.format = PNG_FORMAT_GA;
  png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB; /* unless the file says otherwise, as for 8 bits */
  unsigned char* pixels = allocate(image.width * image.height, 2);
  if (!png_image_finish_read(&png, NULL, pixels, 0, NULL))
    fail(EXIT_BAD_FILE, "%s: is no good PNG file: %s", path, png.message);
  lay_on_paper(&image, pixels);
  free(pixels);
  return image;
}

int can_write_png(void) { return 1; }

/* Written to memory first: what the disk has no room for is no half a picture. */
int write_png(const char* path, const struct canvas* canvas) {
  char* bytes = NULL;
  size_t size = 0;
  png_image png;
  memset(&png, 0, sizeof png);
  png.version = PNG_IMAGE_VERSION;
  png.width = (png_uint_32)canvas->width;
  png.height = (png_uint_32)canvas->height;
  png.format = PNG_FORMAT_RGB;
  FILE* memory = open_memstream(&bytes, &size);
  int status = -1;
  if (memory == NULL)
    complain("%s: there is not enough memory", path);
  else if (!png_image_write_to_stdio(&png, memory, 0, canvas->rgb, 0, NULL))
    complain("%s: %s", path, png.message);
  else
    status = 0;
  if (memory != NULL && fclose(memory) != 0 && status == 0) {
    complain("%s: there is not enough memory", path);
    status = -1;
  }
  if (status == 0) status = save_file(path, bytes, size);
  free(bytes);
  return status;
}

#else

struct image read_png(const char* path) {
  struct image none = {0, 0, NULL};
  fail(EXIT_FAILED, "%s: this neuro was built without PNG support", path);
  return none;
}

int can_write_png(void) { return 0; }

int write_png(const char* path, const struct canvas* canvas) {
  (void)canvas;
  complain("%s: this neuro was built without PNG support", path);
  return -1;
}

#endif
