/* SPDX-License-Identifier: MIT
 *
 * Datasets on shared memory: rows with gaps, selections, splits, weights. What comes out of them is
 * right, also once the dataset they were made from is gone; bad arguments are refused by name and
 * change nothing.
 */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kRows = 6, kCols = 2, kWidth = 5 };

/* Each row: two inputs, a gap of one NaN, a target, a gap. */
static double table[kRows * kWidth];
static uint8_t labels[kRows];

static nn_dataset* const kUntouched = (nn_dataset*)(void*)table;
static nn_dataset* out;

static void fill(void) {
  for (size_t r = 0; r < kRows; ++r) {
    const double row[kWidth] = {(double)r, (double)r + 0.5, NAN, -(double)r, INFINITY};
    memcpy(table + r * kWidth, row, sizeof row);
    labels[r] = (uint8_t)(r % 3);
  }
}

static nn_status wrap(size_t input_stride, size_t rows, size_t target_stride) {
  return nn_dataset_wrap_strided(&out, table, NN_F64, input_stride, rows, kCols, table + 3, NN_F64,
                                 target_stride, 1);
}

/* Six rows with labels, on memory of its own. */
static nn_dataset* labelled(void) {
  double inputs[kRows * kCols];
  for (size_t i = 0; i < kRows * kCols; ++i) inputs[i] = table[i / kCols * kWidth + i % kCols];
  nn_dataset* made = NULL;
  REQUIRE_OK(nn_dataset_create(&made, inputs, NN_F64, kRows, kCols, labels, NN_U8, 1));
  return made;
}

/* The first input tells rows apart. */
static int has_rows(const nn_dataset* dataset, const double* expected, size_t count) {
  double inputs[kRows * kCols];
  int32_t found[kRows];
  if (nn_dataset_rows(dataset) != count || nn_dataset_cols(dataset) != kCols) return 0;
  if (nn_dataset_get_inputs(dataset, 0, count, inputs, NN_F64) != NN_OK) return 0;
  if (nn_dataset_get_targets(dataset, 0, count, found, NN_I32) != NN_OK) return 0;
  for (size_t r = 0; r < count; ++r) {
    if (inputs[r * kCols] != expected[r] || inputs[r * kCols + 1] != expected[r] + 0.5) return 0;
    if (found[r] != (int32_t)expected[r] % 3) return 0;
  }
  return 1;
}

static void test_strided(void) {
  out = NULL;
  REQUIRE_OK(wrap(kWidth * sizeof(double), kRows, kWidth * sizeof(double)));
  CHECK(nn_dataset_rows(out) == kRows && nn_dataset_cols(out) == kCols);
  CHECK(nn_dataset_target_cols(out) == 1 && nn_dataset_classes(out) == 0);
  float inputs[kRows * kCols], targets[kRows];
  REQUIRE_OK(nn_dataset_get_inputs(out, 1, kRows - 1, inputs, NN_F32));
  REQUIRE_OK(nn_dataset_get_targets(out, 1, kRows - 1, targets, NN_F32));
  for (size_t r = 1; r < kRows; ++r) {
    CHECK(inputs[(r - 1) * kCols] == (float)r && inputs[(r - 1) * kCols + 1] == (float)r + 0.5f);
    CHECK(targets[r - 1] == -(float)r);
  }
  nn_dataset_destroy(out);
  /* Every other label of an array; a single row, whose strides mean nothing. */
  REQUIRE_OK(nn_dataset_wrap_strided(&out, table, NN_F64, kWidth * sizeof(double), 3, kCols, labels,
                                     NN_U8, 2, 1));
  int64_t found[3];
  CHECK_OK(nn_dataset_get_targets(out, 0, 3, found, NN_I64));
  CHECK(found[0] == 0 && found[1] == 2 && found[2] == 1);
  nn_dataset_destroy(out);
  REQUIRE_OK(wrap(0, 1, SIZE_MAX));
  nn_dataset_destroy(out);
}

static void test_bad_strides(void) {
  out = kUntouched;
  CHECK_FAILS(wrap(15, kRows, 8), NN_ERROR_INVALID_ARGUMENT, "input_stride", "15", "16");
  CHECK_FAILS(wrap(0, 2, 8), NN_ERROR_INVALID_ARGUMENT, "input_stride", "0 bytes");
  CHECK_FAILS(wrap(16, 2, 7), NN_ERROR_INVALID_ARGUMENT, "target_stride", "7", "8");
  CHECK_FAILS(wrap(SIZE_MAX, kRows, 8), NN_ERROR_INVALID_ARGUMENT, "inputs", "overflow");
  CHECK_FAILS(wrap(16, kRows, SIZE_MAX / 4), NN_ERROR_INVALID_ARGUMENT, "targets", "overflow");
  /* With a smaller stride, rows reach into the gaps. */
  CHECK_FAILS(wrap(16, kRows, kWidth * sizeof(double)), NN_ERROR_INVALID_ARGUMENT,
              "inputs: row 1, column 0", "nan");
  CHECK_FAILS(wrap(kWidth * sizeof(double), kRows, 8), NN_ERROR_INVALID_ARGUMENT,
              "targets: row 1, column 0", "inf");
  const size_t stride = kWidth * sizeof(double);
  CHECK_FAILS(
      nn_dataset_wrap_strided(NULL, table, NN_F64, stride, kRows, kCols, labels, NN_U8, 1, 1),
      NN_ERROR_INVALID_ARGUMENT, "out", "NULL");
  CHECK_FAILS(
      nn_dataset_wrap_strided(&out, NULL, NN_F64, stride, kRows, kCols, labels, NN_U8, 1, 1),
      NN_ERROR_INVALID_ARGUMENT, "inputs", "NULL");
  CHECK_FAILS(nn_dataset_wrap_strided(&out, table, NN_F64, stride, kRows, kCols, NULL, NN_U8, 1, 1),
              NN_ERROR_INVALID_ARGUMENT, "targets", "NULL");
  CHECK_FAILS(
      nn_dataset_wrap_strided(&out, table, NN_I32, stride, kRows, kCols, labels, NN_U8, 1, 1),
      NN_ERROR_INVALID_ARGUMENT, "input_type");
  CHECK_FAILS(nn_dataset_wrap_strided(&out, table, NN_F64, stride, 0, kCols, labels, NN_U8, 1, 1),
              NN_ERROR_INVALID_ARGUMENT, "rows", "0");
  CHECK_FAILS(nn_dataset_wrap_strided(&out, table, NN_F64, stride, kRows, 0, labels, NN_U8, 1, 1),
              NN_ERROR_INVALID_ARGUMENT, "cols", "0");
  CHECK_FAILS(
      nn_dataset_wrap_strided(&out, table, NN_F64, stride, kRows, kCols, labels, NN_U8, 1, 2),
      NN_ERROR_INVALID_ARGUMENT, "target_cols", "1");
  CHECK(out == kUntouched);
}

static void test_select(void) {
  nn_dataset *whole = labelled(), *some = NULL, *fewer = NULL;
  int64_t rows[] = {5, 0, 0, 3};
  REQUIRE_OK(nn_dataset_select(&some, whole, rows, COUNT_OF(rows)));
  memset(rows, 0, sizeof rows);
  nn_dataset_destroy(whole);
  CHECK(has_rows(some, (const double[]){5, 0, 0, 3}, 4));
  CHECK(nn_dataset_classes(some) == 3);
  const int64_t again[] = {3, 1};
  REQUIRE_OK(nn_dataset_select(&fewer, some, again, 2));
  nn_dataset_destroy(some);
  CHECK(has_rows(fewer, (const double[]){3, 0}, 2));
  CHECK(nn_dataset_classes(fewer) == 3);
  nn_dataset_destroy(fewer);
}

/* Labels that a selection does not have keep nobody from training a smaller network on it. */
static void test_train_on_selection(void) {
  static const size_t kSizes[] = {kCols, 2};
  nn_dataset *whole = labelled(), *some = NULL;
  const int64_t rows[] = {0, 1, 3, 4};
  REQUIRE_OK(nn_dataset_select(&some, whole, rows, COUNT_OF(rows)));
  nn_network* network = make_network(kSizes, 2, NULL);
  CHECK_OK(nn_fit(network, some, NULL, NULL, NULL));
  CHECK_FAILS(nn_fit(network, whole, NULL, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "train",
              "label 2");
  nn_destroy(network);
  nn_dataset_destroy(some);
  nn_dataset_destroy(whole);
}

enum { kManyRows = 200, kInputs = 9, kGap = 5 };

static snapshot trained_on(const nn_dataset* dataset, nn_metrics* metrics) {
  static const size_t kSizes[] = {kInputs, 7, 3};
  const int64_t options[] = {
      NN_OPTION_WORKERS, 2, NN_OPTION_EPOCHS, 2, NN_OPTION_INPUT_SCALING, 2, 0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  REQUIRE_OK(nn_fit(network, dataset, NULL, NULL, NULL));
  REQUIRE_OK(nn_evaluate(network, dataset, metrics));
  const snapshot taken = take_snapshot(network);
  nn_destroy(network);
  return taken;
}

/* Training and evaluation come to the same bits wherever the rows lie. */
static void test_same_bits(void) {
  static float rows[kManyRows * kInputs], spaced[kManyRows * (kInputs + kGap)];
  static uint8_t classes[kManyRows];
  static int32_t spaced_classes[kManyRows * 3];
  static int64_t reverse[kManyRows];
  fill_f32(rows, COUNT_OF(rows), 1);
  fill_labels(classes, kManyRows, 3, 2);
  for (size_t i = 0; i < COUNT_OF(spaced); ++i) spaced[i] = NAN;
  memset(spaced_classes, 0xff, sizeof spaced_classes);
  /* The last row first. */
  for (size_t r = 0; r < kManyRows; ++r) {
    const size_t to = kManyRows - 1 - r;
    memcpy(spaced + to * (kInputs + kGap), rows + r * kInputs, sizeof(float) * kInputs);
    spaced_classes[to * 3] = classes[r];
    reverse[r] = (int64_t)to;
  }
  nn_dataset *dense = NULL, *strided = NULL, *gathered = NULL, *again = NULL;
  REQUIRE_OK(nn_dataset_create(&dense, rows, NN_F32, kManyRows, kInputs, classes, NN_U8, 1));
  REQUIRE_OK(nn_dataset_wrap_strided(&strided, spaced, NN_F32, sizeof(float) * (kInputs + kGap),
                                     kManyRows, kInputs, spaced_classes, NN_I32,
                                     3 * sizeof(int32_t), 1));
  REQUIRE_OK(nn_dataset_select(&gathered, strided, reverse, kManyRows));
  REQUIRE_OK(nn_dataset_select(&again, dense, reverse, kManyRows));
  nn_metrics metrics[4];
  for (size_t i = 0; i < 4; ++i) metrics[i].struct_size = sizeof metrics[i];
  snapshot taken[4];
  taken[0] = trained_on(dense, &metrics[0]);
  taken[1] = trained_on(gathered, &metrics[1]);
  taken[2] = trained_on(strided, &metrics[2]);
  taken[3] = trained_on(again, &metrics[3]);
  CHECK(same_snapshot(taken[0], taken[1]) && same_snapshot(taken[2], taken[3]));
  CHECK(!same_snapshot(taken[0], taken[2]));
  CHECK(metrics[0].loss == metrics[1].loss && metrics[0].correct == metrics[1].correct);
  CHECK(metrics[2].loss == metrics[3].loss && metrics[2].correct == metrics[3].correct);
  for (size_t i = 0; i < 4; ++i) free_snapshot(&taken[i]);
  nn_dataset_destroy(again);
  nn_dataset_destroy(gathered);
  nn_dataset_destroy(strided);
  nn_dataset_destroy(dense);
}

static void test_bad_selections(void) {
  nn_dataset* whole = labelled();
  const int64_t rows[] = {0, 5, 2};
  out = kUntouched;
  CHECK_FAILS(nn_dataset_select(NULL, whole, rows, 3), NN_ERROR_INVALID_ARGUMENT, "out", "NULL");
  CHECK_FAILS(nn_dataset_select(&out, NULL, rows, 3), NN_ERROR_INVALID_ARGUMENT, "dataset", "NULL");
  CHECK_FAILS(nn_dataset_select(&out, whole, NULL, 3), NN_ERROR_INVALID_ARGUMENT, "rows", "NULL");
  CHECK_FAILS(nn_dataset_select(&out, whole, rows, 0), NN_ERROR_INVALID_ARGUMENT, "count", "0");
  static const int64_t kNoRows[] = {-1, kRows, INT64_MIN, INT64_MAX};
  for (size_t i = 0; i < COUNT_OF(kNoRows); ++i) {
    const int64_t bad[] = {0, 5, kNoRows[i], -1};
    char number[40];
    sprintf(number, "rows[2]: %lld ", (long long)kNoRows[i]);
    CHECK_FAILS(nn_dataset_select(&out, whole, bad, 4), NN_ERROR_INVALID_ARGUMENT, number,
                "0 ... 5");
  }
  CHECK(out == kUntouched);
  nn_dataset_destroy(whole);
}

static void test_split(void) {
  for (int64_t seed = 0; seed < 20; ++seed) {
    nn_dataset *whole = labelled(), *first = NULL, *second = NULL;
    REQUIRE_OK(nn_dataset_split(&first, &second, whole, 0.5, seed));
    nn_dataset_destroy(whole);
    /* Each of the three labels is there twice. */
    CHECK(nn_dataset_rows(first) == 3 && nn_dataset_rows(second) == 3);
    int32_t left[3], right[3];
    double inputs[3 * kCols];
    int seen[3] = {0, 0, 0};
    CHECK_OK(nn_dataset_get_targets(first, 0, 3, left, NN_I32));
    CHECK_OK(nn_dataset_get_targets(second, 0, 3, right, NN_I32));
    CHECK_OK(nn_dataset_get_inputs(second, 0, 3, inputs, NN_F64));
    CHECK(inputs[0] < inputs[2] && inputs[2] < inputs[4]);
    for (size_t r = 0; r < 3; ++r) {
      seen[left[r]] += 1;
      seen[right[r]] += 10;
    }
    CHECK(seen[0] == 11 && seen[1] == 11 && seen[2] == 11);
    nn_dataset_destroy(first);
    nn_dataset_destroy(second);
  }
}

static void test_bad_splits(void) {
  nn_dataset *whole = labelled(), *one = NULL, *other = kUntouched;
  const int64_t row = 0;
  out = kUntouched;
  CHECK_FAILS(nn_dataset_split(NULL, &other, whole, 0.5, 0), NN_ERROR_INVALID_ARGUMENT, "first",
              "NULL");
  CHECK_FAILS(nn_dataset_split(&out, NULL, whole, 0.5, 0), NN_ERROR_INVALID_ARGUMENT, "second",
              "NULL");
  CHECK_FAILS(nn_dataset_split(&out, &other, NULL, 0.5, 0), NN_ERROR_INVALID_ARGUMENT, "dataset",
              "NULL");
  static const double kNoParts[] = {0, 1, -0.5, 1.5, NAN, INFINITY};
  for (size_t i = 0; i < COUNT_OF(kNoParts); ++i) {
    CHECK_FAILS(nn_dataset_split(&out, &other, whole, kNoParts[i], 0), NN_ERROR_INVALID_ARGUMENT,
                "part", "between 0 and 1");
  }
  CHECK_FAILS(nn_dataset_split(&out, &other, whole, 0.5, -1), NN_ERROR_INVALID_ARGUMENT, "seed",
              "-1");
  REQUIRE_OK(nn_dataset_select(&one, whole, &row, 1));
  CHECK_FAILS(nn_dataset_split(&out, &other, one, 0.5, 0), NN_ERROR_INVALID_ARGUMENT, "dataset",
              "1 row");
  CHECK(out == kUntouched && other == kUntouched);
  nn_dataset_destroy(one);
  nn_dataset_destroy(whole);
}

static void test_weights(void) {
  nn_dataset *whole = labelled(), *some = NULL;
  const double weights[kRows] = {0, 1, 2, 3, 0.25, 5};
  double found[kRows] = {-1, -1, -1, -1, -1, -1};
  CHECK_OK(nn_dataset_get_weights(whole, 0, kRows, found));
  for (size_t r = 0; r < kRows; ++r) CHECK(found[r] == 1);
  CHECK_OK(nn_dataset_set_weights(whole, weights));
  CHECK_OK(nn_dataset_get_weights(whole, 0, kRows, found));
  CHECK(memcmp(found, weights, sizeof weights) == 0);
  const int64_t rows[] = {4, 2};
  REQUIRE_OK(nn_dataset_select(&some, whole, rows, 2));

  static const struct {
    double weight;
    const char* text;
  } kBad[] = {{-1e-300, "below 0"}, {NAN, "nan"}, {INFINITY, "inf"}};
  for (size_t i = 0; i < COUNT_OF(kBad); ++i) {
    double bad[kRows] = {1, 1, 1, 1, 1, 1};
    bad[3] = kBad[i].weight;
    CHECK_FAILS(nn_dataset_set_weights(whole, bad), NN_ERROR_INVALID_ARGUMENT, "weights: row 3",
                kBad[i].text);
  }
  const double none[kRows] = {0, 0, 0, 0, 0, 0};
  CHECK_FAILS(nn_dataset_set_weights(whole, none), NN_ERROR_INVALID_ARGUMENT, "weights", "all");
  CHECK_FAILS(nn_dataset_set_weights(NULL, weights), NN_ERROR_INVALID_ARGUMENT, "dataset", "NULL");
  CHECK_FAILS(nn_dataset_get_weights(NULL, 0, 1, found), NN_ERROR_INVALID_ARGUMENT, "dataset",
              "NULL");
  CHECK_FAILS(nn_dataset_get_weights(whole, 0, 1, NULL), NN_ERROR_INVALID_ARGUMENT, "weights",
              "NULL");
  CHECK_FAILS(nn_dataset_get_weights(whole, 5, 2, found), NN_ERROR_INVALID_ARGUMENT, "rows");
  CHECK_FAILS(nn_dataset_get_weights(whole, 0, 0, found), NN_ERROR_INVALID_ARGUMENT, "rows");
  CHECK(memcmp(found, weights, sizeof weights) == 0);
  CHECK_OK(nn_dataset_get_weights(whole, 3, 2, found));
  CHECK(found[0] == 3 && found[1] == 0.25);

  CHECK_OK(nn_dataset_set_weights(whole, NULL));
  CHECK_OK(nn_dataset_get_weights(whole, 0, 1, found));
  CHECK(found[0] == 1);
  nn_dataset_destroy(whole);
  CHECK_OK(nn_dataset_get_weights(some, 0, 2, found));
  CHECK(found[0] == 0.25 && found[1] == 2);
  nn_dataset_destroy(some);
}

int main(void) {
  fill();
  test_strided();
  test_bad_strides();
  test_select();
  test_train_on_selection();
  test_same_bits();
  test_bad_selections();
  test_split();
  test_bad_splits();
  test_weights();
  return check_done();
}
