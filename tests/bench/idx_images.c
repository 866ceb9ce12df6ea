/* SPDX-License-Identifier: MIT
 *
 * zlib's gzread() takes plain files as well.
 */
#include "idx_images.h"

#include <stdlib.h>
#include <zlib.h>

#include "failure.h"

enum { UNSIGNED_BYTES = 0x08, MAX_DIMENSIONS = 4 };
static const size_t most_bytes = (size_t)1 << 31; /* far more than any benchmark needs */

static uint32_t big_endian(const uint8_t* bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void read_exactly(gzFile file, const char* path, void* to, size_t bytes) {
  uint8_t* at = to;
  while (bytes > 0) {
    const unsigned chunk = bytes < 1u << 30 ? (unsigned)bytes : 1u << 30;
    const int got = gzread(file, at, chunk);
    if (got <= 0) fail(path, "is shorter than its header says");
    at += got;
    bytes -= (size_t)got;
  }
}

struct idx_images read_idx_images(const char* path) {
  gzFile file = gzopen(path, "rb");
  if (file == NULL) fail(path, "cannot be opened");
  uint8_t header[4 + 4 * MAX_DIMENSIONS];
  read_exactly(file, path, header, 4);
  const size_t dimensions = header[3];
  if (header[0] != 0 || header[1] != 0 || header[2] != UNSIGNED_BYTES || dimensions < 2 ||
      dimensions > MAX_DIMENSIONS)
    fail(path, "is no IDX file of images of bytes");
  read_exactly(file, path, header + 4, 4 * dimensions);

  struct idx_images images = {big_endian(header + 4), 1, NULL};
  for (size_t d = 1; d < dimensions; ++d) {
    const size_t extent = big_endian(header + 4 + 4 * d);
    if (extent == 0 || extent > most_bytes / images.cols) fail(path, "has impossible dimensions");
    images.cols *= extent;
  }
  if (images.rows == 0 || images.rows > most_bytes / images.cols)
    fail(path, "has impossible dimensions");
  images.pixels = allocate(images.rows, images.cols);
  read_exactly(file, path, images.pixels, images.rows * images.cols);
  gzclose(file);
  return images;
}
