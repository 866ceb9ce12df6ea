/* SPDX-License-Identifier: MIT
 *
 * Images without labels, from an IDX file of bytes, plain or .gz: prediction needs no more.
 */
#ifndef NEURO_TESTS_BENCH_IDX_IMAGES_H_
#define NEURO_TESTS_BENCH_IDX_IMAGES_H_

#include <stddef.h>
#include <stdint.h>

struct idx_images {
  size_t rows, cols;
  uint8_t* pixels; /* rows x cols */
};

/* Exits with a message if the file is not what it should be. The caller frees the pixels. */
struct idx_images read_idx_images(const char* path);

#endif /* NEURO_TESTS_BENCH_IDX_IMAGES_H_ */
