/* SPDX-License-Identifier: MIT
 *
 * Reads just as much of the IDX format as the digits need: unsigned bytes, one to three dimensions.
 */
#include "samples.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include "options.h"

static void read_exactly(gzFile file, const char* path, void* target, size_t bytes) {
  for (unsigned char* to = target; bytes > 0;) {
    const unsigned piece = bytes < INT_MAX ? (unsigned)bytes : INT_MAX;
    const int got = gzread(file, to, piece);
    if (got <= 0) peer_fail(path, "ends too early or cannot be read");
    to += got;
    bytes -= (size_t)got;
  }
}

static size_t big_endian(const unsigned char bytes[4]) {
  return (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
}

/* The elements of the first `limit` entries along the first dimension. */
static unsigned char* read_idx(const char* path, size_t limit, size_t* rows, size_t* cols) {
  gzFile file = gzopen(path, "rb"); /* reads plain files, too */
  if (file == NULL) peer_fail(path, "cannot be opened");
  unsigned char head[4];
  read_exactly(file, path, head, sizeof head);
  if (head[0] != 0 || head[1] != 0 || head[2] != 8 || head[3] < 1 || head[3] > 3)
    peer_fail(path, "is no IDX file of bytes");
  *cols = 1;
  for (int i = 0; i < head[3]; ++i) {
    unsigned char size[4];
    read_exactly(file, path, size, sizeof size);
    if (i == 0)
      *rows = big_endian(size);
    else
      *cols *= big_endian(size);
  }
  if (limit != 0 && limit < *rows) *rows = limit;
  if (*rows == 0 || *cols == 0 || *cols > SIZE_MAX / *rows) peer_fail(path, "has no usable size");
  unsigned char* elements = malloc(*rows * *cols);
  if (elements == NULL) peer_fail(path, "there is not enough memory");
  read_exactly(file, path, elements, *rows * *cols);
  gzclose(file);
  return elements;
}

struct samples load_samples(const char* images_path, const char* labels_path, size_t limit) {
  struct samples samples = {0, 0, NULL, NULL};
  samples.images = read_idx(images_path, limit, &samples.rows, &samples.cols);
  if (labels_path == NULL) return samples;
  size_t rows = 0, cols = 0;
  samples.labels = read_idx(labels_path, limit, &rows, &cols);
  if (rows != samples.rows || cols != 1) peer_fail(labels_path, "does not fit the images");
  return samples;
}

void free_samples(struct samples* samples) {
  free(samples->images);
  free(samples->labels);
}
