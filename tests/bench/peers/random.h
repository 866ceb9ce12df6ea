/* SPDX-License-Identifier: MIT
 *
 * Random numbers for peers that need some: initial weights and the order of rows.
 */
#ifndef NEURO_TESTS_BENCH_PEERS_RANDOM_H_
#define NEURO_TESTS_BENCH_PEERS_RANDOM_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct random_source {
  uint64_t state; /* any value will do as a seed */
};

/* Standard normal. */
double next_normal(struct random_source* source);

/* The standard deviation of He's initial weights. */
double he_deviation(size_t inputs);

void shuffle(struct random_source* source, uint32_t* values, size_t count);

#ifdef __cplusplus
}
#endif

#endif /* NEURO_TESTS_BENCH_PEERS_RANDOM_H_ */
