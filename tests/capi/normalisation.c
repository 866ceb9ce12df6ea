/* SPDX-License-Identifier: MIT
 *
 * The parameters of normalisations: got as they are set, in both types, and refused as a whole
 * where one is bad; and that prediction uses them row by row.
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

enum { kInputs = 7, kUnits = 21, kSecond = 9, kOutputs = 3, kRows = 300 };

static const size_t kSizes[] = {kInputs, kUnits, kSecond, kOutputs};
static double inputs[kRows * kInputs];
static uint8_t labels[kRows];

/* Layer 0 has batch normalisation, layer 1 that of rows, layer 2 none. */
static nn_network* new_network(int64_t type) {
  static const network_kind kKind = {"normalised",
                                     NN_OUTPUT_SOFTMAX,
                                     {{0, NN_OPTION_NORMALISATION, NN_NORMALISATION_BATCH},
                                      {1, NN_OPTION_NORMALISATION, NN_NORMALISATION_LAYER}}};
  const int64_t more[] = {NN_OPTION_TYPE, type, 0};
  nn_options* options = kind_options(&kKind, more);
  nn_network* network = NULL;
  REQUIRE_OK(nn_create(&network, kSizes, COUNT_OF(kSizes), options));
  nn_options_destroy(options);
  return network;
}

/* Four arrays: scale, shift, mean, variance. */
static void test_set_and_get(nn_network* network) {
  double set[4][kUnits], got[4][kUnits];
  float narrow[4][kUnits];
  CHECK_OK(nn_get_normalisation(network, 0, got[0], got[1], got[2], got[3], NN_F64));
  for (size_t j = 0; j < kUnits; ++j) {
    CHECK(got[0][j] == 1 && got[1][j] == 0 && got[2][j] == 0 && got[3][j] == 1);
    for (size_t a = 0; a < 4; ++a) set[a][j] = (double)(a * 100 + j) / 8;
  }
  CHECK_OK(nn_set_normalisation(network, 0, set[0], set[1], set[2], set[3], NN_F64));
  CHECK_OK(nn_get_normalisation(network, 0, got[0], got[1], got[2], got[3], NN_F64));
  CHECK(memcmp(set, got, sizeof set) == 0);
  CHECK_OK(nn_get_normalisation(network, 0, narrow[0], narrow[1], narrow[2], narrow[3], NN_F32));
  for (size_t a = 0; a < 4; ++a) {
    for (size_t j = 0; j < kUnits; ++j) CHECK((double)narrow[a][j] == set[a][j]);
  }
  narrow[3][kUnits - 1] = 0; /* a variance may be 0 */
  CHECK_OK(nn_set_normalisation(network, 0, narrow[0], narrow[1], narrow[2], narrow[3], NN_F32));
  CHECK_OK(nn_get_normalisation(network, 0, got[0], got[1], got[2], got[3], NN_F64));
  CHECK(got[3][kUnits - 1] == 0 && got[3][0] == set[3][0]);
  CHECK_OK(nn_set_normalisation(network, 1, set[0], set[1], NULL, NULL, NN_F64));
  CHECK_OK(nn_get_normalisation(network, 1, got[2], got[3], NULL, NULL, NN_F64));
  CHECK(memcmp(got[2], set[0], sizeof(double) * kSecond) == 0);
  CHECK(memcmp(got[3], set[1], sizeof(double) * kSecond) == 0);
}

static void refuse(nn_network* network, size_t layer, double* a[4], nn_type type, const char* what,
                   const char* more) {
  snapshot before = checkpoint_bytes(network);
  CHECK_FAILS(nn_set_normalisation(network, layer, a[0], a[1], a[2], a[3], type),
              NN_ERROR_INVALID_ARGUMENT, what, more);
  snapshot after = checkpoint_bytes(network);
  CHECK(same_snapshot(before, after));
  free_snapshot(&before);
  free_snapshot(&after);
}

static void test_refused(nn_network* network, int64_t type) {
  static const char* kNames[] = {"scale", "shift", "mean", "variance"};
  double numbers[4][kUnits];
  double* all[] = {numbers[0], numbers[1], numbers[2], numbers[3]};
  double* two[] = {numbers[0], numbers[1], NULL, NULL};
  for (size_t a = 0; a < 4; ++a) {
    for (size_t j = 0; j < kUnits; ++j) numbers[a][j] = 2;
  }
  for (size_t a = 0; a < 4; ++a) {
    double* missing[] = {all[0], all[1], all[2], all[3]};
    missing[a] = NULL;
    refuse(network, 0, missing, NN_F64, kNames[a], "NULL");
    CHECK_FAILS(
        nn_get_normalisation(network, 0, missing[0], missing[1], missing[2], missing[3], NN_F64),
        NN_ERROR_INVALID_ARGUMENT, kNames[a], "NULL");
    if (a < 2)
      refuse(network, 1, (double*[]){a == 0 ? NULL : all[0], NULL, NULL, NULL}, NN_F64, kNames[a],
             "NULL");
    const double kBad[] = {NAN, INFINITY, -INFINITY, 1e39, -1e39};
    for (size_t b = 0; b < COUNT_OF(kBad); ++b) {
      if (type == NN_F64 && isfinite(kBad[b]) && (a != 3 || kBad[b] > 0)) continue;
      numbers[a][kUnits - 2] = kBad[b];
      char place[20];
      sprintf(place, "%d", kUnits - 2);
      refuse(network, 0, all, NN_F64, kNames[a], place);
      numbers[a][kUnits - 2] = 2;
    }
  }
  numbers[3][3] = -DBL_MIN;
  refuse(network, 0, all, NN_F64, "variance", "3");
  numbers[3][3] = 2;
  refuse(network, 1, all, NN_F64, "mean", "NULL");
  refuse(network, 2, two, NN_F64, "layer", "2");
  refuse(network, 3, two, NN_F64, "layer", "3");
  static const nn_type kOther[] = {0, NN_U8, NN_I32, NN_I64, 99};
  for (size_t i = 0; i < COUNT_OF(kOther); ++i) refuse(network, 0, all, kOther[i], "type", "");
  CHECK_FAILS(nn_set_normalisation(NULL, 0, all[0], all[1], all[2], all[3], NN_F64),
              NN_ERROR_INVALID_ARGUMENT, "network");
  CHECK_FAILS(nn_get_normalisation(NULL, 0, all[0], all[1], all[2], all[3], NN_F64),
              NN_ERROR_INVALID_ARGUMENT, "network");
  CHECK_FAILS(nn_get_normalisation(network, 2, all[0], all[1], NULL, NULL, NN_F64),
              NN_ERROR_INVALID_ARGUMENT, "layer", "2");
  for (size_t a = 0; a < 4; ++a) {
    for (size_t j = 0; j < kUnits; ++j) CHECK(numbers[a][j] == 2);
  }
}

/* What a row comes to does not depend on the rows beside it, nor on how many there are. */
static void test_rows_alone(nn_network* network) {
  static double together[kRows * kOutputs];
  double alone[kOutputs], few[5 * kOutputs];
  for (int i = 0; i < 20; ++i) {
    CHECK_OK(nn_train_batch(network, inputs, NN_F64, labels, NN_U8, kRows, NULL));
  }
  CHECK_OK(nn_predict(network, inputs, NN_F64, kRows, together, NN_F64));
  for (size_t r = 0; r < kRows; ++r) {
    CHECK_OK(nn_predict(network, inputs + r * kInputs, NN_F64, 1, alone, NN_F64));
    CHECK(memcmp(alone, together + r * kOutputs, sizeof alone) == 0);
    if (r + 5 > kRows) continue;
    CHECK_OK(nn_predict(network, inputs + r * kInputs, NN_F64, 5, few, NN_F64));
    CHECK(memcmp(few, together + r * kOutputs, sizeof few) == 0);
  }
}

/* The running moments move as promised: with a batch's mean, and its variance over rows - 1. */
static void test_running_moments(int64_t type) {
  nn_network* network = new_network(type);
  double weights[kUnits * kInputs], bias[kUnits], got[4][kUnits];
  CHECK_OK(nn_get_parameters(network, 0, weights, bias, NN_F64));
  CHECK_OK(nn_set_real(network, NN_OPTION_NORMALISATION_MOMENTUM, 0.25));
  CHECK_OK(nn_train_batch(network, inputs, NN_F64, labels, NN_U8, kRows, NULL));
  CHECK_OK(nn_get_normalisation(network, 0, got[0], got[1], got[2], got[3], NN_F64));
  const double room = type == NN_F64 ? 1e-12 : 1e-5;
  for (size_t j = 0; j < kUnits; ++j) {
    double sums[kRows], mean = 0, variance = 0;
    for (size_t r = 0; r < kRows; ++r) {
      sums[r] = bias[j];
      for (size_t k = 0; k < kInputs; ++k) {
        sums[r] += inputs[r * kInputs + k] * weights[j * kInputs + k];
      }
      mean += sums[r] / kRows;
    }
    for (size_t r = 0; r < kRows; ++r) variance += (sums[r] - mean) * (sums[r] - mean);
    variance /= kRows - 1;
    CHECK(fabs(got[2][j] - 0.25 * mean) < room);
    CHECK(fabs(got[3][j] - (0.75 + 0.25 * variance)) < room);
  }
  nn_destroy(network);
}

int main(void) {
  fill_f64(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  for (int64_t type = NN_F32; type <= NN_F64; ++type) {
    nn_network* network = new_network(type);
    test_rows_alone(network);
    nn_destroy(network);
    network = new_network(type);
    test_set_and_get(network);
    test_refused(network, type);
    nn_destroy(network);
    test_running_moments(type);
  }
  return check_done();
}
