/* SPDX-License-Identifier: MIT
 *
 * Gradients against central differences of the loss, in double precision: for every loss, every
 * activation, every normalisation and dropout, every single parameter, with batches of one block of
 * rows and of several, on one worker and on several (which give the same bits). A difference of
 * step 1e-6 is right to about 1e-9 of the largest gradient; 1e-6 of it is what is let pass. Data is
 * such that no kink lies within that step: it is the same on every machine.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kInputs = 5, kOutputs = 3, kMostRows = 200, kMostParameters = 400 };

static const size_t kSizes[] = {kInputs, 7, 6, kOutputs};
static const size_t kRows[] = {7, 64, 65, kMostRows};
static const double kStep = 1e-6, kTolerance = 1e-6;

static double inputs[kMostRows * kInputs];
static double numbers[kMostRows * kOutputs]; /* targets of a regression */
static double shares[kMostRows * kOutputs];  /* those of softmax or sigmoid outputs */
static uint8_t labels[kMostRows];

/* What is chosen: 0 is a default wherever it is not. */
typedef struct choice {
  int64_t output, loss, activation, normalisation;
  double smoothing, delta, slope, alpha, dropout;
  int dense, class_weights;
} choice;

typedef struct problem {
  const choice* chosen;
  nn_network* network;
  size_t rows;
} problem;

static void make_data(void) {
  fill_f64(inputs, COUNT_OF(inputs), 3);
  fill_f64(numbers, COUNT_OF(numbers), 4);
  fill_f64(shares, COUNT_OF(shares), 5);
  fill_labels(labels, COUNT_OF(labels), kOutputs, 6);
  for (size_t i = 0; i < COUNT_OF(inputs); ++i) inputs[i] *= 2;
  for (size_t i = 0; i < COUNT_OF(numbers); ++i) numbers[i] *= 3;
  for (double* row = shares; row < shares + COUNT_OF(shares); row += kOutputs) {
    const double total = row[0] + row[1] + row[2] + 3 * 1.25;
    for (size_t j = 0; j < kOutputs; ++j) row[j] = (row[j] + 1.25) / total;
  }
}

static nn_network* new_network(const choice* c, int64_t workers) {
  const int64_t keys_and_values[] = {NN_OPTION_TYPE,
                                     NN_F64,
                                     NN_OPTION_WORKERS,
                                     workers,
                                     NN_OPTION_OUTPUT,
                                     c->output,
                                     NN_OPTION_LOSS,
                                     c->loss,
                                     NN_OPTION_ACTIVATION,
                                     c->activation,
                                     NN_OPTION_NORMALISATION,
                                     c->normalisation,
                                     0};
  nn_options* options = make_options(keys_and_values);
  REQUIRE_OK(nn_options_set_real(options, NN_OPTION_LABEL_SMOOTHING, c->smoothing));
  if (c->delta > 0) REQUIRE_OK(nn_options_set_real(options, NN_OPTION_HUBER_DELTA, c->delta));
  if (c->slope > 0) REQUIRE_OK(nn_options_set_real(options, NN_OPTION_LEAKY_SLOPE, c->slope));
  if (c->alpha > 0) REQUIRE_OK(nn_options_set_real(options, NN_OPTION_ELU_ALPHA, c->alpha));
  REQUIRE_OK(nn_options_set_real(options, NN_OPTION_DROPOUT, c->dropout));
  REQUIRE_OK(nn_options_set_real(options, NN_OPTION_INPUT_DROPOUT, c->dropout / 2));
  nn_network* network = NULL;
  REQUIRE_OK(nn_create(&network, kSizes, COUNT_OF(kSizes), options));
  nn_options_destroy(options);
  const double weights[kOutputs] = {0.5, 2, 1.25};
  if (c->class_weights) REQUIRE_OK(nn_set_class_weights(network, weights, kOutputs));
  return network;
}

static int is_normalised(const problem* p, size_t layer) {
  return p->chosen->normalisation != NN_NORMALISATION_NONE && layer + 2 < COUNT_OF(kSizes);
}

/* Sets all parameters, or counts them (NULL), in the order that nn_gradients() has. */
static size_t set_all(const problem* p, const double* parameters) {
  const double zeros[8] = {0}, ones[8] = {1, 1, 1, 1, 1, 1, 1, 1};
  const int batch = p->chosen->normalisation == NN_NORMALISATION_BATCH;
  size_t at = 0;
  for (size_t l = 0; l + 1 < COUNT_OF(kSizes); ++l) {
    const size_t n = kSizes[l], m = kSizes[l + 1];
    if (parameters != NULL) {
      const double* weights = parameters + at;
      REQUIRE_OK(nn_set_parameters(p->network, l, weights, weights + n * m, NN_F64));
    }
    at += (n + 1) * m;
    if (!is_normalised(p, l)) continue;
    if (parameters != NULL) {
      const double* scale = parameters + at;
      REQUIRE_OK(nn_set_normalisation(p->network, l, scale, scale + m, batch ? zeros : NULL,
                                      batch ? ones : NULL, NN_F64));
    }
    at += 2 * m;
  }
  return at;
}

/* Numbers around 0, but around 1 for scales. */
static void fill_parameters(const problem* p, double* out) {
  size_t at = 0;
  fill_f64(out, set_all(p, NULL), 7);
  for (size_t l = 0; l + 1 < COUNT_OF(kSizes); ++l) {
    const size_t n = kSizes[l], m = kSizes[l + 1];
    at += (n + 1) * m;
    if (!is_normalised(p, l)) continue;
    for (size_t j = 0; j < m; ++j) out[at + j] = 1 + 0.5 * out[at + j];
    at += 2 * m;
  }
}

static double loss_and_gradients(const problem* p) {
  const choice* c = p->chosen;
  double loss = 0;
  const int regression = c->output == NN_OUTPUT_IDENTITY;
  if (regression || c->dense) {
    REQUIRE_OK(nn_compute_gradients(p->network, inputs, NN_F64, regression ? numbers : shares,
                                    NN_F64, p->rows, &loss));
  } else {
    REQUIRE_OK(nn_compute_gradients(p->network, inputs, NN_F64, labels, NN_U8, p->rows, &loss));
  }
  return loss;
}

static double difference_at(const problem* p, double* parameters, size_t i) {
  const double value = parameters[i];
  parameters[i] = value + kStep;
  set_all(p, parameters);
  const double above = loss_and_gradients(p);
  parameters[i] = value - kStep;
  set_all(p, parameters);
  const double below = loss_and_gradients(p);
  parameters[i] = value;
  return (above - below) / (2 * kStep);
}

/* Copies the gradients out; what they were is forgotten by the next call. */
static size_t take_gradients(const problem* p, double* out) {
  void* gradients = NULL;
  size_t count = 0;
  loss_and_gradients(p);
  REQUIRE_OK(nn_gradients(p->network, &gradients, &count));
  REQUIRE(count <= kMostParameters);
  memcpy(out, gradients, count * sizeof *out);
  return count;
}

static void test_gradients(const char* what, const choice* c, size_t rows) {
  double parameters[kMostParameters], gradients[kMostParameters], alone[kMostParameters];
  problem p = {c, new_network(c, 3), rows};
  fill_parameters(&p, parameters);
  set_all(&p, parameters);
  const size_t count = take_gradients(&p, gradients);
  REQUIRE(count == set_all(&p, NULL));
  double largest = 0, furthest = 0;
  for (size_t i = 0; i < count; ++i) largest = fmax(largest, fabs(gradients[i]));
  for (size_t i = 0; i < count; ++i) {
    const double error = fabs(difference_at(&p, parameters, i) - gradients[i]);
    if (!(error <= furthest)) furthest = error;
  }
  if (!CHECK(largest > 1e-3 && furthest <= kTolerance * largest)) {
    fprintf(stderr, "    %s, activation %d, normalisation %d, %d rows: off by %.2g of %.2g\n", what,
            (int)c->activation, (int)c->normalisation, (int)rows, furthest, largest);
  }
  nn_destroy(p.network);

  p.network = new_network(c, 1);
  set_all(&p, parameters);
  CHECK(take_gradients(&p, alone) == count);
  CHECK(memcmp(alone, gradients, count * sizeof *alone) == 0);
  nn_destroy(p.network);
}

static void test_all_rows(const char* what, const choice* c) {
  for (size_t i = 0; i < COUNT_OF(kRows); ++i) test_gradients(what, c, kRows[i]);
}

static void test_losses(void) {
  const choice choices[] = {
      {.output = NN_OUTPUT_SOFTMAX},
      {.output = NN_OUTPUT_SOFTMAX, .smoothing = 0.2},
      {.output = NN_OUTPUT_SOFTMAX, .class_weights = 1, .smoothing = 0.1},
      {.output = NN_OUTPUT_SOFTMAX, .dense = 1},
      {.output = NN_OUTPUT_SOFTMAX, .dense = 1, .smoothing = 0.2},
      {.output = NN_OUTPUT_SIGMOID},
      {.output = NN_OUTPUT_SIGMOID, .class_weights = 1},
      {.output = NN_OUTPUT_SIGMOID, .dense = 1},
      {.output = NN_OUTPUT_SIGMOID, .dense = 1, .smoothing = 0.2},
      {.output = NN_OUTPUT_IDENTITY},
      {.output = NN_OUTPUT_IDENTITY, .loss = NN_LOSS_SQUARED},
      {.output = NN_OUTPUT_IDENTITY, .loss = NN_LOSS_ABSOLUTE},
      {.output = NN_OUTPUT_IDENTITY, .loss = NN_LOSS_HUBER},
      {.output = NN_OUTPUT_IDENTITY, .loss = NN_LOSS_HUBER, .delta = 0.25},
  };
  for (size_t i = 0; i < COUNT_OF(choices); ++i) {
    choice c = choices[i];
    char what[40];
    c.activation = NN_ACTIVATION_TANH;
    snprintf(what, sizeof what, "loss %d", (int)i);
    test_all_rows(what, &c);
  }
}

static void test_layers(void) {
  for (int64_t normalisation = NN_NORMALISATION_NONE; normalisation <= NN_NORMALISATION_LAYER;
       ++normalisation) {
    for (int64_t activation = NN_ACTIVATION_IDENTITY; activation <= NN_ACTIVATION_SOFTPLUS;
         ++activation) {
      choice c = {.activation = activation, .normalisation = normalisation};
      test_all_rows("layers", &c);
    }
    choice leaky = {
        .activation = NN_ACTIVATION_LEAKY_RELU, .slope = 0.25, .normalisation = normalisation};
    test_all_rows("slope 0.25", &leaky);
    choice elu = {.activation = NN_ACTIVATION_ELU, .alpha = 1.75, .normalisation = normalisation};
    test_all_rows("alpha 1.75", &elu);
    /* What is dropped depends on the step, and nothing here makes one. */
    choice dropout = {
        .activation = NN_ACTIVATION_TANH, .normalisation = normalisation, .dropout = 0.25};
    test_all_rows("dropout 0.25", &dropout);
  }
}

int main(void) {
  make_data();
  test_losses();
  test_layers();
  return check_done();
}
