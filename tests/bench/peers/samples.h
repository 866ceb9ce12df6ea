/* SPDX-License-Identifier: MIT
 *
 * Images and labels of IDX files for peers that have no reader of their own.
 */
#ifndef NEURO_TESTS_BENCH_PEERS_SAMPLES_H_
#define NEURO_TESTS_BENCH_PEERS_SAMPLES_H_

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct samples {
  size_t rows;
  size_t cols;           /* bytes of an image */
  unsigned char* images; /* rows x cols */
  unsigned char* labels; /* one a row; NULL if only images were asked for */
};

/* The first `limit` rows (0: all) of files that are plain or gzipped. labels_path may be NULL.
 * Ends the program with a message if they cannot be read. */
struct samples load_samples(const char* images_path, const char* labels_path, size_t limit);
void free_samples(struct samples* samples);

#ifdef __cplusplus
}
#endif

#endif /* NEURO_TESTS_BENCH_PEERS_SAMPLES_H_ */
