/* SPDX-License-Identifier: MIT
 *
 * Between the first batch and the last epoch of a fit nothing is allocated, mapped or started
 * either, whatever its schedule, validation, early stopping, weights, callbacks and source of rows;
 * nor in steps on rows of a dataset.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "interposer.h"
#include "support.h"

enum { kRows = 2000, kInputs = 100, kOutputs = 10, kBatch = 128, kEpochs = 6 };

static const size_t kSizes[] = {kInputs, 64, 32, kOutputs};
static float inputs[kRows * kInputs];
static uint8_t labels[kRows];
static double weights[kRows];
static nn_dataset* dataset;

/* Arms the interposer at the first report, and disarms it at the end of the last epoch but one: the
 * last one gives the best epoch's parameters back. */
typedef struct watch {
  int reports;
  interposed seen;
} watch;

static int32_t observe(const nn_progress* progress, void* user) {
  watch* w = user;
  const int last = progress->epoch_ended && progress->epoch + 1 == progress->epochs;
  if (w->reports++ == 0) {
    interposer_arm();
  } else if (last) {
    w->seen = interposer_disarm();
  }
  return 0;
}

static int32_t flip(const nn_augmentation* batch, void* user) {
  float* values = batch->inputs;
  for (size_t i = 0; i < batch->rows * batch->cols; i += 2) values[i] = -values[i];
  ++*(int*)user;
  return 0;
}

typedef struct reader {
  size_t at;
  int64_t epoch;
} reader;

static int64_t read_rows(void* to_inputs, void* to_labels, size_t rows, int64_t epoch, void* user) {
  reader* r = user;
  if (epoch != r->epoch) r->at = 0;
  r->epoch = epoch;
  if (rows > kRows - r->at) rows = kRows - r->at;
  memcpy(to_inputs, inputs + r->at * kInputs, sizeof *inputs * rows * kInputs);
  memcpy(to_labels, labels + r->at, rows);
  r->at += rows;
  return (int64_t)rows;
}

static void expect_steady(const watch* w, const char* what) {
  CHECK(w->reports >= kEpochs);
  if (CHECK(w->seen.heap == 0 && w->seen.maps == 0 && w->seen.threads == 0)) return;
  fprintf(stderr, "    %s: heap %ld, maps %ld, threads %ld\n", what, w->seen.heap, w->seen.maps,
          w->seen.threads);
}

static nn_network* new_network(int64_t workers, int64_t accumulate) {
  const int64_t options[] = {NN_OPTION_BATCH_SIZE,
                             kBatch,
                             NN_OPTION_EPOCHS,
                             kEpochs,
                             NN_OPTION_WORKERS,
                             workers,
                             NN_OPTION_ACCUMULATE,
                             accumulate,
                             NN_OPTION_EARLY_STOPPING,
                             kEpochs,
                             NN_OPTION_SCHEDULE,
                             NN_SCHEDULE_ONE_CYCLE,
                             0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0));
  return network;
}

static void test_fit(int64_t workers, int64_t accumulate) {
  nn_network* network = new_network(workers, accumulate);
  watch plain = {.reports = 0}, augmented = {.reports = 0};
  int calls = 0;
  CHECK_OK(nn_set_int(network, NN_OPTION_BALANCE_CLASSES, 1));
  CHECK_OK(nn_set_real(network, NN_OPTION_VALIDATION_SPLIT, 0.2));
  CHECK_OK(nn_fit(network, dataset, NULL, observe, &plain));
  expect_steady(&plain, "nn_fit");
  CHECK_OK(nn_set_augmentation(network, flip, &calls));
  CHECK_OK(nn_fit(network, dataset, NULL, observe, &augmented));
  expect_steady(&augmented, "nn_fit with augmentation");
  CHECK(calls > kEpochs);
  nn_destroy(network);
}

static void test_stream(int64_t workers, int64_t accumulate) {
  nn_network* network = new_network(workers, accumulate);
  reader r = {0, 0};
  const nn_stream stream = {sizeof stream, read_rows, &r, kRows, NN_F32, NN_U8};
  watch w = {.reports = 0};
  int calls = 0;
  CHECK_OK(nn_set_augmentation(network, flip, &calls));
  CHECK_OK(nn_fit_stream(network, &stream, dataset, observe, &w));
  expect_steady(&w, "nn_fit_stream");
  CHECK(calls > kEpochs);
  nn_destroy(network);
}

static void test_rows(int64_t workers) {
  nn_network* network = new_network(workers, 1);
  int64_t rows[kBatch];
  for (size_t i = 0; i < kBatch; ++i) rows[i] = (int64_t)(i * 7919 % kRows);
  CHECK_OK(nn_train_rows(network, dataset, rows, kBatch, NULL));
  interposer_arm();
  int good = 1;
  for (int i = 0; i < 100; ++i) {
    good = good && nn_train_rows(network, dataset, rows, kBatch - (size_t)i, NULL) == NN_OK;
  }
  const watch w = {kEpochs, interposer_disarm()};
  CHECK(good);
  expect_steady(&w, "nn_train_rows");
  nn_destroy(network);
}

int main(void) {
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  for (size_t r = 0; r < kRows; ++r) weights[r] = 1 + (double)(r % 3);
  REQUIRE_OK(nn_dataset_create(&dataset, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1));
  CHECK_OK(nn_dataset_set_weights(dataset, weights));
  for (int64_t workers = 1; workers <= 3; ++workers) {
    for (int64_t accumulate = 1; accumulate <= 3; ++accumulate) {
      test_fit(workers, accumulate);
      test_stream(workers, accumulate);
    }
    test_rows(workers);
  }
  nn_dataset_destroy(dataset);
  return check_done();
}
