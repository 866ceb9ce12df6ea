/* SPDX-License-Identifier: MIT
 *
 * Writes a network with ReLU and softmax as an ONNX model.
 */
#ifndef NEURO_TESTS_BENCH_PEERS_ONNX_MODEL_H_
#define NEURO_TESTS_BENCH_PEERS_ONNX_MODEL_H_

#include <stddef.h>

struct onnx_bytes {
  unsigned char* data; /* for free() */
  size_t size, capacity;
};

struct onnx_layer {
  size_t inputs, outputs;
  const void* weights; /* inputs x outputs */
  const void* biases;
};

/* The model's input is called "x", its output "y"; both have so many rows. Numbers are float, or
 * double if is_f64. */
struct onnx_bytes write_onnx_model(const struct onnx_layer* layers, size_t layer_count, size_t rows,
                                   int is_f64);

#endif /* NEURO_TESTS_BENCH_PEERS_ONNX_MODEL_H_ */
