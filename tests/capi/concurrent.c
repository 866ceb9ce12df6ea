/* SPDX-License-Identifier: MIT
 *
 * Several threads at once: predicting, evaluating and saving one network gives the bits of doing it
 * alone, whoever has the workers just then; two networks can be trained at the same time. And a row
 * is predicted to the same bits alone, and at every place among others.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kRows = 1000, kInputs = 70, kOutputs = 10, kThreads = 4, kRounds = 30 };

static const size_t kSizes[] = {kInputs, 40, 24, kOutputs};
static float inputs[kRows * kInputs];
static uint8_t labels[kRows];
static float alone[kRows * kOutputs]; /* what every row must come to */
static nn_metrics alone_metrics;
static nn_network* shared;
static nn_dataset* dataset;

static nn_network* trained_network(int64_t seed, int64_t workers, int steps) {
  const int64_t options[] = {NN_OPTION_SEED, seed, NN_OPTION_WORKERS, workers, 0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  for (int i = 0; i < steps; ++i) {
    CHECK_OK(nn_train_batch(network, inputs, NN_F32, labels, NN_U8, 200, NULL));
  }
  return network;
}

static int predicts_alike(size_t first, size_t rows, float* room) {
  memset(room, 0, sizeof(float) * rows * kOutputs);
  return nn_predict(shared, inputs + first * kInputs, NN_F32, rows, room, NN_F32) == NN_OK &&
         memcmp(room, alone + first * kOutputs, sizeof(float) * rows * kOutputs) == 0;
}

/* One evaluation that all read while each makes its own. */
static nn_evaluation* alone_evaluation;

static int is_metric_alike(const nn_evaluation* evaluation, nn_metric metric) {
  double value = 0, expected = 1;
  return nn_evaluation_get(evaluation, metric, &value) == NN_OK &&
         nn_evaluation_get(alone_evaluation, metric, &expected) == NN_OK && value == expected;
}

static int evaluates_alike(void) {
  nn_metrics metrics = {sizeof metrics, 0, 0, 0, 0};
  nn_evaluation* evaluation = NULL;
  if (nn_evaluation_create(&evaluation, shared, dataset) != NN_OK) return 0;
  const int alike =
      is_metric_alike(evaluation, NN_METRIC_LOSS) && is_metric_alike(evaluation, NN_METRIC_ROC_AUC);
  nn_evaluation_destroy(evaluation);
  return alike && nn_evaluate(shared, dataset, &metrics) == NN_OK &&
         memcmp(&metrics, &alone_metrics, sizeof metrics) == 0;
}

/* All threads save to one path, and what any of them finds there is a whole model. */
static const char* shared_path;

static int saves_alike(void) {
  nn_network* loaded = NULL;
  if (nn_save(shared, shared_path) != NN_OK || nn_load(&loaded, shared_path, NULL) != NN_OK) {
    fprintf(stderr, "    %s\n", nn_last_error());
    return 0;
  }
  snapshot now = take_snapshot(loaded), expected = take_snapshot(shared);
  const int alike = same_snapshot(now, expected);
  free_snapshot(&now);
  free_snapshot(&expected);
  nn_destroy(loaded);
  return alike;
}

/* Selections of the one dataset come and go on all threads. */
static int splits_alike(void) {
  nn_dataset *first = NULL, *second = NULL;
  nn_metrics metrics = {sizeof metrics, 0, 0, 0, 0}, others = metrics;
  if (nn_dataset_split(&first, &second, dataset, 0.3, 1) != NN_OK) return 0;
  const int alike = nn_evaluate(shared, first, &metrics) == NN_OK &&
                    nn_evaluate(shared, second, &others) == NN_OK &&
                    metrics.correct + others.correct == alone_metrics.correct;
  nn_dataset_destroy(first);
  nn_dataset_destroy(second);
  return alike;
}

static void test_row_by_row(void) {
  static float room[kRows * kOutputs], turned[kRows * kInputs], expected[kRows * kOutputs];
  int alike = 1;
  for (size_t row = 0; row < kRows; ++row) alike = alike && predicts_alike(row, 1, room);
  CHECK(alike);
  /* Row 0 at every place among a thousand, the others moving round it. */
  for (size_t place = 0; place < kRows; place += 37) {
    for (size_t i = 0; i < kRows; ++i) {
      const size_t to = (i + place) % kRows;
      memcpy(turned + to * kInputs, inputs + i * kInputs, sizeof(float) * kInputs);
      memcpy(expected + to * kOutputs, alone + i * kOutputs, sizeof(float) * kOutputs);
    }
    CHECK_OK(nn_predict(shared, turned, NN_F32, kRows, room, NN_F32));
    CHECK(memcmp(room, expected, sizeof room) == 0);
  }
  for (size_t rows = 1; rows <= 70; ++rows) CHECK(predicts_alike(kRows - rows, rows, room));
}

/* Each thread its own mixture of sizes; the others' come in between. */
static void* predict_and_evaluate(void* user) {
  const size_t which = *(const size_t*)user;
  static const size_t kSizesOfCalls[] = {1, 100, 1000, 65};
  float* room = must_allocate(sizeof(float) * kRows * kOutputs);
  int alike = 1;
  for (size_t i = 0; i < kRounds; ++i) {
    const size_t rows = kSizesOfCalls[(which + i) % COUNT_OF(kSizesOfCalls)];
    const size_t first = (which * 131 + i * 17) % (kRows - rows + 1);
    alike = alike && predicts_alike(first, rows, room);
    if (i % 5 == which) alike = alike && evaluates_alike();
    if (i % 7 == 3) alike = alike && saves_alike();
    if (i % 6 == which) alike = alike && splits_alike();
  }
  free(room);
  CHECK(alike);
  return NULL;
}

static void* train_own(void* user) {
  const int64_t seed = *(const int64_t*)user;
  nn_network* network = trained_network(seed, 2, 40);
  snapshot* taken = must_allocate(sizeof *taken);
  *taken = take_snapshot(network);
  nn_destroy(network);
  return taken;
}

static void test_shared(void) {
  pthread_t threads[kThreads];
  size_t numbers[kThreads];
  for (size_t i = 0; i < kThreads; ++i) {
    numbers[i] = i;
    REQUIRE(pthread_create(&threads[i], NULL, predict_and_evaluate, &numbers[i]) == 0);
  }
  for (size_t i = 0; i < kThreads; ++i) REQUIRE(pthread_join(threads[i], NULL) == 0);
}

static void test_two_networks(void) {
  int64_t seeds[] = {1, 2};
  snapshot* lone[2];
  for (size_t i = 0; i < 2; ++i) lone[i] = train_own(&seeds[i]);
  CHECK(!same_snapshot(*lone[0], *lone[1]));
  pthread_t threads[2];
  for (size_t i = 0; i < 2; ++i) {
    REQUIRE(pthread_create(&threads[i], NULL, train_own, &seeds[i]) == 0);
  }
  for (size_t i = 0; i < 2; ++i) {
    void* result = NULL;
    REQUIRE(pthread_join(threads[i], &result) == 0);
    snapshot* together = result;
    CHECK(same_snapshot(*together, *lone[i]));
    free_snapshot(together);
    free(together);
    free_snapshot(lone[i]);
    free(lone[i]);
  }
}

int main(void) {
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  REQUIRE_OK(nn_dataset_create(&dataset, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1));
  static const int64_t kWorkers[] = {1, 3};
  shared_path = temp_path("shared.safetensors");
  for (size_t i = 0; i < COUNT_OF(kWorkers); ++i) {
    shared = trained_network(7, kWorkers[i], 10);
    /* A lone prediction by one worker is the measure of all others. */
    nn_network* lone = trained_network(7, 1, 10);
    CHECK_OK(nn_predict(lone, inputs, NN_F32, kRows, alone, NN_F32));
    memset(&alone_metrics, 0, sizeof alone_metrics);
    alone_metrics.struct_size = sizeof alone_metrics;
    CHECK_OK(nn_evaluate(lone, dataset, &alone_metrics));
    REQUIRE_OK(nn_evaluation_create(&alone_evaluation, lone, dataset));
    nn_destroy(lone);
    test_row_by_row();
    for (int round = 0; round < 5; ++round) test_shared();
    nn_destroy(shared);
    nn_evaluation_destroy(alone_evaluation);
  }
  test_two_networks();
  nn_dataset_destroy(dataset);
  return check_done();
}
