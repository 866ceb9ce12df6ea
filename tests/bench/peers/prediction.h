/* SPDX-License-Identifier: MIT
 *
 * A peer's predictions: calls that are timed one by one, in slices that alternate with the
 * machine's peak, and one line of JSON with the fields of libneuro's own prediction benchmark.
 */
#ifndef NEURO_TESTS_BENCH_PEERS_PREDICTION_H_
#define NEURO_TESTS_BENCH_PEERS_PREDICTION_H_

#include "measure.h"
#include "options.h"

#ifdef __cplusplus
extern "C" {
#endif

struct predictor {
  struct peer_program program;
  void* state;
  void (*call)(void* state, int thread); /* predicts that thread's next rows */
};

void run_prediction(const struct peer_options* options, const struct predictor* predictor);

#ifdef __cplusplus
}
#endif

#endif /* NEURO_TESTS_BENCH_PEERS_PREDICTION_H_ */
