/* SPDX-License-Identifier: MIT
 *
 * Protocol buffers by hand: a message is a sequence of fields, each with a key of number and kind;
 * texts, bytes and messages within messages come with their length in front.
 */
#include "onnx_model.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "ort_api.h"

/* Field numbers of the messages in onnx.proto. */
enum { MODEL_IR_VERSION = 1, MODEL_GRAPH = 7, MODEL_OPSET = 8 };
enum { OPSET_DOMAIN = 1, OPSET_VERSION = 2 };
enum { GRAPH_NODE = 1, GRAPH_NAME = 2, GRAPH_INITIALIZER = 5, GRAPH_INPUT = 11, GRAPH_OUTPUT = 12 };
enum { NODE_INPUT = 1, NODE_OUTPUT = 2, NODE_OPERATOR = 4 };
enum { TENSOR_DIMENSION = 1, TENSOR_TYPE = 2, TENSOR_NAME = 8, TENSOR_RAW = 9 };
enum { VALUE_NAME = 1, VALUE_TYPE = 2 };
enum { TYPE_TENSOR = 1, TYPE_ELEMENT = 1, TYPE_SHAPE = 2 };
enum { SHAPE_DIMENSION = 1, DIMENSION_VALUE = 1 };

enum { IR_VERSION = 7, OPSET = 13 }; /* since ONNX Runtime 1.6 */
enum { KIND_NUMBER = 0, KIND_BYTES = 2 };

static void put(struct onnx_bytes* to, const void* data, size_t size) {
  if (size > to->capacity - to->size) {
    to->capacity = 2 * to->capacity + size;
    to->data = realloc(to->data, to->capacity);
    if (to->data == NULL) peer_fail("writing the model", "there is not enough memory");
  }
  if (size > 0) memcpy(to->data + to->size, data, size);
  to->size += size;
}

/* Seven bits a byte, the lowest first; the eighth says that more follow. */
static void put_varint(struct onnx_bytes* to, uint64_t value) {
  do {
    const unsigned char byte = (unsigned char)((value & 127) | (value > 127 ? 128 : 0));
    put(to, &byte, 1);
    value >>= 7;
  } while (value > 0);
}

static void put_number(struct onnx_bytes* to, unsigned field, uint64_t value) {
  put_varint(to, field << 3 | KIND_NUMBER);
  put_varint(to, value);
}

static void put_bytes(struct onnx_bytes* to, unsigned field, const void* data, size_t size) {
  put_varint(to, field << 3 | KIND_BYTES);
  put_varint(to, size);
  put(to, data, size);
}

static void put_text(struct onnx_bytes* to, unsigned field, const char* text) {
  put_bytes(to, field, text, strlen(text));
}

/* Ends the inner message. */
static void put_message(struct onnx_bytes* to, unsigned field, struct onnx_bytes* message) {
  put_bytes(to, field, message->data, message->size);
  free(message->data);
  *message = (struct onnx_bytes){NULL, 0, 0};
}

static void put_tensor(struct onnx_bytes* graph, const char* name, int is_f64, const void* data,
                       size_t rows, size_t cols) { /* rows 0: a vector */
  struct onnx_bytes tensor = {NULL, 0, 0};
  if (rows > 0) put_number(&tensor, TENSOR_DIMENSION, rows);
  put_number(&tensor, TENSOR_DIMENSION, cols);
  put_number(&tensor, TENSOR_TYPE, is_f64 ? ORT_DOUBLE : ORT_FLOAT);
  put_text(&tensor, TENSOR_NAME, name);
  const size_t count = rows > 0 ? rows * cols : cols;
  put_bytes(&tensor, TENSOR_RAW, data, count * (is_f64 ? sizeof(double) : sizeof(float)));
  put_message(graph, GRAPH_INITIALIZER, &tensor);
}

/* An input or an output of the graph, a matrix. */
static void put_value(struct onnx_bytes* graph, unsigned field, const char* name, int is_f64,
                      size_t rows, size_t cols) {
  struct onnx_bytes dimension = {NULL, 0, 0}, shape = {NULL, 0, 0}, tensor = {NULL, 0, 0},
                    type = {NULL, 0, 0}, value = {NULL, 0, 0};
  put_number(&dimension, DIMENSION_VALUE, rows);
  put_message(&shape, SHAPE_DIMENSION, &dimension);
  put_number(&dimension, DIMENSION_VALUE, cols);
  put_message(&shape, SHAPE_DIMENSION, &dimension);
  put_number(&tensor, TYPE_ELEMENT, is_f64 ? ORT_DOUBLE : ORT_FLOAT);
  put_message(&tensor, TYPE_SHAPE, &shape);
  put_message(&type, TYPE_TENSOR, &tensor);
  put_text(&value, VALUE_NAME, name);
  put_message(&value, VALUE_TYPE, &type);
  put_message(graph, field, &value);
}

/* NULL ends the inputs before the third. */
static void put_node(struct onnx_bytes* graph, const char* operation, const char* output,
                     const char* first, const char* second, const char* third) {
  struct onnx_bytes node = {NULL, 0, 0};
  put_text(&node, NODE_INPUT, first);
  if (second != NULL) put_text(&node, NODE_INPUT, second);
  if (third != NULL) put_text(&node, NODE_INPUT, third);
  put_text(&node, NODE_OUTPUT, output);
  put_text(&node, NODE_OPERATOR, operation);
  put_message(graph, GRAPH_NODE, &node);
}

/* z = x w + b, then y = ReLU or softmax of z. */
static void put_layer(struct onnx_bytes* graph, const struct onnx_layer* layer, size_t number,
                      int is_last, int is_f64) {
  char x[24] = "x", y[24] = "y", z[24], w[24], b[24];
  if (number > 0) snprintf(x, sizeof x, "y%zu", number - 1);
  if (!is_last) snprintf(y, sizeof y, "y%zu", number);
  snprintf(z, sizeof z, "z%zu", number);
  snprintf(w, sizeof w, "w%zu", number);
  snprintf(b, sizeof b, "b%zu", number);
  put_tensor(graph, w, is_f64, layer->weights, layer->inputs, layer->outputs);
  put_tensor(graph, b, is_f64, layer->biases, 0, layer->outputs);
  put_node(graph, "Gemm", z, x, w, b);
  put_node(graph, is_last ? "Softmax" : "Relu", y, z, NULL, NULL);
}

struct onnx_bytes write_onnx_model(const struct onnx_layer* layers, size_t layer_count, size_t rows,
                                   int is_f64) {
  struct onnx_bytes graph = {NULL, 0, 0}, opset = {NULL, 0, 0}, model = {NULL, 0, 0};
  put_text(&graph, GRAPH_NAME, "network");
  put_value(&graph, GRAPH_INPUT, "x", is_f64, rows, layers[0].inputs);
  put_value(&graph, GRAPH_OUTPUT, "y", is_f64, rows, layers[layer_count - 1].outputs);
  for (size_t l = 0; l < layer_count; ++l)
    put_layer(&graph, &layers[l], l, l + 1 == layer_count, is_f64);
  put_text(&opset, OPSET_DOMAIN, "");
  put_number(&opset, OPSET_VERSION, OPSET);
  put_number(&model, MODEL_IR_VERSION, IR_VERSION);
  put_message(&model, MODEL_OPSET, &opset);
  put_message(&model, MODEL_GRAPH, &graph);
  return model;
}
