/* SPDX-License-Identifier: MIT
 *
 * Images out of files, and what is done to them until a network takes them.
 */
#ifndef NEURO_CLI_IMAGE_H
#define NEURO_CLI_IMAGE_H

#include <stddef.h>

#include "canvas.h"

/* Grey values, 0 (black) ... 255 (white), row by row. */
struct image {
  size_t width, height;
  unsigned char* grey;
};

enum { MAX_PIXELS = 64 * 1024 * 1024 };

enum image_format { IMAGE_NONE, IMAGE_PNG, IMAGE_JPEG };

/* What a file is by its first bytes. Nothing is read from what is no regular file. */
enum image_format image_format(const char* path);

/* Reads an image; ends the program if that fails, or if it has more than MAX_PIXELS. What is
 * transparent becomes white if what is there is rather dark, and black if that is rather light. */
struct image read_image(const char* path, enum image_format format);
struct image read_png(const char* path);
struct image read_jpeg(const char* path);

/* Whether images can be written, and writing one to a file, which is replaced as a whole. Returns
 * 0, or after complaining -1. */
int can_write_png(void);
int write_png(const char* path, const struct canvas* canvas);

/* Checks a size, and allocates an image of it. */
struct image make_image(const char* path, size_t width, size_t height);
void free_image(struct image* image);

/* The mean of the pixels at the edges, which is taken for the background. */
double image_border(const struct image* image);

void invert_image(struct image* image);

/* Cuts a light drawing on a dark background out of its margins. */
void trim_image(struct image* image);

/* How an image is fitted into another size. */
struct fit {
  size_t width, height;
  size_t margin;     /* what stays free at each edge */
  int by_mass;       /* the drawing's centre of mass comes into the middle, not the image's */
  double background; /* of what the image leaves free */
};

/* Scales an image by averaging areas, as large as it can be without distortion. pixels: 0 ... 255,
 * width x height of them. */
void fit_image(const struct image* image, const struct fit* fit, double* pixels);

#endif
