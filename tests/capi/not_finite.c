/* SPDX-License-Identifier: MIT
 *
 * Numbers that would stop being finite, wherever they do: the step comes to NN_ERROR_NOT_FINITE,
 * says in which step, layer and tensor, and changes nothing, neither parameters nor what the
 * optimizer remembers; training goes on with a step that is fine. Steps close to the brink are the
 * steps that they would be anywhere.
 */
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "model_bytes.h"
#include "network_kinds.h"
#include "support.h"

enum { kRows = 70, kInputs = 3, kHidden = 4, kOutputs = 2 };

static const size_t kSizes[] = {kInputs, kHidden, kOutputs};
static const double kTypeMost[] = {0, FLT_MAX, DBL_MAX}; /* by NN_F32, NN_F64 */

static double inputs[kRows * kInputs];
static double targets[kRows * kOutputs];

static const network_kind kRegression = {
    "regression", NN_OUTPUT_IDENTITY, {{kAllLayers, NN_OPTION_ACTIVATION, NN_ACTIVATION_IDENTITY}}};

static nn_network* new_network(const network_kind* kind, int64_t type, int64_t optimizer) {
  const int64_t more[] = {NN_OPTION_TYPE, type, NN_OPTION_OPTIMIZER, optimizer, 0};
  nn_options* options = kind_options(kind, more);
  nn_network* network = NULL;
  REQUIRE_OK(nn_create(&network, kSizes, COUNT_OF(kSizes), options));
  nn_options_destroy(options);
  return network;
}

static void good_rows(void) {
  fill_f64(inputs, COUNT_OF(inputs), 1);
  fill_f64(targets, COUNT_OF(targets), 2);
}

static nn_status train(nn_network* network, size_t rows, double* loss) {
  return nn_train_batch(network, inputs, NN_F64, targets, NN_F64, rows, loss);
}

static int all_finite(const nn_network* network) {
  double weights[kHidden * kInputs], bias[kHidden];
  int finite = 1;
  for (size_t l = 0; l + 1 < nn_layer_count(network); ++l) {
    const size_t n = nn_layer_size(network, l), m = nn_layer_size(network, l + 1);
    CHECK_OK(nn_get_parameters(network, l, weights, bias, NN_F64));
    for (size_t i = 0; i < n * m; ++i) finite = finite && isfinite(weights[i]);
    for (size_t i = 0; i < m; ++i) finite = finite && isfinite(bias[i]);
  }
  return finite;
}

/* The step fails and changes nothing, also in halves; with good rows it goes on. */
static void refuse(nn_network* network, size_t rows, const char* tensor, const char* layer,
                   const char* what) {
  char step[40];
  sprintf(step, "step %d:", (int)nn_step_count(network) + 1);
  const int failures = check_failures();
  snapshot before = checkpoint_bytes(network);
  double loss = 123.5;
  CHECK_FAILS(train(network, rows, &loss), NN_ERROR_NOT_FINITE, step, tensor, layer);
  CHECK(loss == 123.5);
  snapshot after = checkpoint_bytes(network);
  CHECK(same_snapshot(before, after));
  free_snapshot(&before);
  free_snapshot(&after);
  if (check_failures() > failures) fprintf(stderr, "    %s, %zu rows\n", what, rows);
}

/* A step of ordinary size leaves the network finite. */
static void go_on(nn_network* network, double rate) {
  double loss = -1;
  good_rows();
  CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, rate));
  CHECK_OK(train(network, kRows, &loss));
  CHECK(isfinite(loss) && all_finite(network));
  nn_network* again = NULL;
  snapshot saved = checkpoint_bytes(network);
  CHECK_OK(nn_load_buffer(&again, saved.bytes, saved.size, NULL));
  free_snapshot(&saved);
  nn_destroy(again);
}

static const size_t kRowCounts[] = {1, 5, kRows};

/* The loss itself. */
static void test_loss(int64_t type, int64_t optimizer) {
  for (size_t i = 0; i < COUNT_OF(kRowCounts); ++i) {
    nn_network* network = new_network(&kRegression, type, optimizer);
    const size_t rows = kRowCounts[i];
    char row[40];
    sprintf(row, "row %zu ", rows - 1);
    go_on(network, 1e-3);
    if (type == NN_F64) {
      targets[(rows - 1) * kOutputs] = 1e160; /* its square has no room */
      refuse(network, rows, "loss", row, "a loss");
    }
    good_rows();
    inputs[(rows - 1) * kInputs] = inputs[(rows - 1) * kInputs + 2] = kTypeMost[type];
    inputs[(rows - 1) * kInputs + 1] = -kTypeMost[type];
    nn_network* large = new_network(&kRegression, type, optimizer);
    double weights[kHidden * kInputs], bias[kHidden] = {0};
    for (size_t w = 0; w < COUNT_OF(weights); ++w) weights[w] = w % 3 == 1 ? -2 : 2;
    CHECK_OK(nn_set_parameters(large, 0, weights, bias, NN_F64));
    refuse(large, rows, row, "layer 0", "an activation");
    CHECK_FAILS(nn_compute_gradients(large, inputs, NN_F64, targets, NN_F64, rows, NULL),
                NN_ERROR_NOT_FINITE, "step 1:", row);
    go_on(large, 1e-3);
    go_on(network, 1e-3);
    nn_destroy(large);
    nn_destroy(network);
  }
}

/* All rows are of this magnitude, and so are their errors: gradients are its square. */
static void magnify(double input, double target) {
  good_rows();
  for (size_t i = 0; i < COUNT_OF(inputs); ++i) inputs[i] = input;
  for (size_t i = 0; i < COUNT_OF(targets); ++i) targets[i] = target;
}

/* The hidden layer puts out little whatever comes in, so that the loss stays small. */
static void damp(nn_network* network, double factor) {
  double weights[kHidden * kInputs], bias[kHidden] = {0};
  for (size_t i = 0; i < COUNT_OF(weights); ++i) weights[i] = factor;
  CHECK_OK(nn_set_parameters(network, 0, weights, bias, NN_F64));
}

/* Inputs and errors are finite, and so is the loss; their products are not. */
static void test_gradient(int64_t type, int64_t optimizer) {
  const double large = type == NN_F32 ? 1e30 : 1e200;
  for (size_t i = 0; i < COUNT_OF(kRowCounts); ++i) {
    nn_network* network = new_network(&kRegression, type, optimizer);
    go_on(network, 1e-3);
    damp(network, 1 / large);
    magnify(large, type == NN_F32 ? 1e15 : 1e130);
    refuse(network, kRowCounts[i], "gradient of the weights", "layer 0", "a gradient");
    CHECK_OK(nn_set_real(network, NN_OPTION_CLIP_NORM, 1));
    refuse(network, kRowCounts[i], "gradient of the weights", "layer 0", "a clipped gradient");
    CHECK_OK(nn_set_real(network, NN_OPTION_CLIP_NORM, 0));
    CHECK_OK(nn_compute_gradients(network, inputs, NN_F64, targets, NN_F64, kRowCounts[i], NULL));
    CHECK_FAILS(nn_apply_gradients(network), NN_ERROR_NOT_FINITE, "step 2:", "gradient of the",
                "layer 0");
    go_on(network, 1e-3);
    nn_destroy(network);
  }
}

/* A step that fails over its gradient leaves none behind that could be applied or measured, and
 * takes away the one that was formed before. */
static void test_no_gradient_left(int64_t type, int seen) {
  const double large = type == NN_F32 ? 1e30 : 1e200;
  nn_network* network = new_network(&kRegression, type, NN_OPTIMIZER_ADAM);
  nn_norms norms = {.struct_size = sizeof norms}, formed = {.struct_size = sizeof formed};
  void *gradients = NULL, *same = NULL;
  size_t count = 0;
  damp(network, 1 / large);
  good_rows();
  if (seen) CHECK_OK(nn_gradients(network, &gradients, &count));
  CHECK_OK(nn_compute_gradients(network, inputs, NN_F64, targets, NN_F64, kRows, NULL));
  CHECK_OK(nn_layer_norms(network, 1, &formed));
  magnify(large, type == NN_F32 ? 1e15 : 1e130);
  refuse(network, kRows, "gradient of the weights", "layer 0", "a gradient");
  CHECK_OK(nn_layer_norms(network, 0, &norms));
  CHECK(isnan(norms.weight_gradient) && isnan(norms.bias_gradient));
  CHECK_FAILS(nn_apply_gradients(network), NN_ERROR_INVALID_ARGUMENT, "network", "no gradient");
  CHECK_OK(nn_gradients(network, &same, &count));
  CHECK(same != NULL && (!seen || same == gradients));
  CHECK_OK(nn_layer_norms(network, 1, &norms));
  CHECK(formed.bias_gradient > 0);
  CHECK(norms.bias_gradient == (seen ? formed.bias_gradient : 0));
  CHECK_OK(nn_apply_gradients(network));
  CHECK(all_finite(network) && nn_step_count(network) == 1);
  nn_destroy(network);
}

/* Gradients are finite, but steps would lead too far. */
static void test_update(int64_t type, int64_t optimizer) {
  for (size_t i = 0; i < COUNT_OF(kRowCounts); ++i) {
    nn_network* network = new_network(&kRegression, type, optimizer);
    go_on(network, 1e-3);
    const double large = type == NN_F32 ? 1e20 : 1e100;
    damp(network, 1 / large);
    magnify(large, type == NN_F32 ? 1e16 : 1e50);
    /* Gradients of 1e36 or 1e150. */
    CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 1e6));
    if (type == NN_F32) {
      refuse(network, kRowCounts[i], "weights", "layer 0", "an update");
    } else {
      CHECK_OK(train(network, kRowCounts[i], NULL)); /* there is room for much */
      CHECK(all_finite(network));
    }
    nn_destroy(network);
  }
}

/* Second moments are squares: they end where gradients are still fine. */
static void test_second_moment(int64_t type, int64_t optimizer) {
  for (size_t i = 0; i < COUNT_OF(kRowCounts); ++i) {
    nn_network* network = new_network(&kRegression, type, optimizer);
    go_on(network, 1e-3);
    /* Gradients of 1e25; in double, where all sums of squares end alike, of 1e160. */
    const double large = type == NN_F32 ? 1e18 : 1e125;
    damp(network, 1 / large);
    magnify(large, type == NN_F32 ? 1e7 : 1e35);
    refuse(network, kRowCounts[i], "weights", "layer 0", "a second moment");
    go_on(network, 1e-3);
    nn_destroy(network);
  }
}

/* Each square is fine, but not their sum. */
static void test_sum_of_squares(void) {
  nn_network* network = new_network(&kRegression, NN_F32, NN_OPTIMIZER_ADAGRAD);
  damp(network, 0);
  magnify(0.5e9, 0.5e9);
  nn_status status = NN_OK;
  CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 1e-30));
  for (int i = 0; i < 4000 && status == NN_OK; ++i) {
    snapshot before = checkpoint_bytes(network);
    status = train(network, 1, NULL);
    if (status != NN_OK) {
      snapshot after = checkpoint_bytes(network);
      CHECK(same_snapshot(before, after));
      free_snapshot(&after);
    }
    free_snapshot(&before);
  }
  CHECK(status == NN_ERROR_NOT_FINITE);
  CHECK(strstr(nn_last_error(), "layer 0") != NULL);
  go_on(network, 1e-3);
  nn_destroy(network);
}

/* A large first moment over a second one that has been forgotten already. */
static void test_forgotten_moment(int64_t type) {
  nn_network* network = new_network(&kRegression, type, NN_OPTIMIZER_ADAM);
  CHECK_OK(nn_set_real(network, NN_OPTION_BETA1, 0.99));
  CHECK_OK(nn_set_real(network, NN_OPTION_BETA2, 0));
  CHECK_OK(nn_set_real(network, NN_OPTION_EPSILON, 1e-30));
  CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 1));
  damp(network, 0);
  magnify(type == NN_F32 ? 1e8 : 1e70, type == NN_F32 ? 1e8 : 1e70);
  CHECK_OK(train(network, kRows, NULL));
  CHECK(all_finite(network));
  for (size_t i = 0; i < COUNT_OF(inputs); ++i) inputs[i] = 0;
  if (type == NN_F32) {
    refuse(network, kRows, "weights", "layer 0", "a forgotten moment");
  } else {
    CHECK_OK(train(network, kRows, NULL)); /* there is room for it */
    CHECK(all_finite(network));
  }
  nn_destroy(network);
}

/* What is normalised is ordinary, but not the variance that it is divided by. */
static void test_variance(int64_t type) {
  static const network_kind kNormalised = {
      "normalised",
      NN_OUTPUT_IDENTITY,
      {{kAllLayers, NN_OPTION_NORMALISATION, NN_NORMALISATION_BATCH}}};
  for (size_t i = 1; i < COUNT_OF(kRowCounts); ++i) {
    nn_network* network = new_network(&kNormalised, type, NN_OPTIMIZER_ADAM);
    go_on(network, 1e-3);
    for (size_t x = 0; x < COUNT_OF(inputs); ++x) inputs[x] *= type == NN_F32 ? 1e25 : 1e170;
    refuse(network, kRowCounts[i], "variance", "layer 0", "a variance");
    CHECK_FAILS(nn_compute_gradients(network, inputs, NN_F64, targets, NN_F64, kRowCounts[i], NULL),
                NN_ERROR_NOT_FINITE, "step 2:", "variance", "layer 0");
    go_on(network, 1e-3);
    nn_destroy(network);
  }
}

/* A scale of 2^k on everything that carries a unit: the same steps, but close to the brink. The
 * squared loss of an identity network is homogeneous: with inputs as they are, targets, biases and
 * the last layer's weights times 2^k give those times 2^k again. */
static void test_close_to_the_brink(int64_t type) {
  const double unit = type == NN_F32 ? ldexp(1, 61) : ldexp(1, 503);
  static const size_t kOneLayer[] = {kInputs, kOutputs};
  const int64_t options[] = {
      NN_OPTION_TYPE,        type, NN_OPTION_OUTPUT, NN_OUTPUT_IDENTITY, NN_OPTION_OPTIMIZER,
      NN_OPTIMIZER_MOMENTUM, 0};
  nn_network* plain = make_network(kOneLayer, COUNT_OF(kOneLayer), options);
  nn_network* large = make_network(kOneLayer, COUNT_OF(kOneLayer), options);
  double weights[2][kInputs * kOutputs], bias[2][kOutputs];
  CHECK_OK(nn_get_parameters(plain, 0, weights[0], bias[0], NN_F64));
  for (size_t i = 0; i < COUNT_OF(weights[0]); ++i) weights[1][i] = weights[0][i] * unit;
  for (size_t i = 0; i < kOutputs; ++i) bias[1][i] = bias[0][i] * unit;
  CHECK_OK(nn_set_parameters(large, 0, weights[1], bias[1], NN_F64));
  good_rows();
  if (type == NN_F32) {
    for (size_t i = 0; i < COUNT_OF(targets); ++i) targets[i] = (float)targets[i];
  }
  for (int step = 0; step < 40; ++step) {
    const size_t rows = kRowCounts[step % (int)COUNT_OF(kRowCounts)];
    CHECK_OK(train(plain, rows, NULL));
    for (size_t i = 0; i < COUNT_OF(targets); ++i) targets[i] *= unit;
    CHECK_OK(train(large, rows, NULL));
    for (size_t i = 0; i < COUNT_OF(targets); ++i) targets[i] /= unit;
  }
  CHECK_OK(nn_get_parameters(plain, 0, weights[0], bias[0], NN_F64));
  CHECK_OK(nn_get_parameters(large, 0, weights[1], bias[1], NN_F64));
  for (size_t i = 0; i < COUNT_OF(weights[0]); ++i) CHECK(weights[1][i] == weights[0][i] * unit);
  for (size_t i = 0; i < kOutputs; ++i) CHECK(bias[1][i] == bias[0][i] * unit);
  nn_destroy(plain);
  nn_destroy(large);
}

int main(void) {
  for (int64_t type = NN_F32; type <= NN_F64; ++type) {
    for (int64_t optimizer = NN_OPTIMIZER_SGD; optimizer <= NN_OPTIMIZER_RPROP; ++optimizer) {
      test_loss(type, optimizer);
      test_gradient(type, optimizer);
    }
    test_update(type, NN_OPTIMIZER_SGD);
    test_update(type, NN_OPTIMIZER_MOMENTUM);
    test_update(type, NN_OPTIMIZER_NESTEROV);
    test_second_moment(type, NN_OPTIMIZER_RMSPROP);
    test_second_moment(type, NN_OPTIMIZER_ADAGRAD);
    test_second_moment(type, NN_OPTIMIZER_ADAM);
    test_second_moment(type, NN_OPTIMIZER_ADAMW);
    test_forgotten_moment(type);
    test_variance(type);
    test_close_to_the_brink(type);
    test_no_gradient_left(type, 0);
    test_no_gradient_left(type, 1);
  }
  test_sum_of_squares();
  return check_done();
}
