/* SPDX-License-Identifier: MIT
 *
 * The command line of the peers that are written in C and C++: that of libneuro's own benchmarks.
 */
#ifndef NEURO_TESTS_BENCH_PEERS_OPTIONS_H_
#define NEURO_TESTS_BENCH_PEERS_OPTIONS_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { PEER_MAX_LAYERS = 16 };

struct peer_options {
  size_t sizes[PEER_MAX_LAYERS]; /* inputs, then the width of each layer */
  size_t size_count;
  int is_f64;
  int workers; /* threads that share one step or one prediction */
  uint64_t seed;
  const char* files[4]; /* training images and labels, test images and labels; or images */

  /* training */
  size_t batch;
  int epochs;
  double rate;
  size_t limit;          /* rows of the training set to use, 0: all */
  int parallel_products; /* the threads share each matrix product and not the rows */

  /* prediction */
  size_t rows; /* a call */
  int threads; /* that call at the same time */
  double seconds;
};

/* Both exit with a message on standard error if the command line is wrong, and after --help. */
void parse_training_options(struct peer_options* options, int argc, char** argv);
void parse_prediction_options(struct peer_options* options, int argc, char** argv);

/* Ends the program with a message. */
#if defined(__GNUC__)
__attribute__((noreturn))
#endif
void peer_fail(const char* doing, const char* message);

#ifdef __cplusplus
}
#endif

#endif /* NEURO_TESTS_BENCH_PEERS_OPTIONS_H_ */
