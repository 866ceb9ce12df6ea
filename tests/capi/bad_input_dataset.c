/* SPDX-License-Identifier: MIT
 *
 * Datasets from arrays, copied or wrapped, refuse bad arguments and bad values, naming row and
 * column, and leave *out alone; what they give out goes to good arguments only.
 */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "support.h"

typedef nn_status (*make_function)(nn_dataset**, const void*, nn_type, size_t, size_t, const void*,
                                   nn_type, size_t);

enum { kRows = 37, kCols = 5, kTargetCols = 3 };

static float inputs_f32[kRows * kCols];
static double inputs_f64[kRows * kCols];
static uint8_t inputs_u8[kRows * kCols];
static uint8_t labels_u8[kRows];
static int32_t labels_i32[kRows];
static int64_t labels_i64[kRows];
static float dense_f32[kRows * kTargetCols];
static double dense_f64[kRows * kTargetCols];

static nn_dataset* const kUntouched = (nn_dataset*)(void*)inputs_f32;
static nn_dataset* out;

static void test_arguments(make_function make) {
  CHECK_FAILS(make(NULL, inputs_f32, NN_F32, kRows, kCols, labels_u8, NN_U8, 1),
              NN_ERROR_INVALID_ARGUMENT, "out", "NULL");
  CHECK_FAILS(make(&out, NULL, NN_F32, kRows, kCols, labels_u8, NN_U8, 1),
              NN_ERROR_INVALID_ARGUMENT, "inputs", "NULL");
  CHECK_FAILS(make(&out, inputs_f32, NN_F32, kRows, kCols, NULL, NN_U8, 1),
              NN_ERROR_INVALID_ARGUMENT, "targets", "NULL");
  CHECK_FAILS(make(&out, inputs_f32, NN_F32, 0, kCols, labels_u8, NN_U8, 1),
              NN_ERROR_INVALID_ARGUMENT, "rows", "0");
  CHECK_FAILS(make(&out, inputs_f32, NN_F32, kRows, 0, labels_u8, NN_U8, 1),
              NN_ERROR_INVALID_ARGUMENT, "cols", "0");
  CHECK_FAILS(make(&out, inputs_f32, NN_F32, kRows, kCols, labels_u8, NN_U8, 0),
              NN_ERROR_INVALID_ARGUMENT, "target_cols", "0");
  CHECK_FAILS(make(&out, inputs_f32, NN_F32, kRows, kCols, dense_f32, NN_F32, 0),
              NN_ERROR_INVALID_ARGUMENT, "target_cols", "0");

  static const nn_type kLabelTypes[] = {NN_U8, NN_I32, NN_I64};
  static const size_t kWidths[] = {2, SIZE_MAX};
  for (size_t i = 0; i < COUNT_OF(kLabelTypes); ++i) {
    for (size_t w = 0; w < COUNT_OF(kWidths); ++w) {
      CHECK_FAILS(
          make(&out, inputs_f32, NN_F32, kRows, kCols, labels_i64, kLabelTypes[i], kWidths[w]),
          NN_ERROR_INVALID_ARGUMENT, "target_cols", "1");
    }
  }
  static const nn_type kNoInputs[] = {0, -1, NN_I32, NN_I64, 6, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < COUNT_OF(kNoInputs); ++i) {
    CHECK_FAILS(make(&out, inputs_f32, kNoInputs[i], kRows, kCols, labels_u8, NN_U8, 1),
                NN_ERROR_INVALID_ARGUMENT, "input_type");
  }
  static const nn_type kNoTargets[] = {0, -1, 6, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < COUNT_OF(kNoTargets); ++i) {
    CHECK_FAILS(make(&out, inputs_f32, NN_F32, kRows, kCols, labels_u8, kNoTargets[i], 1),
                NN_ERROR_INVALID_ARGUMENT, "target_type");
  }
  CHECK(out == kUntouched);
}

static void test_overflow(make_function make) {
  static const size_t kHuge[] = {SIZE_MAX, SIZE_MAX / 2 + 1, SIZE_MAX / 5, SIZE_MAX / 4 + 1};
  for (size_t i = 0; i < COUNT_OF(kHuge); ++i) {
    CHECK_FAILS(make(&out, inputs_f32, NN_F32, kHuge[i], kCols, labels_u8, NN_U8, 1),
                NN_ERROR_INVALID_ARGUMENT, "inputs", "overflow");
    CHECK_FAILS(make(&out, inputs_f32, NN_F32, kRows, kHuge[i], labels_u8, NN_U8, 1),
                NN_ERROR_INVALID_ARGUMENT, "inputs", "overflow");
    CHECK_FAILS(make(&out, inputs_f32, NN_F32, kRows, kCols, dense_f64, NN_F64, kHuge[i]),
                NN_ERROR_INVALID_ARGUMENT, "targets", "overflow");
  }
  /* Elements that can be counted, but whose bytes cannot. */
  const size_t quarter = (SIZE_MAX / 2) / 4 + 1;
  CHECK_FAILS(make(&out, inputs_f32, NN_F32, quarter, 1, labels_u8, NN_U8, 1),
              NN_ERROR_INVALID_ARGUMENT, "inputs", "overflow");
  CHECK_FAILS(make(&out, inputs_u8, NN_U8, quarter, 1, labels_i64, NN_I64, 1),
              NN_ERROR_INVALID_ARGUMENT, "targets", "overflow");
  CHECK(out == kUntouched);
}

static void test_values(make_function make) {
  static const double kBad[] = {NAN, INFINITY, -INFINITY};
  static const size_t kPlaces[] = {0, 1, 4, 16, kRows - 1};
  for (size_t p = 0; p < COUNT_OF(kPlaces); ++p) {
    const size_t r = kPlaces[p];
    char row[32];
    sprintf(row, "row %zu,", r);
    for (size_t b = 0; b < COUNT_OF(kBad); ++b) {
      inputs_f32[r * kCols + 3] = (float)kBad[b];
      CHECK_FAILS(make(&out, inputs_f32, NN_F32, kRows, kCols, labels_u8, NN_U8, 1),
                  NN_ERROR_INVALID_ARGUMENT, "inputs", row, "column 3");
      inputs_f32[r * kCols + 3] = 0;
      inputs_f64[r * kCols + 4] = kBad[b];
      CHECK_FAILS(make(&out, inputs_f64, NN_F64, kRows, kCols, labels_u8, NN_U8, 1),
                  NN_ERROR_INVALID_ARGUMENT, "inputs", row, "column 4");
      inputs_f64[r * kCols + 4] = 0;
      dense_f32[r * kTargetCols + 2] = (float)kBad[b];
      CHECK_FAILS(make(&out, inputs_f32, NN_F32, kRows, kCols, dense_f32, NN_F32, kTargetCols),
                  NN_ERROR_INVALID_ARGUMENT, "targets", row, "column 2");
      dense_f32[r * kTargetCols + 2] = 0;
      dense_f64[r * kTargetCols] = kBad[b];
      CHECK_FAILS(make(&out, inputs_f32, NN_F32, kRows, kCols, dense_f64, NN_F64, kTargetCols),
                  NN_ERROR_INVALID_ARGUMENT, "targets", row, "column 0");
      dense_f64[r * kTargetCols] = 0;
    }
    sprintf(row, "row %zu:", r);
    static const int64_t kLabels[] = {-1, INT32_MIN, INT64_MIN, (int64_t)INT32_MAX + 1, INT64_MAX};
    for (size_t i = 0; i < COUNT_OF(kLabels); ++i) {
      char label[40];
      sprintf(label, "label %lld ", (long long)kLabels[i]);
      labels_i64[r] = kLabels[i];
      CHECK_FAILS(make(&out, inputs_u8, NN_U8, kRows, kCols, labels_i64, NN_I64, 1),
                  NN_ERROR_INVALID_ARGUMENT, "targets", row, label);
      labels_i64[r] = 0;
      if (kLabels[i] < INT32_MIN || kLabels[i] > INT32_MAX) continue;
      labels_i32[r] = (int32_t)kLabels[i];
      CHECK_FAILS(make(&out, inputs_u8, NN_U8, kRows, kCols, labels_i32, NN_I32, 1),
                  NN_ERROR_INVALID_ARGUMENT, "targets", row, label);
      labels_i32[r] = 0;
    }
  }
  CHECK(out == kUntouched);
}

static void test_null_getters(void) {
  float to[1] = {7};
  CHECK(nn_dataset_rows(NULL) == 0 && nn_dataset_cols(NULL) == 0);
  CHECK(nn_dataset_target_cols(NULL) == 0 && nn_dataset_classes(NULL) == 0);
  CHECK_FAILS(nn_dataset_get_inputs(NULL, 0, 1, to, NN_F32), NN_ERROR_INVALID_ARGUMENT, "dataset",
              "NULL");
  CHECK_FAILS(nn_dataset_get_targets(NULL, 0, 1, to, NN_F32), NN_ERROR_INVALID_ARGUMENT, "dataset",
              "NULL");
  CHECK(to[0] == 7);
  nn_dataset_destroy(NULL);
}

static void test_getters(make_function make, int dense) {
  const nn_type good = dense ? NN_F32 : NN_I32;
  nn_dataset* made = NULL;
  REQUIRE_OK(make(&made, inputs_f64, NN_F64, kRows, kCols,
                  dense ? (const void*)dense_f32 : (const void*)labels_i64, dense ? NN_F32 : NN_I64,
                  dense ? kTargetCols : 1));
  CHECK(nn_dataset_rows(made) == kRows && nn_dataset_cols(made) == kCols);
  CHECK(nn_dataset_target_cols(made) == (dense ? kTargetCols : 1));
  CHECK(nn_dataset_classes(made) == (dense ? 0 : 1));

  double to[kRows * kCols], before[kRows * kCols];
  memset(to, 0x5a, sizeof to);
  memcpy(before, to, sizeof to);
  CHECK_FAILS(nn_dataset_get_inputs(made, 0, 1, NULL, NN_F32), NN_ERROR_INVALID_ARGUMENT, "inputs",
              "NULL");
  CHECK_FAILS(nn_dataset_get_targets(made, 0, 1, NULL, good), NN_ERROR_INVALID_ARGUMENT, "targets",
              "NULL");
  static const size_t kRanges[][2] = {{0, 0},        {0, kRows + 1}, {kRows, 1},   {kRows - 1, 2},
                                      {1, SIZE_MAX}, {SIZE_MAX, 1},  {SIZE_MAX, 2}};
  for (size_t i = 0; i < COUNT_OF(kRanges); ++i) {
    CHECK_FAILS(nn_dataset_get_inputs(made, kRanges[i][0], kRanges[i][1], to, NN_F64),
                NN_ERROR_INVALID_ARGUMENT, "rows");
    CHECK_FAILS(nn_dataset_get_targets(made, kRanges[i][0], kRanges[i][1], to, good),
                NN_ERROR_INVALID_ARGUMENT, "rows");
  }
  for (nn_type type = -1; type <= 6; ++type) {
    if (type != NN_F32 && type != NN_F64) {
      CHECK_FAILS(nn_dataset_get_inputs(made, 0, 1, to, type), NN_ERROR_INVALID_ARGUMENT, "type");
    }
    if (dense ? type != NN_F32 && type != NN_F64 : type != NN_I32 && type != NN_I64) {
      CHECK_FAILS(nn_dataset_get_targets(made, 0, 1, to, type), NN_ERROR_INVALID_ARGUMENT, "type");
    }
  }
  CHECK(memcmp(to, before, sizeof to) == 0);
  CHECK_OK(nn_dataset_get_inputs(made, 0, kRows, to, NN_F64));
  CHECK(memcmp(to, inputs_f64, sizeof inputs_f64) == 0);
  nn_dataset_destroy(made);
}

int main(void) {
  out = kUntouched;
  static const make_function kMake[] = {nn_dataset_create, nn_dataset_wrap};
  for (size_t i = 0; i < COUNT_OF(kMake); ++i) {
    test_arguments(kMake[i]);
    test_overflow(kMake[i]);
    test_values(kMake[i]);
    test_getters(kMake[i], 0);
    test_getters(kMake[i], 1);
  }
  test_null_getters();
  return check_done();
}
