/* SPDX-License-Identifier: MIT
 *
 * Which rows make a step and what they count: batches that are added up, all rows at once, rows as
 * they lie, weights of rows and of classes, steps and predictions on rows of a dataset. All of it
 * on any number of workers to the same bits.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kRows = 96, kInputs = 40, kOutputs = 3, kEpochs = 3 };

static const size_t kSizes[] = {kInputs, 64, kOutputs};
static double inputs[2 * kRows * kInputs];
static uint8_t labels[2 * kRows];
static nn_dataset* dataset;

static nn_network* new_network(int64_t batch_size, int64_t accumulate, int64_t workers) {
  const int64_t options[] = {NN_OPTION_TYPE,
                             NN_F64,
                             NN_OPTION_BATCH_SIZE,
                             batch_size,
                             NN_OPTION_ACCUMULATE,
                             accumulate,
                             NN_OPTION_EPOCHS,
                             kEpochs,
                             NN_OPTION_WORKERS,
                             workers,
                             0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0));
  return network;
}

/* The largest difference between two networks' parameters. */
static double distance(const nn_network* a, const nn_network* b) {
  snapshot x = take_snapshot(a), y = take_snapshot(b);
  double most = 0;
  REQUIRE(x.size == y.size);
  for (size_t i = 0; i < x.size; i += sizeof(double)) {
    double p, q;
    memcpy(&p, x.bytes + i, sizeof p);
    memcpy(&q, y.bytes + i, sizeof q);
    most = fmax(most, fabs(p - q));
  }
  free_snapshot(&x);
  free_snapshot(&y);
  return most;
}

static int32_t count_steps(const nn_progress* progress, void* user) {
  int64_t* reports = user;
  ++*reports;
  CHECK(progress->steps == *reports && progress->batches == 10);
  CHECK(progress->batch == (progress->epoch_ended ? 10 : progress->batch / 4 * 4));
  CHECK(progress->rows == (progress->epoch_ended ? kRows : progress->batch * 10));
  return 0;
}

/* Four batches of 10 rows a step are steps of 40, but for the rounding of sums; the last one of an
 * epoch has 16 rows. */
static void test_accumulation(void) {
  nn_network* whole = new_network(40, 1, 1);
  CHECK_OK(nn_fit(whole, dataset, NULL, NULL, NULL));
  nn_network* first = NULL;
  for (int64_t workers = 1; workers <= 3; ++workers) {
    nn_network* parts = new_network(10, 4, workers);
    int64_t reports = 0;
    CHECK_OK(nn_fit(parts, dataset, NULL, count_steps, &reports));
    CHECK(nn_step_count(parts) == 3 * kEpochs && nn_step_count(whole) == 3 * kEpochs);
    CHECK(distance(whole, parts) < 1e-12);
    if (first == NULL) {
      first = parts;
      continue;
    }
    snapshot taken = take_snapshot(first);
    CHECK(unchanged(parts, taken));
    free_snapshot(&taken);
    nn_destroy(parts);
  }
  nn_destroy(first);
  nn_destroy(whole);
}

static int32_t stop_at(const nn_progress* progress, void* user) {
  return progress->steps == *(const int64_t*)user;
}

/* A fit is only ever stopped behind a whole step, and goes on from there. */
static void test_resumed_accumulation(void) {
  nn_network* whole = new_network(10, 4, 2);
  CHECK_OK(nn_fit(whole, dataset, NULL, NULL, NULL));
  snapshot expected = take_snapshot(whole);
  for (int64_t stop = 1; stop < 3 * kEpochs; ++stop) {
    nn_network* parts = new_network(10, 4, 1);
    CHECK_FAILS(nn_fit(parts, dataset, NULL, stop_at, &stop), NN_ERROR_CANCELLED, "");
    CHECK_OK(nn_resume(parts, dataset, NULL, NULL, NULL));
    CHECK(unchanged(parts, expected));
    nn_destroy(parts);
  }
  free_snapshot(&expected);
  nn_destroy(whole);
}

/* 0: all rows in one batch, and one step an epoch. */
static void test_full_batch(void) {
  nn_network* all = new_network(0, 1, 1);
  nn_network* by_size = new_network(kRows, 1, 1);
  CHECK_OK(nn_fit(all, dataset, NULL, NULL, NULL));
  CHECK_OK(nn_fit(by_size, dataset, NULL, NULL, NULL));
  CHECK(nn_step_count(all) == kEpochs);
  snapshot taken = take_snapshot(by_size);
  CHECK(unchanged(all, taken));
  free_snapshot(&taken);
  nn_destroy(all);
  nn_destroy(by_size);
}

/* Without shuffling a fit is its batches one by one; so are steps on rows of the dataset. */
static void test_in_order(void) {
  nn_network* fitted = new_network(36, 1, 2);
  nn_network* by_hand = new_network(36, 1, 1);
  nn_network* by_rows = new_network(36, 1, 3);
  int64_t rows[kRows];
  for (size_t r = 0; r < kRows; ++r) rows[r] = (int64_t)r;
  CHECK_OK(nn_set_int(fitted, NN_OPTION_SHUFFLE, 0));
  CHECK_OK(nn_fit(fitted, dataset, NULL, NULL, NULL));
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    for (size_t r = 0; r < kRows; r += 36) {
      const size_t count = kRows - r < 36 ? kRows - r : 36;
      double loss = 0, same = 0;
      CHECK_OK(
          nn_train_batch(by_hand, inputs + r * kInputs, NN_F64, labels + r, NN_U8, count, &loss));
      CHECK_OK(nn_train_rows(by_rows, dataset, rows + r, count, &same));
      CHECK(loss == same);
    }
  }
  snapshot taken = take_snapshot(fitted);
  CHECK(unchanged(by_hand, taken) && unchanged(by_rows, taken));
  free_snapshot(&taken);
  nn_destroy(fitted);
  nn_destroy(by_hand);
  nn_destroy(by_rows);
}

static void test_predict_dataset(void) {
  nn_network* network = new_network(32, 1, 2);
  float* f32 = must_allocate(2 * sizeof *f32 * kRows * kOutputs);
  double* f64 = must_allocate(2 * sizeof *f64 * kRows * kOutputs);
  CHECK_OK(nn_fit(network, dataset, NULL, NULL, NULL));
  CHECK_OK(nn_predict(network, inputs, NN_F64, kRows, f32, NN_F32));
  CHECK_OK(nn_predict(network, inputs, NN_F64, kRows, f64, NN_F64));
  CHECK_OK(nn_predict_dataset(network, dataset, f32 + kRows * kOutputs, NN_F32));
  CHECK_OK(nn_predict_dataset(network, dataset, f64 + kRows * kOutputs, NN_F64));
  CHECK(memcmp(f32, f32 + kRows * kOutputs, sizeof *f32 * kRows * kOutputs) == 0);
  CHECK(memcmp(f64, f64 + kRows * kOutputs, sizeof *f64 * kRows * kOutputs) == 0);
  free(f32);
  free(f64);
  nn_destroy(network);
}

/* Weights of classes, of rows, and of rows that stand for their class's come to the same; so do
 * classes that are balanced. */
static void test_weights(void) {
  double rows_of[kOutputs] = {0}, balanced[kOutputs], of_rows[kRows];
  for (size_t r = 0; r < kRows; ++r) ++rows_of[labels[r]];
  for (size_t c = 0; c < kOutputs; ++c) balanced[c] = kRows / (kOutputs * rows_of[c]);
  for (size_t r = 0; r < kRows; ++r) of_rows[r] = balanced[labels[r]];
  nn_network* plain = new_network(32, 1, 1);
  nn_network* by_class = new_network(32, 1, 1);
  nn_network* by_row = new_network(32, 1, 2);
  nn_network* by_option = new_network(32, 1, 3);
  nn_network* by_both = new_network(32, 1, 1);
  nn_dataset* weighted = NULL;
  REQUIRE_OK(nn_dataset_create(&weighted, inputs, NN_F64, kRows, kInputs, labels, NN_U8, 1));
  CHECK_OK(nn_set_class_weights(by_class, balanced, kOutputs));
  CHECK_OK(nn_dataset_set_weights(weighted, of_rows));
  CHECK_OK(nn_set_int(by_option, NN_OPTION_BALANCE_CLASSES, 1));
  CHECK_OK(nn_set_int(by_both, NN_OPTION_BALANCE_CLASSES, 1));
  static const double kTwice[] = {2, 2, 2};
  CHECK_OK(nn_set_class_weights(by_both, kTwice, kOutputs));
  CHECK_OK(nn_set_real(by_both, NN_OPTION_LEARNING_RATE, 0.05));
  CHECK_OK(nn_fit(plain, dataset, NULL, NULL, NULL));
  CHECK_OK(nn_fit(by_class, dataset, NULL, NULL, NULL));
  CHECK_OK(nn_fit(by_row, weighted, NULL, NULL, NULL));
  CHECK_OK(nn_fit(by_option, dataset, NULL, NULL, NULL));
  CHECK_OK(nn_fit(by_both, dataset, NULL, NULL, NULL));
  snapshot taken = take_snapshot(by_class);
  CHECK(!unchanged(plain, taken));
  CHECK(unchanged(by_row, taken) && unchanged(by_option, taken));
  CHECK(distance(by_class, by_both) < 1e-12); /* twice the gradient, half the rate */
  free_snapshot(&taken);

  /* Single steps have the classes' weights too; none again are none. */
  double loss = 0, weighted_loss = 0, of_rows_loss = 0;
  int64_t rows[kRows];
  for (size_t r = 0; r < kRows; ++r) rows[r] = (int64_t)r;
  nn_network* a = new_network(32, 1, 1);
  nn_network* b = new_network(32, 1, 1);
  nn_network* c = new_network(32, 1, 1);
  CHECK_OK(nn_set_class_weights(a, balanced, kOutputs));
  CHECK_OK(nn_train_batch(a, inputs, NN_F64, labels, NN_U8, kRows, &weighted_loss));
  CHECK_OK(nn_train_rows(b, weighted, rows, kRows, &of_rows_loss));
  CHECK(weighted_loss == of_rows_loss);
  taken = take_snapshot(a);
  CHECK(unchanged(b, taken));
  free_snapshot(&taken);
  CHECK_OK(nn_set_class_weights(c, balanced, kOutputs));
  CHECK_OK(nn_set_class_weights(c, NULL, 0));
  CHECK_OK(nn_train_batch(c, inputs, NN_F64, labels, NN_U8, kRows, &loss));
  CHECK(loss != weighted_loss);
  nn_network* const all[] = {plain, by_class, by_row, by_option, by_both, a, b, c};
  for (size_t i = 0; i < COUNT_OF(all); ++i) nn_destroy(all[i]);
  nn_dataset_destroy(weighted);
}

int main(void) {
  fill_f64(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, COUNT_OF(labels), kOutputs, 2);
  for (size_t r = 0; r < kRows; r += 3) labels[r] = 0; /* more of one class than of the others */
  REQUIRE_OK(nn_dataset_create(&dataset, inputs, NN_F64, kRows, kInputs, labels, NN_U8, 1));
  test_accumulation();
  test_resumed_accumulation();
  test_full_batch();
  test_in_order();
  test_predict_dataset();
  test_weights();
  nn_dataset_destroy(dataset);
  return check_done();
}
