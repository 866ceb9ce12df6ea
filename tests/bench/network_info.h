/* SPDX-License-Identifier: MIT
 *
 * What a result says about the library and the network that gave it, and how many operations the
 * network takes.
 */
#ifndef NEURO_TESTS_BENCH_NETWORK_INFO_H_
#define NEURO_TESTS_BENCH_NETWORK_INFO_H_

#include <neuro.h>

int64_t get_int(const nn_network* network, nn_option option);
int is_f64(const nn_network* network);

/* Floating-point operations on one row. Prediction: two for each weight. Training: forward, the
 * weights' gradient and the inputs' gradient, two a weight each; nobody needs the last one of the
 * first layer. */
double prediction_flops(const nn_network* network);
double training_flops(const nn_network* network);

/* program, version, target and compiler, and which benchmark this is; no comma before. */
void print_program_json(const char* benchmark);

/* net, type and workers, led by a comma. */
void print_network_json(const nn_network* network);

/* The same for people, as the beginning of a line on standard error. */
void print_network_text(const nn_network* network);

#endif /* NEURO_TESTS_BENCH_NETWORK_INFO_H_ */
