/* SPDX-License-Identifier: MIT
 *
 * nn_train_batch() and nn_predict() refuse bad arguments and bad data, naming argument, row and
 * column, before anything changes: parameters, *loss and outputs keep their bits. Each case is run
 * on small batches and on such that several workers share.
 */
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kInputs = 70, kHidden = 40, kOutputs = 10, kMostRows = 300 };

static const size_t kSizes[] = {kInputs, kHidden, kOutputs};
static const size_t kRowCounts[] = {1, 3, 65, kMostRows};

static float inputs_f32[kMostRows * kInputs];
static double inputs_f64[kMostRows * kInputs];
static uint8_t inputs_u8[kMostRows * kInputs];
static uint8_t labels_u8[kMostRows];
static int32_t labels_i32[kMostRows];
static int64_t labels_i64[kMostRows];
static float dense_f32[kMostRows * kOutputs];
static double dense_f64[kMostRows * kOutputs];

static void make_good_data(void) {
  fill_f32(inputs_f32, COUNT_OF(inputs_f32), 1);
  fill_f64(inputs_f64, COUNT_OF(inputs_f64), 2);
  fill_labels(inputs_u8, COUNT_OF(inputs_u8), 255, 3);
  fill_labels(labels_u8, COUNT_OF(labels_u8), kOutputs, 4);
  for (size_t i = 0; i < kMostRows; ++i) {
    labels_i32[i] = labels_u8[i];
    labels_i64[i] = labels_u8[i];
  }
  fill_f32(dense_f32, COUNT_OF(dense_f32), 5);
  fill_f64(dense_f64, COUNT_OF(dense_f64), 6);
}

/* A training step that must fail. */
typedef struct step {
  const void* inputs;
  nn_type input_type;
  const void* targets;
  nn_type target_type;
  size_t rows;
} step;

static void refuse_step(nn_network* network, step s, const char* argument, const char* detail,
                        const char* more) {
  snapshot before = take_snapshot(network);
  double loss = 123.5;
  CHECK_FAILS(
      nn_train_batch(network, s.inputs, s.input_type, s.targets, s.target_type, s.rows, &loss),
      NN_ERROR_INVALID_ARGUMENT, argument, detail, more);
  CHECK(loss == 123.5);
  CHECK(unchanged(network, before));
  free_snapshot(&before);
}

static void refuse_prediction(const nn_network* network, const void* inputs, nn_type type,
                              size_t rows, const char* argument, const char* detail,
                              const char* more) {
  static double outputs[kMostRows * kOutputs], before[kMostRows * kOutputs];
  memset(outputs, 0x5a, sizeof outputs);
  memset(before, 0x5a, sizeof before);
  CHECK_FAILS(nn_predict(network, inputs, type, rows, outputs, NN_F64), NN_ERROR_INVALID_ARGUMENT,
              argument, detail, more);
  CHECK_FAILS(nn_predict(network, inputs, type, rows, outputs, NN_F32), NN_ERROR_INVALID_ARGUMENT,
              argument, detail, more);
  CHECK(memcmp(outputs, before, sizeof outputs) == 0);
}

static void test_arguments(nn_network* network) {
  float out[kOutputs] = {0.5f};
  const step null_inputs = {NULL, NN_F32, labels_u8, NN_U8, 1};
  const step null_targets = {inputs_f32, NN_F32, NULL, NN_U8, 1};
  const step no_rows = {inputs_f32, NN_F32, labels_u8, NN_U8, 0};
  CHECK_FAILS(nn_train_batch(NULL, inputs_f32, NN_F32, labels_u8, NN_U8, 1, NULL),
              NN_ERROR_INVALID_ARGUMENT, "network", "NULL");
  refuse_step(network, null_inputs, "inputs", "NULL", "");
  refuse_step(network, null_targets, "targets", "NULL", "");
  refuse_step(network, no_rows, "rows", "0", "");
  CHECK_FAILS(nn_predict(NULL, inputs_f32, NN_F32, 1, out, NN_F32), NN_ERROR_INVALID_ARGUMENT,
              "network", "NULL");
  CHECK_FAILS(nn_predict(network, inputs_f32, NN_F32, 1, NULL, NN_F32), NN_ERROR_INVALID_ARGUMENT,
              "outputs", "NULL");
  refuse_prediction(network, NULL, NN_F32, 1, "inputs", "NULL", "");
  refuse_prediction(network, inputs_f32, NN_F32, 0, "rows", "0", "");

  static const size_t kTooMany[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / kInputs, SIZE_MAX / 64};
  for (size_t i = 0; i < COUNT_OF(kTooMany); ++i) {
    const step many = {inputs_f32, NN_F32, labels_u8, NN_U8, kTooMany[i]};
    refuse_step(network, many, "inputs", "overflow", "");
    refuse_prediction(network, inputs_f32, NN_F32, kTooMany[i], "inputs", "overflow", "");
  }

  static const nn_type kUnknown[] = {0, -1, 6, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < COUNT_OF(kUnknown); ++i) {
    const step input = {inputs_f32, kUnknown[i], labels_u8, NN_U8, 1};
    const step target = {inputs_f32, NN_F32, labels_u8, kUnknown[i], 1};
    refuse_step(network, input, "input_type", "", "");
    refuse_step(network, target, "target_type", "", "");
    refuse_prediction(network, inputs_f32, kUnknown[i], 1, "input_type", "", "");
    CHECK_FAILS(nn_predict(network, inputs_f32, NN_F32, 1, out, kUnknown[i]),
                NN_ERROR_INVALID_ARGUMENT, "output_type");
  }
  static const nn_type kLabels[] = {NN_I32, NN_I64};
  for (size_t i = 0; i < COUNT_OF(kLabels); ++i) {
    const step input = {inputs_f32, kLabels[i], labels_u8, NN_U8, 1};
    refuse_step(network, input, "input_type", "", "");
    refuse_prediction(network, inputs_f32, kLabels[i], 1, "input_type", "", "");
  }
  static const nn_type kIntegers[] = {NN_U8, NN_I32, NN_I64};
  for (size_t i = 0; i < COUNT_OF(kIntegers); ++i) {
    CHECK_FAILS(nn_predict(network, inputs_f32, NN_F32, 1, out, kIntegers[i]),
                NN_ERROR_INVALID_ARGUMENT, "output_type");
  }
  CHECK(out[0] == 0.5f);
}

/* "row R" and "column C" as messages have them, up to the character behind the number. */
static const char* place(char* text, const char* what, size_t number, char end) {
  sprintf(text, "%s %zu%c", what, number, end);
  return text;
}

static void test_bad_inputs(nn_network* network, int is_f64, size_t rows) {
  static const double kBad[] = {NAN, INFINITY, -INFINITY, 1e39, -DBL_MAX};
  const size_t places[][2] = {{0, 0}, {rows - 1, kInputs - 1}, {rows / 2, 17}, {rows - 1, 0}};
  for (size_t p = 0; p < COUNT_OF(places); ++p) {
    char row[32], column[32];
    place(row, "row", places[p][0], ',');
    place(column, "column", places[p][1], ':');
    const size_t at = places[p][0] * kInputs + places[p][1];
    for (size_t i = 0; i < COUNT_OF(kBad); ++i) {
      if (!is_f64 || !isfinite(kBad[i])) {
        const double good = inputs_f64[at];
        inputs_f64[at] = kBad[i];
        const step bad = {inputs_f64, NN_F64, labels_u8, NN_U8, rows};
        refuse_step(network, bad, "inputs", row, column);
        refuse_prediction(network, inputs_f64, NN_F64, rows, "inputs", row, column);
        inputs_f64[at] = good;
      }
      if (isfinite(kBad[i])) continue;
      const float good = inputs_f32[at];
      inputs_f32[at] = (float)kBad[i];
      const step bad = {inputs_f32, NN_F32, labels_i32, NN_I32, rows};
      refuse_step(network, bad, "inputs", row, column);
      refuse_prediction(network, inputs_f32, NN_F32, rows, "inputs", row, column);
      inputs_f32[at] = good;
    }
  }
}

static void test_bad_labels(nn_network* network, size_t rows) {
  static const int64_t kBad[] = {kOutputs,  255,       -1,        INT32_MAX,
                                 INT32_MIN, INT64_MAX, INT64_MIN, (int64_t)1 << 32};
  const size_t places[] = {0, rows / 2, rows - 1};
  for (size_t p = 0; p < COUNT_OF(places); ++p) {
    const size_t at = places[p];
    char row[32];
    place(row, "row", at, ':');
    for (size_t i = 0; i < COUNT_OF(kBad); ++i) {
      char label[40];
      sprintf(label, "label %lld ", (long long)kBad[i]);
      const step wide = {inputs_u8, NN_U8, labels_i64, NN_I64, rows};
      labels_i64[at] = kBad[i];
      refuse_step(network, wide, "targets", row, label);
      labels_i64[at] = labels_u8[at];
      if (kBad[i] >= INT32_MIN && kBad[i] <= INT32_MAX) {
        const step middle = {inputs_u8, NN_U8, labels_i32, NN_I32, rows};
        labels_i32[at] = (int32_t)kBad[i];
        refuse_step(network, middle, "targets", row, label);
        labels_i32[at] = labels_u8[at];
      }
      if (kBad[i] >= 0 && kBad[i] <= UINT8_MAX) {
        const step narrow = {inputs_u8, NN_U8, labels_u8, NN_U8, rows};
        labels_u8[at] = (uint8_t)kBad[i];
        refuse_step(network, narrow, "targets", row, label);
        labels_u8[at] = (uint8_t)labels_i32[at];
      }
    }
  }
}

static void test_bad_dense(nn_network* network, int is_f64, size_t rows) {
  static const double kBad[] = {NAN, INFINITY, -INFINITY, -1e39, DBL_MAX};
  const size_t places[][2] = {{0, 0}, {rows - 1, kOutputs - 1}};
  for (size_t p = 0; p < COUNT_OF(places); ++p) {
    char row[32], column[32];
    place(row, "row", places[p][0], ',');
    place(column, "column", places[p][1], ':');
    const size_t at = places[p][0] * kOutputs + places[p][1];
    for (size_t i = 0; i < COUNT_OF(kBad); ++i) {
      if (!is_f64 || !isfinite(kBad[i])) {
        const double good = dense_f64[at];
        const step bad = {inputs_f32, NN_F32, dense_f64, NN_F64, rows};
        dense_f64[at] = kBad[i];
        refuse_step(network, bad, "targets", row, column);
        dense_f64[at] = good;
      }
      if (isfinite(kBad[i])) continue;
      const float good = dense_f32[at];
      const step bad = {inputs_f32, NN_F32, dense_f32, NN_F32, rows};
      dense_f32[at] = (float)kBad[i];
      refuse_step(network, bad, "targets", row, column);
      dense_f32[at] = good;
    }
  }
}

/* Of several faults the earliest row's is named, whoever of the workers found it. */
static void test_earliest_row(nn_network* network) {
  const size_t rows = kMostRows;
  const float good[] = {inputs_f32[7 * kInputs + 3], inputs_f32[(rows - 1) * kInputs]};
  inputs_f32[7 * kInputs + 3] = NAN;
  inputs_f32[(rows - 1) * kInputs] = NAN;
  labels_i32[rows / 2] = -1;
  const step bad = {inputs_f32, NN_F32, labels_i32, NN_I32, rows};
  refuse_step(network, bad, "inputs", "row 7,", "column 3");
  refuse_prediction(network, inputs_f32, NN_F32, rows, "inputs", "row 7,", "column 3");
  inputs_f32[7 * kInputs + 3] = good[0];
  inputs_f32[(rows - 1) * kInputs] = good[1];
  labels_i32[rows / 2] = labels_u8[rows / 2];
}

/* The loss overflows: the step is refused as a whole. */
static void test_divergence(nn_network* network, size_t rows) {
  for (size_t i = 0; i < COUNT_OF(dense_f64); ++i) dense_f64[i] = 3e38;
  CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 1e6));
  nn_status status = NN_OK;
  for (int i = 0; i < 50 && status == NN_OK; ++i) {
    snapshot before = take_snapshot(network);
    double loss = 123.5;
    check_forget_error();
    status = nn_train_batch(network, inputs_f32, NN_F32, dense_f64, NN_F64, rows, &loss);
    if (status != NN_OK) {
      CHECK(status == NN_ERROR_NOT_FINITE && strstr(nn_last_error(), "step ") != NULL);
      CHECK(strstr(nn_last_error(), "layer ") != NULL);
      CHECK(loss == 123.5);
      CHECK(unchanged(network, before));
    }
    free_snapshot(&before);
  }
  CHECK(status == NN_ERROR_NOT_FINITE);
  fill_f64(dense_f64, COUNT_OF(dense_f64), 6);
}

int main(void) {
  make_good_data();
  static const int64_t kTypes[] = {NN_F32, NN_F64};
  for (size_t t = 0; t < 2; ++t) {
    const int is_f64 = kTypes[t] == NN_F64;
    const int64_t softmax[] = {NN_OPTION_TYPE, kTypes[t], NN_OPTION_WORKERS, 3, 0};
    nn_network* network = make_network(kSizes, COUNT_OF(kSizes), softmax);
    const int64_t identity[] = {
        NN_OPTION_TYPE, kTypes[t], NN_OPTION_WORKERS, 3, NN_OPTION_OUTPUT, NN_OUTPUT_IDENTITY, 0};
    nn_network* regression = make_network(kSizes, COUNT_OF(kSizes), identity);
    test_arguments(network);
    const step labels = {inputs_f32, NN_F32, labels_u8, NN_U8, 3};
    refuse_step(regression, labels, "targets", "label", "identity");
    for (size_t i = 0; i < COUNT_OF(kRowCounts); ++i) {
      test_bad_inputs(network, is_f64, kRowCounts[i]);
      test_bad_labels(network, kRowCounts[i]);
      test_bad_dense(network, is_f64, kRowCounts[i]);
      test_bad_dense(regression, is_f64, kRowCounts[i]);
    }
    test_earliest_row(network);
    test_divergence(regression, 3);
    test_divergence(regression, kMostRows);

    /* All that was refused above is taken when it is good. */
    for (size_t i = 0; i < COUNT_OF(kRowCounts); ++i) {
      double loss = -1;
      CHECK_OK(
          nn_train_batch(network, inputs_f64, NN_F64, labels_i64, NN_I64, kRowCounts[i], &loss));
      CHECK(loss > 0);
      CHECK_OK(nn_train_batch(network, inputs_u8, NN_U8, labels_u8, NN_U8, kRowCounts[i], NULL));
    }
    nn_destroy(network);
    nn_destroy(regression);
  }
  return check_done();
}
