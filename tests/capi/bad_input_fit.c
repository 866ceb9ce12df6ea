/* SPDX-License-Identifier: MIT
 *
 * nn_fit() and nn_evaluate() refuse NULL, short structs and datasets that do not fit the network,
 * and change nothing: no parameter, no field of the metrics, and the callback is not called.
 */
#include <stddef.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kRows = 20, kInputs = 4, kOutputs = 3 };

static const size_t kSizes[] = {kInputs, 6, kOutputs};
static double inputs[kRows * (kInputs + 1)];
static double dense[kRows * (kOutputs + 1)];
static uint8_t labels[kRows];
static int calls;

static int32_t count_call(const nn_progress* progress, void* user) {
  (void)progress;
  (void)user;
  ++calls;
  return 0;
}

static nn_dataset* dense_dataset(size_t cols, size_t target_cols) {
  nn_dataset* dataset = NULL;
  REQUIRE_OK(nn_dataset_create(&dataset, inputs, NN_F64, kRows, cols, dense, NN_F64, target_cols));
  return dataset;
}

static nn_dataset* label_dataset(size_t cols) {
  nn_dataset* dataset = NULL;
  REQUIRE_OK(nn_dataset_create(&dataset, inputs, NN_F64, kRows, cols, labels, NN_U8, 1));
  return dataset;
}

/* As training set, as validation set, and evaluated, `bad` is refused with these texts. */
static void refuse(nn_network* network, const nn_dataset* good, const nn_dataset* bad,
                   const char* text, const char* more) {
  snapshot before = take_snapshot(network);
  CHECK_FAILS(nn_fit(network, bad, NULL, count_call, NULL), NN_ERROR_INVALID_ARGUMENT, text, more);
  CHECK_FAILS(nn_fit(network, bad, good, count_call, NULL), NN_ERROR_INVALID_ARGUMENT, text, more);
  CHECK_FAILS(nn_fit(network, good, bad, count_call, NULL), NN_ERROR_INVALID_ARGUMENT, text, more);
  nn_metrics metrics, untouched;
  memset(&metrics, 0x5a, sizeof metrics);
  metrics.struct_size = sizeof metrics;
  memcpy(&untouched, &metrics, sizeof metrics);
  CHECK_FAILS(nn_evaluate(network, bad, &metrics), NN_ERROR_INVALID_ARGUMENT, text, more);
  CHECK(memcmp(&metrics, &untouched, sizeof metrics) == 0);
  CHECK(calls == 0);
  CHECK(unchanged(network, before));
  free_snapshot(&before);
}

static void test_misfits(nn_network* network, int is_f64, int identity) {
  nn_dataset* good = identity ? dense_dataset(kInputs, kOutputs) : label_dataset(kInputs);
  nn_dataset* bad = identity ? dense_dataset(kInputs - 1, kOutputs) : label_dataset(kInputs - 1);
  refuse(network, good, bad, "3", "4 inputs");
  nn_dataset_destroy(bad);
  bad = identity ? dense_dataset(kInputs + 1, kOutputs) : label_dataset(kInputs + 1);
  refuse(network, good, bad, "5", "4 inputs");
  nn_dataset_destroy(bad);
  bad = dense_dataset(kInputs, kOutputs - 1);
  refuse(network, good, bad, " 2 ", "3 outputs");
  nn_dataset_destroy(bad);
  bad = dense_dataset(kInputs, kOutputs + 1);
  refuse(network, good, bad, " 4 ", "3 outputs");
  nn_dataset_destroy(bad);
  if (identity) {
    bad = label_dataset(kInputs);
    refuse(network, good, bad, "label", "identity");
  } else {
    labels[kRows - 1] = kOutputs;
    bad = label_dataset(kInputs);
    refuse(network, good, bad, "label 3", "0 ... 2");
    labels[kRows - 1] = 0;
  }
  nn_dataset_destroy(bad);
  if (!is_f64) {
    inputs[5] = -1e39;
    bad = identity ? dense_dataset(kInputs, kOutputs) : label_dataset(kInputs);
    refuse(network, good, bad, "input", "too large");
    inputs[5] = 0;
    nn_dataset_destroy(bad);
    dense[7] = 1e39;
    bad = dense_dataset(kInputs, kOutputs);
    refuse(network, good, bad, "target", "too large");
    dense[7] = 0;
    nn_dataset_destroy(bad);
  }
  nn_dataset_destroy(good);
}

/* Which of the two datasets it was is in the message. */
static void test_names(nn_network* network) {
  nn_dataset* good = dense_dataset(kInputs, kOutputs);
  nn_dataset* bad = dense_dataset(kInputs - 1, kOutputs);
  nn_dataset* wrong_targets = dense_dataset(kInputs, kOutputs - 1);
  nn_metrics metrics = {sizeof metrics, 0, 0, 0, 0};
  CHECK_FAILS(nn_fit(network, bad, good, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "train:");
  CHECK_FAILS(nn_fit(network, good, bad, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "validation:");
  CHECK_FAILS(nn_evaluate(network, bad, &metrics), NN_ERROR_INVALID_ARGUMENT, "dataset:");
  CHECK_FAILS(nn_fit(network, wrong_targets, good, NULL, NULL), NN_ERROR_INVALID_ARGUMENT,
              "train:");
  CHECK_FAILS(nn_fit(network, good, wrong_targets, NULL, NULL), NN_ERROR_INVALID_ARGUMENT,
              "validation:");
  CHECK_FAILS(nn_evaluate(network, wrong_targets, &metrics), NN_ERROR_INVALID_ARGUMENT, "dataset:");
  nn_dataset_destroy(good);
  nn_dataset_destroy(bad);
  nn_dataset_destroy(wrong_targets);
}

static void test_null(nn_network* network, const nn_dataset* good) {
  nn_metrics metrics = {sizeof metrics, 7, 7, 7, 7};
  CHECK_FAILS(nn_fit(NULL, good, NULL, count_call, NULL), NN_ERROR_INVALID_ARGUMENT, "network",
              "NULL");
  CHECK_FAILS(nn_fit(network, NULL, NULL, count_call, NULL), NN_ERROR_INVALID_ARGUMENT, "train",
              "NULL");
  CHECK_FAILS(nn_fit(network, NULL, good, count_call, NULL), NN_ERROR_INVALID_ARGUMENT, "train",
              "NULL");
  CHECK_FAILS(nn_evaluate(NULL, good, &metrics), NN_ERROR_INVALID_ARGUMENT, "network", "NULL");
  CHECK_FAILS(nn_evaluate(network, NULL, &metrics), NN_ERROR_INVALID_ARGUMENT, "dataset", "NULL");
  CHECK_FAILS(nn_evaluate(network, good, NULL), NN_ERROR_INVALID_ARGUMENT, "metrics", "NULL");
  CHECK(metrics.rows == 7 && metrics.correct == 7 && metrics.loss == 7 && metrics.accuracy == 7);
  CHECK(calls == 0);
}

static void test_struct_size(nn_network* network, const nn_dataset* good) {
  static const size_t kShort[] = {0, 1, sizeof(size_t), sizeof(nn_metrics) - 1};
  for (size_t i = 0; i < COUNT_OF(kShort); ++i) {
    nn_metrics metrics = {kShort[i], 7, 7, 7, 7};
    CHECK_FAILS(nn_evaluate(network, good, &metrics), NN_ERROR_INVALID_ARGUMENT, "metrics",
                "struct_size");
    CHECK(metrics.struct_size == kShort[i] && metrics.rows == 7 && metrics.correct == 7);
    CHECK(metrics.loss == 7 && metrics.accuracy == 7);
  }
  /* A program built against a later header has a longer struct: no more than is known is filled. */
  struct {
    nn_metrics known;
    unsigned char later[32];
  } longer;
  memset(&longer, 0x5a, sizeof longer);
  longer.known.struct_size = sizeof longer;
  CHECK_OK(nn_evaluate(network, good, &longer.known));
  CHECK(longer.known.rows == kRows);
  for (size_t i = 0; i < sizeof longer.later; ++i) CHECK(longer.later[i] == 0x5a);
}

int main(void) {
  fill_f64(inputs, COUNT_OF(inputs), 1);
  fill_f64(dense, COUNT_OF(dense), 2);
  inputs[5] = dense[7] = 0;
  static const int64_t kTypes[] = {NN_F32, NN_F64};
  for (size_t t = 0; t < 2; ++t) {
    for (int identity = 0; identity < 2; ++identity) {
      const int64_t options[] = {NN_OPTION_TYPE, kTypes[t], NN_OPTION_OUTPUT, identity, 0};
      nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
      test_misfits(network, kTypes[t] == NN_F64, identity);
      nn_destroy(network);
    }
  }
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), NULL);
  snapshot before = take_snapshot(network);
  nn_dataset* good = label_dataset(kInputs);
  test_names(network);
  test_null(network, good);
  test_struct_size(network, good);
  CHECK(unchanged(network, before));
  free_snapshot(&before);
  nn_dataset_destroy(good);
  nn_destroy(network);
  return check_done();
}
