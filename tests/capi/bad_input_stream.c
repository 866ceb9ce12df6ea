/* SPDX-License-Identifier: MIT
 *
 * What nn_fit_stream(), nn_set_class_weights(), nn_train_rows() and nn_predict_dataset() refuse,
 * and training with weights that are too large; and that nothing is changed then: no parameter, no
 * output, no loss.
 */
#include <math.h>
#include <string.h>

#include "check.h"
#include "model_bytes.h"
#include "support.h"

enum { kRows = 20, kInputs = 4, kOutputs = 3, kBatch = 8 };

static const size_t kSizes[] = {kInputs, 6, kOutputs};
static double inputs[kRows * (kInputs + 1)], dense[kRows * kOutputs];
static uint8_t labels[kRows];

/* Hands out zeros; what is wrong with them is at `row` of the first call. */
typedef struct reader {
  int64_t answer;
  int calls;
  double bad_input, bad_target;
  uint8_t bad_label;
} reader;

static int64_t read_labels(void* to_inputs, void* to_targets, size_t rows, int64_t epoch,
                           void* user) {
  reader* r = user;
  (void)epoch;
  ++r->calls;
  memset(to_inputs, 0, sizeof(double) * rows * kInputs);
  memset(to_targets, 0, rows);
  ((double*)to_inputs)[2 * kInputs + 1] = r->bad_input;
  ((uint8_t*)to_targets)[3] = r->bad_label;
  return r->answer;
}

static int64_t read_dense(void* to_inputs, void* to_targets, size_t rows, int64_t epoch,
                          void* user) {
  reader* r = user;
  (void)epoch;
  ++r->calls;
  memset(to_inputs, 0, sizeof(double) * rows * kInputs);
  memset(to_targets, 0, sizeof(double) * rows * kOutputs);
  ((double*)to_targets)[1 * kOutputs + 2] = r->bad_target;
  return r->answer;
}

static nn_network* new_network(nn_option option, int64_t value) {
  const int64_t options[] = {NN_OPTION_BATCH_SIZE, kBatch, option, value, 0};
  return make_network(kSizes, COUNT_OF(kSizes), options);
}

static nn_stream labelled(reader* r) {
  const nn_stream stream = {sizeof stream, read_labels, r, 0, NN_F64, NN_U8};
  return stream;
}

/* Refused before the first row is read. */
static void refuse(nn_option option, int64_t value, nn_stream stream, const char* text,
                   const char* more) {
  nn_network* network = new_network(option, value);
  reader r = {.answer = kBatch};
  snapshot before = take_snapshot(network);
  stream.user = &r;
  CHECK_FAILS(nn_fit_stream(network, &stream, NULL, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, text,
              more);
  CHECK(r.calls == 0 && unchanged(network, before) && nn_step_count(network) == 0);
  free_snapshot(&before);
  nn_destroy(network);
}

static void test_streams(void) {
  const nn_stream good = labelled(NULL);
  nn_stream bad = good;
  bad.struct_size = sizeof bad - 8;
  refuse(NN_OPTION_SEED, 0, bad, "stream", "struct_size");
  bad = good;
  bad.read = NULL;
  refuse(NN_OPTION_SEED, 0, bad, "stream", "read: NULL");
  bad = good;
  bad.rows_per_epoch = -1;
  refuse(NN_OPTION_SEED, 0, bad, "rows_per_epoch", "-1");
  bad = good;
  bad.input_type = NN_I32;
  refuse(NN_OPTION_SEED, 0, bad, "input_type", "4");
  bad = good;
  bad.target_type = 99;
  refuse(NN_OPTION_SEED, 0, bad, "target_type", "99");
  refuse(NN_OPTION_SCHEDULE, NN_SCHEDULE_COSINE, good, "rows_per_epoch", "SCHEDULE");
  refuse(NN_OPTION_SCHEDULE, NN_SCHEDULE_ONE_CYCLE, good, "rows_per_epoch", "SCHEDULE");
  refuse(NN_OPTION_BATCH_SIZE, 0, good, "stream", "BATCH_SIZE");
  refuse(NN_OPTION_BALANCE_CLASSES, 1, good, "stream", "BALANCE_CLASSES");
  refuse(NN_OPTION_INPUT_SCALING, NN_SCALING_STANDARD, good, "stream", "scaling");
  nn_network* network = new_network(NN_OPTION_SEED, 0);
  CHECK_FAILS(nn_fit_stream(NULL, &good, NULL, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "network",
              "NULL");
  CHECK_FAILS(nn_fit_stream(network, NULL, NULL, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "stream",
              "NULL");
  CHECK_OK(nn_set_real(network, NN_OPTION_VALIDATION_SPLIT, 0.5));
  CHECK_FAILS(nn_fit_stream(network, &good, NULL, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "stream",
              "VALIDATION_SPLIT");
  nn_destroy(network);
}

/* Refused when it is read: nothing has been learnt. */
static void refuse_rows(reader r, int is_dense, nn_status status, const char* text,
                        const char* more) {
  nn_network* network = new_network(NN_OPTION_SEED, 0);
  snapshot before = take_snapshot(network);
  nn_stream stream = labelled(&r);
  if (is_dense) {
    stream.read = read_dense;
    stream.target_type = NN_F64;
  }
  CHECK_FAILS(nn_fit_stream(network, &stream, NULL, NULL, NULL), status, text, more);
  CHECK(r.calls == 1 && unchanged(network, before) && nn_step_count(network) == 0);
  free_snapshot(&before);
  nn_destroy(network);
}

static void test_rows_read(void) {
  const nn_status invalid = NN_ERROR_INVALID_ARGUMENT;
  refuse_rows((reader){.answer = -1}, 0, NN_ERROR_CANCELLED, "stream", "epoch 1");
  refuse_rows((reader){.answer = INT64_MIN}, 0, NN_ERROR_CANCELLED, "stream", "epoch 1");
  refuse_rows((reader){.answer = 0}, 0, invalid, "stream", "no rows");
  refuse_rows((reader){.answer = kBatch + 1}, 0, invalid, "9 rows", "asked for 8");
  refuse_rows((reader){.answer = INT64_MAX}, 0, invalid, "9223372036854775807", "asked for 8");
  refuse_rows((reader){.answer = kBatch, .bad_input = NAN}, 0, invalid, "row 2", "column 1");
  refuse_rows((reader){.answer = kBatch, .bad_input = -INFINITY}, 0, invalid, "row 2", "column 1");
  refuse_rows((reader){.answer = kBatch, .bad_input = 1e39}, 0, invalid, "stream", "too large");
  refuse_rows((reader){.answer = kBatch, .bad_label = kOutputs}, 0, invalid, "stream", "label 3");
  refuse_rows((reader){.answer = kBatch, .bad_target = NAN}, 1, invalid, "row 1", "column 2");
  refuse_rows((reader){.answer = kBatch, .bad_target = 1e39}, 1, invalid, "stream", "too large");
}

static void test_class_weights(void) {
  nn_network* network = new_network(NN_OPTION_SEED, 0);
  nn_network* same = new_network(NN_OPTION_SEED, 0);
  double weights[kOutputs] = {1, 2, 3};
  CHECK_OK(nn_set_class_weights(network, weights, kOutputs));
  CHECK_OK(nn_set_class_weights(same, weights, kOutputs));
  static const double kBad[] = {-1, NAN, INFINITY};
  for (size_t i = 0; i < COUNT_OF(kBad); ++i) {
    weights[2] = kBad[i];
    CHECK_FAILS(nn_set_class_weights(network, weights, kOutputs), NN_ERROR_INVALID_ARGUMENT,
                "weights", "class 2");
  }
  memset(weights, 0, sizeof weights);
  CHECK_FAILS(nn_set_class_weights(network, weights, kOutputs), NN_ERROR_INVALID_ARGUMENT,
              "weights", "all are 0");
  CHECK_FAILS(nn_set_class_weights(network, weights, kOutputs - 1), NN_ERROR_INVALID_ARGUMENT,
              "classes: 2", "3");
  CHECK_FAILS(nn_set_class_weights(network, weights, 0), NN_ERROR_INVALID_ARGUMENT, "classes: 0");
  CHECK_FAILS(nn_set_class_weights(network, NULL, kOutputs), NN_ERROR_INVALID_ARGUMENT, "weights",
              "NULL");
  CHECK_FAILS(nn_set_class_weights(NULL, weights, kOutputs), NN_ERROR_INVALID_ARGUMENT, "network",
              "NULL");
  /* They are still those that were set first. */
  double loss = 0, expected = 0;
  CHECK_OK(nn_train_batch(network, inputs, NN_F64, labels, NN_U8, kRows, &loss));
  CHECK_OK(nn_train_batch(same, inputs, NN_F64, labels, NN_U8, kRows, &expected));
  CHECK(loss == expected);
  nn_destroy(network);
  nn_destroy(same);
}

/* Weights of rows, of classes or both together that are infinite in the network's type: it is they
 * that are named, not a loss, and nothing is learnt. */
static void test_large_weights(int64_t type) {
  enum { kRow = 13 };
  const double most = type == NN_F32 ? 1e39 : 1e308;
  const nn_status invalid = NN_ERROR_INVALID_ARGUMENT;
  nn_dataset* weighted = NULL;
  REQUIRE_OK(nn_dataset_create(&weighted, inputs, NN_F64, kRows, kInputs, labels, NN_U8, 1));
  for (int by_class = 0; by_class < 2; ++by_class) {
    double of_rows[kRows], of_classes[kOutputs] = {1, 1, 1}, loss = 7;
    for (size_t r = 0; r < kRows; ++r) of_rows[r] = 1;
    of_rows[kRow] = by_class ? 10 : most;
    of_classes[labels[kRow]] = by_class ? most : 10;
    nn_network* network = new_network(NN_OPTION_TYPE, type);
    CHECK_OK(nn_set_int(network, NN_OPTION_BATCH_SIZE, 0)); /* all rows in one */
    CHECK_OK(nn_dataset_set_weights(weighted, of_rows));
    CHECK_OK(nn_set_class_weights(network, of_classes, kOutputs));
    snapshot before = checkpoint_bytes(network);
    const int64_t rows[] = {kRow};
    /* In F32 a class's weight alone is too large, for each of its rows. */
    const char* named = by_class && type == NN_F32 ? "row " : "row 13";
    CHECK_FAILS(nn_train_rows(network, weighted, rows, 1, &loss), invalid, "weights", "row 13",
                "too large");
    CHECK_FAILS(nn_fit(network, weighted, NULL, NULL, NULL), invalid, "weights", named,
                "too large");
    CHECK_FAILS(
        nn_train_batch_weighted(network, inputs, NN_F64, labels, NN_U8, of_rows, kRows, &loss),
        invalid, "weights", named);
    snapshot after = checkpoint_bytes(network);
    CHECK(loss == 7 && same_snapshot(before, after) && nn_step_count(network) == 0);
    CHECK_OK(nn_set_class_weights(network, NULL, 0));
    CHECK_OK(nn_dataset_set_weights(weighted, NULL));
    CHECK_OK(nn_fit(network, weighted, NULL, NULL, NULL));
    free_snapshot(&before);
    free_snapshot(&after);
    nn_destroy(network);
  }
  nn_dataset_destroy(weighted);
}

static void test_rows(void) {
  nn_network* network = new_network(NN_OPTION_SEED, 0);
  nn_dataset *good = NULL, *wide = NULL;
  REQUIRE_OK(nn_dataset_create(&good, inputs, NN_F64, kRows, kInputs, labels, NN_U8, 1));
  REQUIRE_OK(nn_dataset_create(&wide, inputs, NN_F64, kRows, kInputs + 1, labels, NN_U8, 1));
  snapshot before = take_snapshot(network);
  const nn_status invalid = NN_ERROR_INVALID_ARGUMENT;
  const int64_t rows[] = {3, 19, 20}, negative[] = {0, -1};
  double loss = 7, outputs[kRows * kOutputs] = {7};
  CHECK_FAILS(nn_train_rows(network, good, rows, 3, &loss), invalid, "entry 2", "20", "0 ... 19");
  CHECK_FAILS(nn_train_rows(network, good, negative, 2, &loss), invalid, "entry 1", "-1");
  CHECK_FAILS(nn_train_rows(network, good, rows, 0, &loss), invalid, "count");
  CHECK_FAILS(nn_train_rows(network, good, NULL, 1, &loss), invalid, "rows", "NULL");
  CHECK_FAILS(nn_train_rows(network, NULL, rows, 1, &loss), invalid, "dataset", "NULL");
  CHECK_FAILS(nn_train_rows(NULL, good, rows, 1, &loss), invalid, "network", "NULL");
  CHECK_FAILS(nn_train_rows(network, wide, rows, 1, &loss), invalid, "dataset", "5", "4 inputs");
  CHECK_FAILS(nn_predict_dataset(network, wide, outputs, NN_F64), invalid, "dataset", "5",
              "4 inputs");
  CHECK_FAILS(nn_predict_dataset(network, good, outputs, NN_U8), invalid, "type");
  CHECK_FAILS(nn_predict_dataset(network, good, NULL, NN_F64), invalid, "outputs", "NULL");
  CHECK_FAILS(nn_predict_dataset(network, NULL, outputs, NN_F64), invalid, "dataset", "NULL");
  CHECK_FAILS(nn_predict_dataset(NULL, good, outputs, NN_F64), invalid, "network", "NULL");
  CHECK(loss == 7 && outputs[0] == 7 && unchanged(network, before));
  CHECK_OK(nn_train_rows(network, good, rows, 2, NULL));
  free_snapshot(&before);
  nn_dataset_destroy(good);
  nn_dataset_destroy(wide);
  nn_destroy(network);
}

/* More rows than any memory has room for are refused before one of them is looked at. */
static void test_impossible_counts(void) {
  static const size_t kCounts[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / 8 + 1, SIZE_MAX / 16 + 1};
  nn_network* network = new_network(NN_OPTION_SEED, 0);
  nn_dataset *whole = NULL, *const untouched = (nn_dataset*)(void*)&whole, *out = untouched;
  REQUIRE_OK(nn_dataset_create(&whole, inputs, NN_F64, kRows, kInputs, labels, NN_U8, 1));
  snapshot before = take_snapshot(network);
  const int64_t rows[] = {3, 1};
  double loss = 7;
  for (size_t i = 0; i < COUNT_OF(kCounts); ++i) {
    const nn_status trained = nn_train_rows(network, whole, rows, kCounts[i], &loss);
    CHECK(trained == NN_ERROR_OUT_OF_MEMORY || trained == NN_ERROR_INVALID_ARGUMENT);
    const nn_status selected = nn_dataset_select(&out, whole, rows, kCounts[i]);
    CHECK(selected == NN_ERROR_OUT_OF_MEMORY || selected == NN_ERROR_INVALID_ARGUMENT);
  }
  CHECK(loss == 7 && out == untouched && unchanged(network, before));
  CHECK_OK(nn_train_rows(network, whole, rows, 2, &loss)); /* as if nothing had been */
  CHECK_OK(nn_dataset_select(&out, whole, rows, 2));
  free_snapshot(&before);
  nn_dataset_destroy(out);
  nn_dataset_destroy(whole);
  nn_destroy(network);
}

/* What a fit to a dataset cannot do with it. */
static void test_fits(void) {
  nn_network* network = new_network(NN_OPTION_BALANCE_CLASSES, 1);
  nn_dataset *no_labels = NULL, *one_row = NULL;
  REQUIRE_OK(
      nn_dataset_create(&no_labels, inputs, NN_F64, kRows, kInputs, dense, NN_F64, kOutputs));
  REQUIRE_OK(nn_dataset_create(&one_row, inputs, NN_F64, 1, kInputs, labels, NN_U8, 1));
  snapshot before = take_snapshot(network);
  CHECK_FAILS(nn_fit(network, no_labels, NULL, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "train",
              "BALANCE_CLASSES");
  CHECK_OK(nn_set_real(network, NN_OPTION_VALIDATION_SPLIT, 0.5));
  CHECK_FAILS(nn_fit(network, one_row, NULL, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "1 row");
  CHECK(unchanged(network, before));
  free_snapshot(&before);
  nn_dataset_destroy(no_labels);
  nn_dataset_destroy(one_row);
  nn_destroy(network);
}

int main(void) {
  fill_f64(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  test_streams();
  test_rows_read();
  test_class_weights();
  test_large_weights(NN_F32);
  test_large_weights(NN_F64);
  test_rows();
  test_impossible_counts();
  test_fits();
  return check_done();
}
