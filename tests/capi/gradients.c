/* SPDX-License-Identifier: MIT
 *
 * A step in two halves is the step, bit for bit; gradients lie where and in the order in which they
 * should, changes to them take effect, and they stay where they are; norms are those of what is
 * there.
 */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "model_bytes.h"
#include "network_kinds.h"
#include "support.h"

enum { kRows = 100, kInputs = 12, kOutputs = 5, kSteps = 12, kLayers = 3, kMost = 4000 };

static const size_t kSizes[] = {kInputs, 37, 9, kOutputs};
static double inputs[kRows * kInputs];
static double targets[kRows * kOutputs];

static nn_network* new_network(const network_kind* kind, int64_t type) {
  const int64_t more[] = {NN_OPTION_TYPE, type, 0};
  nn_options* options = kind_options(kind, more);
  nn_network* network = NULL;
  REQUIRE_OK(nn_create(&network, kSizes, COUNT_OF(kSizes), options));
  nn_options_destroy(options);
  return network;
}

static nn_status train(nn_network* network, size_t rows, double* loss) {
  return nn_train_batch(network, inputs, NN_F64, targets, NN_F64, rows, loss);
}

static nn_status compute(nn_network* network, size_t rows, double* loss) {
  return nn_compute_gradients(network, inputs, NN_F64, targets, NN_F64, rows, loss);
}

static int same_files(const nn_network* a, const nn_network* b) {
  snapshot of_a = checkpoint_bytes(a), of_b = checkpoint_bytes(b);
  const int same = same_snapshot(of_a, of_b);
  free_snapshot(&of_a);
  free_snapshot(&of_b);
  return same;
}

/* With and without a look at the gradients in between. */
static void test_halves(const network_kind* kind, int64_t type) {
  static const size_t kBatches[] = {1, 5, 64, kRows};
  for (int looks = 0; looks < 2; ++looks) {
    nn_network *whole = new_network(kind, type), *halves = new_network(kind, type);
    void* gradients = NULL;
    size_t count = 0;
    if (looks) CHECK_OK(nn_gradients(halves, &gradients, &count));
    for (size_t i = 0; i < kSteps; ++i) {
      const size_t rows = kBatches[i % COUNT_OF(kBatches)];
      double of_whole = -1, of_halves = -2;
      CHECK_OK(train(whole, rows, &of_whole));
      CHECK_OK(compute(halves, rows, &of_halves));
      CHECK(of_whole == of_halves);
      CHECK(nn_step_count(halves) == (int64_t)i);
      CHECK_OK(nn_apply_gradients(halves));
      CHECK(nn_step_count(halves) == (int64_t)i + 1);
      if (!CHECK(same_files(whole, halves))) {
        fprintf(stderr, "    %s, type %d, step %zu, looks %d\n", kind->name, (int)type, i, looks);
        break;
      }
    }
    nn_destroy(whole);
    nn_destroy(halves);
  }
}

/* All parameters that are trained, in the order that nn_gradients() promises. */
static size_t parameters_in_order(const nn_network* network, double* out) {
  double* at = out;
  double mean[64], variance[64];
  for (size_t l = 0; l < kLayers; ++l) {
    const size_t n = nn_layer_size(network, l), m = nn_layer_size(network, l + 1);
    int64_t normalisation = NN_NORMALISATION_NONE;
    REQUIRE_OK(nn_get_parameters(network, l, at, at + n * m, NN_F64));
    at += (n + 1) * m;
    if (l + 1 < kLayers) {
      REQUIRE_OK(nn_get_layer_int(network, l, NN_OPTION_NORMALISATION, &normalisation));
    }
    if (normalisation == NN_NORMALISATION_NONE) continue;
    const int batch = normalisation == NN_NORMALISATION_BATCH;
    REQUIRE_OK(nn_get_normalisation(network, l, at, at + m, batch ? mean : NULL,
                                    batch ? variance : NULL, NN_F64));
    at += 2 * m;
  }
  return (size_t)(at - out);
}

static double number_at(const void* numbers, int64_t type, size_t i) {
  return type == NN_F64 ? ((const double*)numbers)[i] : (double)((const float*)numbers)[i];
}

static void set_number_at(void* numbers, int64_t type, size_t i, double value) {
  if (type == NN_F64) {
    ((double*)numbers)[i] = value;
  } else {
    ((float*)numbers)[i] = (float)value;
  }
}

static const network_kind kNormalised = {"normalised",
                                         NN_OUTPUT_SOFTMAX,
                                         {{0, NN_OPTION_NORMALISATION, NN_NORMALISATION_BATCH},
                                          {1, NN_OPTION_NORMALISATION, NN_NORMALISATION_LAYER},
                                          {kAllLayers, NN_OPTION_LEARNING_RATE, 1}}};
static const network_kind kPlain = {
    "plain", NN_OUTPUT_SOFTMAX, {{kAllLayers, NN_OPTION_LEARNING_RATE, 1}}};

/* With a rate of 1, plain descent subtracts the gradient, and every element in its place. */
static void test_layout(const network_kind* kind, int64_t type) {
  static double before[kMost], after[kMost], halfway[kMost];
  nn_network* network = new_network(kind, type);
  void *gradients = NULL, *again = NULL;
  size_t count = 0;
  const size_t expected = parameters_in_order(network, before);
  CHECK_OK(nn_gradients(network, &gradients, &count));
  CHECK(count == expected);
  for (size_t i = 0; i < count; ++i) REQUIRE(number_at(gradients, type, i) == 0);
  CHECK_OK(compute(network, kRows, NULL));
  parameters_in_order(network, halfway);
  CHECK(memcmp(before, halfway, sizeof *before * count) == 0);
  CHECK_OK(nn_apply_gradients(network));
  parameters_in_order(network, after);
  size_t zeros = 0;
  const double room = type == NN_F64 ? 1e-14 : 1e-6;
  for (size_t i = 0; i < count; ++i) {
    const double gradient = number_at(gradients, type, i);
    zeros += gradient == 0;
    if (!CHECK(fabs(before[i] - after[i] - gradient) <= room * (1 + fabs(before[i])))) break;
  }
  CHECK(zeros < count / 2);

  /* Each element on its own moves what it belongs to, and nothing else. */
  for (size_t moved = 0; moved < count; moved += moved < 60 ? 1 : 53) {
    parameters_in_order(network, before);
    for (size_t i = 0; i < count; ++i) set_number_at(gradients, type, i, i == moved ? 0.5 : 0);
    CHECK_OK(nn_apply_gradients(network));
    parameters_in_order(network, after);
    for (size_t i = 0; i < count; ++i) {
      if (!CHECK(i == moved ? fabs(before[i] - after[i] - 0.5) < 1e-6 : before[i] == after[i])) {
        fprintf(stderr, "    %s, type %d: element %zu moved %zu\n", kind->name, (int)type, moved,
                i);
        break;
      }
    }
  }
  CHECK_OK(nn_reserve(network, 10 * kRows));
  CHECK_OK(compute(network, 3, NULL));
  CHECK_OK(nn_gradients(network, &again, &count));
  CHECK(again == gradients && count == expected);
  nn_destroy(network);
}

/* Gradients of two machines, averaged, are those of both batches together. */
static void test_two_machines(void) {
  nn_network *one = new_network(&kPlain, NN_F64), *two = new_network(&kPlain, NN_F64);
  nn_network* both = new_network(&kPlain, NN_F64);
  void *of_one = NULL, *of_two = NULL;
  size_t count = 0;
  const size_t half = kRows / 2;
  CHECK_OK(nn_gradients(one, &of_one, &count));
  CHECK_OK(nn_gradients(two, &of_two, &count));
  CHECK_OK(compute(one, half, NULL));
  CHECK_OK(nn_compute_gradients(two, inputs + half * kInputs, NN_F64, targets + half * kOutputs,
                                NN_F64, half, NULL));
  for (size_t i = 0; i < count; ++i) {
    ((double*)of_one)[i] = (((double*)of_one)[i] + ((double*)of_two)[i]) / 2;
  }
  CHECK_OK(nn_apply_gradients(one));
  CHECK_OK(train(both, kRows, NULL));
  static double expected[kMost], got[kMost];
  parameters_in_order(both, expected);
  parameters_in_order(one, got);
  for (size_t i = 0; i < count; ++i) {
    if (!CHECK(fabs(expected[i] - got[i]) < 1e-13)) break;
  }
  nn_destroy(one);
  nn_destroy(two);
  nn_destroy(both);
}

/* Every step leaves its gradient, whoever makes it, and is the same step as without. */
static void test_keep(const network_kind* kind, int64_t type, int64_t accumulate) {
  nn_network *keeps = new_network(kind, type), *plain = new_network(kind, type);
  nn_network* halves = new_network(kind, type);
  nn_dataset* data = NULL;
  void *kept = NULL, *computed = NULL;
  size_t count = 0;
  REQUIRE_OK(nn_dataset_create(&data, inputs, NN_F64, kRows, kInputs, targets, NN_F64, kOutputs));
  CHECK_OK(nn_set_int(keeps, NN_OPTION_KEEP_GRADIENTS, 1));
  CHECK_OK(nn_gradients(keeps, &kept, &count));
  CHECK_OK(nn_gradients(halves, &computed, &count));
  const size_t size = count * (type == NN_F64 ? sizeof(double) : sizeof(float));
  for (size_t i = 0; i < 3; ++i) {
    CHECK_OK(train(keeps, kRows - i, NULL));
    CHECK_OK(train(plain, kRows - i, NULL));
    CHECK_OK(compute(halves, kRows - i, NULL));
    CHECK(memcmp(kept, computed, size) == 0);
    CHECK_OK(nn_apply_gradients(halves));
  }
  CHECK(same_files(plain, halves));
  nn_network* fitted[] = {keeps, plain};
  for (size_t i = 0; i < COUNT_OF(fitted); ++i) {
    CHECK_OK(nn_set_int(fitted[i], NN_OPTION_SHUFFLE, 0));
    CHECK_OK(nn_set_int(fitted[i], NN_OPTION_BALANCE_CLASSES, 0));
    CHECK_OK(nn_set_int(fitted[i], NN_OPTION_EPOCHS, 1));
    CHECK_OK(nn_set_int(fitted[i], NN_OPTION_EARLY_STOPPING, 0));
    CHECK_OK(nn_set_real(fitted[i], NN_OPTION_VALIDATION_SPLIT, 0));
    CHECK_OK(nn_set_int(fitted[i], NN_OPTION_ACCUMULATE, accumulate));
    CHECK_OK(nn_set_int(fitted[i], NN_OPTION_BATCH_SIZE, kRows / accumulate));
    CHECK_OK(nn_set_int(fitted[i], NN_OPTION_SCHEDULE, NN_SCHEDULE_CONSTANT));
  }
  memset(kept, 0, size);
  CHECK_OK(nn_fit(keeps, data, NULL, NULL, NULL));
  CHECK_OK(nn_fit(plain, data, NULL, NULL, NULL));
  snapshot of_plain = take_snapshot(plain);
  CHECK(unchanged(keeps, of_plain));
  free_snapshot(&of_plain);
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += fabs(number_at(kept, type, i));
  if (!CHECK(sum > 0)) {
    fprintf(stderr, "    %s: no gradient after a fit, accumulate %d\n", kind->name,
            (int)accumulate);
  }
  if (accumulate == 1) {
    CHECK_OK(compute(halves, kRows, NULL));
    CHECK(memcmp(kept, computed, size) == 0);
  }
  nn_dataset_destroy(data);
  nn_destroy(keeps);
  nn_destroy(plain);
  nn_destroy(halves);
}

static double root_of_squares(const double* numbers, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; ++i) sum += numbers[i] * numbers[i];
  return sqrt(sum);
}

static void expect_norm(double got, double expected) {
  if (!CHECK(fabs(got - expected) <= 1e-12 * (1 + expected))) {
    fprintf(stderr, "    %.17g, expected %.17g\n", got, expected);
  }
}

/* Against sums made here; in the order of the parameters, as the gradients are. */
static void expect_norms(const nn_network* network, const void* gradients, int64_t type,
                         const network_kind* kind) {
  static double parameters[kMost], numbers[kMost];
  const size_t count = parameters_in_order(network, parameters);
  for (size_t i = 0; i < count; ++i) numbers[i] = number_at(gradients, type, i);
  size_t at = 0;
  for (size_t l = 0; l < kLayers; ++l) {
    const size_t n = nn_layer_size(network, l), m = nn_layer_size(network, l + 1);
    const int normalised = kind == &kNormalised && l + 1 < kLayers;
    nn_norms norms = {.struct_size = sizeof norms};
    CHECK_OK(nn_layer_norms(network, l, &norms));
    expect_norm(norms.weights, root_of_squares(parameters + at, n * m));
    expect_norm(norms.weight_gradient, root_of_squares(numbers + at, n * m));
    at += n * m;
    expect_norm(norms.bias, root_of_squares(parameters + at, m));
    expect_norm(norms.bias_gradient, root_of_squares(numbers + at, m));
    at += m;
    expect_norm(norms.scale, normalised ? root_of_squares(parameters + at, m) : 0);
    expect_norm(norms.scale_gradient, normalised ? root_of_squares(numbers + at, m) : 0);
    expect_norm(norms.shift, normalised ? root_of_squares(parameters + at + m, m) : 0);
    expect_norm(norms.shift_gradient, normalised ? root_of_squares(numbers + at + m, m) : 0);
    if (normalised) at += 2 * m;
  }
  CHECK(at == count);
}

static void test_norms(const network_kind* kind, int64_t type) {
  nn_network* network = new_network(kind, type);
  nn_norms norms = {.struct_size = sizeof norms};
  void* gradients = NULL;
  size_t count = 0;
  CHECK_OK(train(network, kRows, NULL));
  CHECK_OK(nn_layer_norms(network, 0, &norms));
  CHECK(norms.weights > 0 && isnan(norms.weight_gradient) && isnan(norms.bias_gradient));
  CHECK(isnan(norms.scale_gradient) && isnan(norms.shift_gradient));
  CHECK_OK(nn_gradients(network, &gradients, &count));
  CHECK_OK(compute(network, kRows, NULL));
  expect_norms(network, gradients, type, kind);
  CHECK_OK(nn_apply_gradients(network));
  CHECK_OK(nn_set_int(network, NN_OPTION_KEEP_GRADIENTS, 1));
  CHECK_OK(nn_set_real(network, NN_OPTION_CLIP_NORM, 1e-3));
  CHECK_OK(train(network, 64, NULL));
  expect_norms(network, gradients, type, kind); /* before it clips */
  nn_destroy(network);
}

/* A step on other rows takes the gradient away; nn_gradients() brings one back. */
static void test_step_between(const network_kind* kind, int64_t type) {
  nn_network* network = new_network(kind, type);
  void* gradients = NULL;
  size_t count = 0;
  CHECK_OK(compute(network, kRows, NULL));
  CHECK_OK(train(network, 64, NULL));
  snapshot before = checkpoint_bytes(network);
  nn_norms norms = {.struct_size = sizeof norms};
  CHECK_FAILS(nn_apply_gradients(network), NN_ERROR_INVALID_ARGUMENT, "network", "no gradient");
  CHECK_OK(nn_layer_norms(network, 0, &norms));
  CHECK(isnan(norms.weight_gradient));
  snapshot after = checkpoint_bytes(network);
  CHECK(same_snapshot(before, after));
  CHECK_OK(nn_gradients(network, &gradients, &count));
  CHECK(isfinite(number_at(gradients, type, count - 1)));
  CHECK_OK(nn_apply_gradients(network));
  free_snapshot(&before);
  free_snapshot(&after);
  nn_destroy(network);
}

static void test_bad_input(void) {
  nn_network* network = new_network(&kNormalised, NN_F32);
  void* gradients = &gradients;
  size_t count = 7;
  double loss = 123.5;
  nn_norms norms = {.struct_size = sizeof norms};
  CHECK_FAILS(nn_apply_gradients(network), NN_ERROR_INVALID_ARGUMENT, "network", "no gradient");
  CHECK_FAILS(nn_apply_gradients(NULL), NN_ERROR_INVALID_ARGUMENT, "network", "NULL");
  CHECK_FAILS(nn_gradients(NULL, &gradients, &count), NN_ERROR_INVALID_ARGUMENT, "network");
  CHECK_FAILS(nn_gradients(network, NULL, &count), NN_ERROR_INVALID_ARGUMENT, "gradients");
  CHECK_FAILS(nn_gradients(network, &gradients, NULL), NN_ERROR_INVALID_ARGUMENT, "count");
  CHECK(gradients == &gradients && count == 7);
  CHECK_FAILS(nn_layer_norms(NULL, 0, &norms), NN_ERROR_INVALID_ARGUMENT, "network");
  CHECK_FAILS(nn_layer_norms(network, 0, NULL), NN_ERROR_INVALID_ARGUMENT, "norms");
  CHECK_FAILS(nn_layer_norms(network, kLayers, &norms), NN_ERROR_INVALID_ARGUMENT, "layer", "3");
  norms.struct_size = sizeof norms - 1;
  CHECK_FAILS(nn_layer_norms(network, 0, &norms), NN_ERROR_INVALID_ARGUMENT, "struct_size");

  const double good = inputs[kInputs + 2];
  inputs[kInputs + 2] = NAN;
  snapshot before = checkpoint_bytes(network);
  CHECK_FAILS(compute(network, kRows, &loss), NN_ERROR_INVALID_ARGUMENT, "row 1,", "column 2");
  CHECK(loss == 123.5);
  snapshot after = checkpoint_bytes(network);
  CHECK(same_snapshot(before, after));
  CHECK_FAILS(nn_apply_gradients(network), NN_ERROR_INVALID_ARGUMENT, "network", "no gradient");
  inputs[kInputs + 2] = good;

  /* A gradient that is refused stays the one before. */
  CHECK_OK(nn_gradients(network, &gradients, &count));
  CHECK_OK(compute(network, kRows, NULL));
  void* copy = must_allocate(count * sizeof(float));
  memcpy(copy, gradients, count * sizeof(float));
  inputs[kInputs + 2] = NAN;
  CHECK_FAILS(compute(network, kRows, &loss), NN_ERROR_INVALID_ARGUMENT, "row 1,");
  inputs[kInputs + 2] = good;
  CHECK(memcmp(copy, gradients, count * sizeof(float)) == 0);

  /* One that has been made infinite is not applied. */
  free_snapshot(&before);
  before = checkpoint_bytes(network);
  ((float*)gradients)[count - 1] = INFINITY;
  CHECK_FAILS(nn_apply_gradients(network), NN_ERROR_NOT_FINITE, "step 1", "layer 2", "biases");
  ((float*)gradients)[count - 1] = NAN;
  CHECK_FAILS(nn_apply_gradients(network), NN_ERROR_NOT_FINITE, "step 1", "layer 2", "biases");
  free_snapshot(&after);
  after = checkpoint_bytes(network);
  CHECK(same_snapshot(before, after));
  ((float*)gradients)[count - 1] = 0;
  CHECK_OK(nn_apply_gradients(network));
  free(copy);
  free_snapshot(&before);
  free_snapshot(&after);
  nn_destroy(network);
}

int main(void) {
  fill_f64(inputs, COUNT_OF(inputs), 1);
  fill_f64(targets, COUNT_OF(targets), 2);
  for (size_t i = 0; i < COUNT_OF(targets); ++i) targets[i] = (targets[i] + 1) / 8;
  for (int64_t type = NN_F32; type <= NN_F64; ++type) {
    for (int i = 0; i < kNetworkKindCount; ++i) {
      test_halves(&kNetworkKinds[i], type);
      test_keep(&kNetworkKinds[i], type, 1);
      test_keep(&kNetworkKinds[i], type, 4);
    }
    test_layout(&kPlain, type);
    test_layout(&kNormalised, type);
    test_norms(&kPlain, type);
    test_norms(&kNormalised, type);
    test_step_between(&kPlain, type);
    test_step_between(&kNormalised, type);
  }
  test_two_machines();
  test_bad_input();
  return check_done();
}
