/* SPDX-License-Identifier: MIT
 *
 * What nn_fit() reports: every field of nn_progress, when the callback is called, and that a
 * validation set is measured but never learnt from.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kRows = 100, kValidationRows = 33, kInputs = 8, kOutputs = 3, kMostReports = 200 };

static const size_t kSizes[] = {kInputs, 12, kOutputs};
static float inputs[(kRows + kValidationRows) * kInputs];
static uint8_t labels[kRows + kValidationRows];
static float dense[(kRows + kValidationRows) * kOutputs];

typedef struct reports {
  nn_progress list[kMostReports];
  size_t count;
} reports;

static int32_t keep(const nn_progress* progress, void* user) {
  reports* r = user;
  REQUIRE(r->count < kMostReports);
  r->list[r->count++] = *progress;
  return 0;
}

static int is_nan(double x) { return x != x; }

static nn_network* new_network(int64_t batch_size, int64_t epochs, int64_t output,
                               double interval) {
  const int64_t options[] = {
      NN_OPTION_BATCH_SIZE, batch_size, NN_OPTION_EPOCHS, epochs, NN_OPTION_OUTPUT, output, 0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, interval));
  return network;
}

static nn_dataset* slice(size_t first, size_t rows, int64_t output) {
  nn_dataset* made = NULL;
  if (output == NN_OUTPUT_SOFTMAX) {
    REQUIRE_OK(nn_dataset_create(&made, inputs + first * kInputs, NN_F32, rows, kInputs,
                                 labels + first, NN_U8, 1));
  } else {
    REQUIRE_OK(nn_dataset_create(&made, inputs + first * kInputs, NN_F32, rows, kInputs,
                                 dense + first * kOutputs, NN_F32, kOutputs));
  }
  return made;
}

static void check_report(const nn_progress* p, size_t i, int64_t epochs, int64_t batch_size,
                         int softmax, int validated) {
  const int64_t batches = (kRows + batch_size - 1) / batch_size;
  const int64_t epoch = (int64_t)i / batches + 1, batch = (int64_t)i % batches + 1;
  const int ended = batch == batches;
  CHECK(p->struct_size == sizeof *p);
  CHECK(p->epoch == epoch && p->epochs == epochs);
  CHECK(p->batch == batch && p->batches == batches);
  CHECK(p->rows == (ended ? kRows : batch * batch_size) && p->rows_per_epoch == kRows);
  CHECK(p->epoch_ended == ended && p->stopped_early == 0);
  CHECK(p->loss > 0 && isfinite(p->loss));
  CHECK(softmax ? p->accuracy >= 0 && p->accuracy <= 1 : is_nan(p->accuracy));
  if (softmax) { /* a whole number of rows */
    const double correct = p->accuracy * (double)p->rows;
    CHECK(fabs(correct - floor(correct + 0.5)) < 1e-9);
  }
  CHECK(validated && ended ? p->validation_loss > 0 : is_nan(p->validation_loss));
  CHECK(softmax && validated && ended ? p->validation_accuracy >= 0 && p->validation_accuracy <= 1
                                      : is_nan(p->validation_accuracy));
  CHECK(p->seconds >= 0 && isfinite(p->seconds));
  CHECK(p->rows_per_second >= 0 && isfinite(p->rows_per_second));
  CHECK(p->learning_rate == 0.1 && p->steps == (int64_t)i + 1);
  const int last = ended && epoch == epochs;
  CHECK(last ? p->seconds_left == 0 : p->seconds_left >= 0 && isfinite(p->seconds_left));
  if (p->seconds > 0) {
    const double done = (double)((epoch - 1) * kRows + p->rows);
    CHECK(fabs(p->rows_per_second * p->seconds - done) < 1e-6 * done);
  }
}

static void test_reports(int64_t batch_size, int64_t epochs, int64_t output, int validated) {
  const int64_t batches = (kRows + batch_size - 1) / batch_size;
  nn_network* network = new_network(batch_size, epochs, output, 0);
  nn_network* unwatched = new_network(batch_size, epochs, output, 0);
  nn_dataset* train = slice(0, kRows, output);
  nn_dataset* validation = validated ? slice(kRows, kValidationRows, output) : NULL;
  reports* r = must_allocate(sizeof *r);
  r->count = 0;
  CHECK_OK(nn_fit(network, train, validation, keep, r));
  CHECK((int64_t)r->count == epochs * batches);
  for (size_t i = 0; i < r->count; ++i) {
    check_report(&r->list[i], i, epochs, batch_size, output == NN_OUTPUT_SOFTMAX, validated);
    CHECK(i == 0 || r->list[i].seconds >= r->list[i - 1].seconds);
  }
  if (validated) { /* the last report is what nn_evaluate() says of the network as it now is */
    nn_metrics metrics = {sizeof metrics, 0, 0, 0, 0};
    const nn_progress* last = &r->list[r->count - 1];
    CHECK_OK(nn_evaluate(network, validation, &metrics));
    CHECK(metrics.rows == kValidationRows && metrics.loss == last->validation_loss);
    CHECK(metrics.accuracy == last->validation_accuracy ||
          (is_nan(metrics.accuracy) && is_nan(last->validation_accuracy)));
  }
  /* Neither watching nor validating changes what is learnt. */
  CHECK_OK(nn_fit(unwatched, train, NULL, NULL, NULL));
  snapshot taken = take_snapshot(unwatched);
  CHECK(unchanged(network, taken));
  free_snapshot(&taken);
  free(r);
  nn_dataset_destroy(train);
  nn_dataset_destroy(validation);
  nn_destroy(network);
  nn_destroy(unwatched);
}

/* With an interval that does not pass, the ends of epochs are reported and nothing else. */
static void test_interval(void) {
  nn_network* network = new_network(10, 4, NN_OUTPUT_SOFTMAX, 3600);
  nn_dataset* train = slice(0, kRows, NN_OUTPUT_SOFTMAX);
  reports* r = must_allocate(sizeof *r);
  r->count = 0;
  CHECK_OK(nn_fit(network, train, NULL, keep, r));
  CHECK(r->count == 4);
  for (size_t i = 0; i < r->count; ++i) {
    CHECK(r->list[i].epoch_ended == 1 && r->list[i].epoch == (int64_t)i + 1);
  }
  free(r);
  nn_dataset_destroy(train);
  nn_destroy(network);
}

/* The loss is the mean over the epoch's rows, each before its update; the last batch counts for the
 * rows it has. With a rate of 0 that is the loss of the whole set. */
static void test_mean_loss(int64_t output) {
  nn_network* network = new_network(30, 2, output, 0);
  nn_dataset* train = slice(0, kRows, output);
  nn_metrics metrics = {sizeof metrics, 0, 0, 0, 0};
  reports* r = must_allocate(sizeof *r);
  r->count = 0;
  CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 0));
  snapshot before = take_snapshot(network);
  CHECK_OK(nn_fit(network, train, NULL, keep, r));
  CHECK(unchanged(network, before));
  free_snapshot(&before);
  CHECK_OK(nn_evaluate(network, train, &metrics));
  CHECK(r->count == 8);
  for (size_t i = 3; i < r->count; i += 4) {
    CHECK(fabs(r->list[i].loss - metrics.loss) < 1e-12 * metrics.loss);
    CHECK(output == NN_OUTPUT_IDENTITY || r->list[i].accuracy == metrics.accuracy);
  }
  free(r);
  nn_dataset_destroy(train);
  nn_destroy(network);
}

/* A loss that is no longer finite ends the fit; what is left is the network before that batch. */
static void test_divergence(void) {
  nn_network* network = new_network(10, 1000, NN_OUTPUT_IDENTITY, 3600);
  nn_dataset* train = slice(0, kRows, NN_OUTPUT_IDENTITY);
  CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 1e6));
  CHECK_FAILS(nn_fit(network, train, NULL, NULL, NULL), NN_ERROR_NOT_FINITE, "row ");
  nn_dataset_destroy(train);
  nn_destroy(network);
}

int main(void) {
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_f32(dense, COUNT_OF(dense), 2);
  fill_labels(labels, COUNT_OF(labels), kOutputs, 3);
  for (int64_t output = NN_OUTPUT_SOFTMAX; output <= NN_OUTPUT_IDENTITY; ++output) {
    for (int validated = 0; validated < 2; ++validated) {
      test_reports(10, 2, output, validated);
      test_reports(32, 3, output, validated);
      test_reports(1000, 2, output, validated);
    }
    test_mean_loss(output);
  }
  test_interval();
  test_divergence();
  return check_done();
}
