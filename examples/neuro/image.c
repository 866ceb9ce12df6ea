/* SPDX-License-Identifier: MIT */
#include "image.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report.h"

enum image_format image_format(const char* path) {
  static const unsigned char png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  static const unsigned char jpeg[] = {0xFF, 0xD8, 0xFF};
  unsigned char bytes[sizeof png] = {0};
  struct stat status;
  if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) return IMAGE_NONE;
  FILE* file = fopen(path, "rb");
  if (file == NULL) return IMAGE_NONE;
  const size_t count = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  if (count >= sizeof png && memcmp(bytes, png, sizeof png) == 0) return IMAGE_PNG;
  if (count >= sizeof jpeg && memcmp(bytes, jpeg, sizeof jpeg) == 0) return IMAGE_JPEG;
  return IMAGE_NONE;
}

struct image read_image(const char* path, enum image_format format) {
  return format == IMAGE_PNG ? read_png(path) : read_jpeg(path);
}

struct image make_image(const char* path, size_t width, size_t height) {
  if (width == 0 || height == 0) fail(EXIT_BAD_FILE, "%s: has no pixels", path);
  if (width > MAX_PIXELS / height)
    fail(EXIT_BAD_FILE, "%s: has %zu x %zu pixels, more than 64 million: try a smaller image", path,
         width, height);
  struct image image = {width, height, allocate(width * height, 1)};
  return image;
}

void free_image(struct image* image) { free(image->grey); }

double image_border(const struct image* image) {
  const size_t width = image->width, height = image->height;
  double sum = 0;
  for (size_t x = 0; x < width; ++x) sum += image->grey[x] + image->grey[(height - 1) * width + x];
  for (size_t y = 0; y < height; ++y)
    sum += image->grey[y * width] + image->grey[y * width + width - 1];
  return sum / (2 * (double)(width + height));
}

void invert_image(struct image* image) {
  for (size_t i = 0; i < image->width * image->height; ++i)
    image->grey[i] = (unsigned char)(255 - image->grey[i]);
}

/* What is a quarter of the way from the background to the lightest pixel belongs to the drawing. */
void trim_image(struct image* image) {
  const size_t width = image->width, height = image->height;
  const double border = image_border(image);
  unsigned char lightest = 0;
  for (size_t i = 0; i < width * height; ++i)
    if (image->grey[i] > lightest) lightest = image->grey[i];
  const double threshold = border + (lightest - border) / 4;
  size_t left = width, top = height, right = 0, bottom = 0; /* the latter are one beyond */
  for (size_t y = 0; y < height; ++y) {
    for (size_t x = 0; x < width; ++x) {
      if (image->grey[y * width + x] <= threshold) continue;
      if (x < left) left = x;
      if (y < top) top = y;
      if (x >= right) right = x + 1;
      if (y >= bottom) bottom = y + 1;
    }
  }
  if (right == 0) return; /* a blank page */
  for (size_t y = top; y < bottom; ++y)
    memmove(image->grey + (y - top) * (right - left), image->grey + y * width + left, right - left);
  image->width = right - left;
  image->height = bottom - top;
}

/* The centre of mass in one direction, from the image's left or top edge; its middle if it is all
 * black. */
static double centre(const struct image* image, int is_vertical) {
  double sum = 0, moment = 0;
  for (size_t y = 0; y < image->height; ++y) {
    for (size_t x = 0; x < image->width; ++x) {
      const double grey = image->grey[y * image->width + x];
      sum += grey;
      moment += grey * ((double)(is_vertical ? y : x) + 0.5);
    }
  }
  return sum > 0 ? moment / sum : (double)(is_vertical ? image->height : image->width) / 2;
}

/* One direction of the fit: where the target's pixels lie in the source. */
struct axis {
  double first; /* the source coordinate of the target's edge */
  double step;  /* source pixels a target pixel */
  double size;  /* of the source */
};

static struct axis make_axis(size_t source, size_t target, double step, double middle) {
  const double extent = (double)target * step;
  double first = middle - extent / 2;
  /* The whole source stays in sight. */
  const double lowest = fmin(0, (double)source - extent),
               highest = fmax(0, (double)source - extent);
  first = fmin(fmax(first, lowest), highest);
  const struct axis axis = {first, step, (double)source};
  return axis;
}

/* What the target's pixel i covers of the source. */
static void cover(const struct axis* axis, size_t i, double* from, double* to) {
  *from = fmin(fmax(axis->first + (double)i * axis->step, 0), axis->size);
  *to = fmin(fmax(axis->first + (double)(i + 1) * axis->step, 0), axis->size);
}

static double mean_of_area(const struct image* image, const struct axis* across,
                           const struct axis* down, size_t x, size_t y, double background) {
  double left, right, top, bottom, sum = 0;
  cover(across, x, &left, &right);
  cover(down, y, &top, &bottom);
  for (double row = floor(top); row < bottom; ++row) {
    const double high = fmin(row + 1, bottom) - fmax(row, top);
    const unsigned char* grey = image->grey + (size_t)row * image->width;
    for (double column = floor(left); column < right; ++column)
      sum += high * (fmin(column + 1, right) - fmax(column, left)) * grey[(size_t)column];
  }
  const double area = across->step * down->step, covered = (right - left) * (bottom - top);
  return (sum + (area - covered) * background) / area;
}

void fit_image(const struct image* image, const struct fit* fit, double* pixels) {
  const double inner_width = (double)(fit->width - 2 * fit->margin);
  const double inner_height = (double)(fit->height - 2 * fit->margin);
  const double step =
      fmax((double)image->width / inner_width, (double)image->height / inner_height);
  const double x = fit->by_mass ? centre(image, 0) : (double)image->width / 2;
  const double y = fit->by_mass ? centre(image, 1) : (double)image->height / 2;
  const struct axis across = make_axis(image->width, fit->width, step, x);
  const struct axis down = make_axis(image->height, fit->height, step, y);
  for (size_t row = 0; row < fit->height; ++row)
    for (size_t column = 0; column < fit->width; ++column)
      pixels[row * fit->width + column] =
          mean_of_area(image, &across, &down, column, row, fit->background);
}
