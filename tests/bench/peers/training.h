/* SPDX-License-Identifier: MIT
 *
 * A peer's training run: epochs in a new order each, the machine's peak measured around each of
 * them, and one line of JSON with the fields of libneuro's own training benchmark.
 */
#ifndef NEURO_TESTS_BENCH_PEERS_TRAINING_H_
#define NEURO_TESTS_BENCH_PEERS_TRAINING_H_

#include "measure.h"
#include "options.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Means over rows; a NAN is something the peer does not compute. */
struct metrics {
  double loss;
  double accuracy;
};

struct trainer {
  struct peer_program program;
  size_t train_rows;
  void* state;
  struct metrics (*train_epoch)(void* state, const uint32_t* order); /* each of the rows once */
  struct metrics (*evaluate)(void* state);                           /* on the test set */
};

void run_training(const struct peer_options* options, const struct trainer* trainer);

#ifdef __cplusplus
}
#endif

#endif /* NEURO_TESTS_BENCH_PEERS_TRAINING_H_ */
