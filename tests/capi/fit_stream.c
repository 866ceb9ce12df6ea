/* SPDX-License-Identifier: MIT
 *
 * Fits to rows that a callback reads: the same, to the bit, as fits to a dataset in its order; told
 * or not how many rows there are; stopped; and together with the other callbacks.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kRows = 75, kInputs = 20, kOutputs = 3, kBatch = 16, kEpochs = 3 };

static const size_t kSizes[] = {kInputs, 32, kOutputs};
static double inputs[kRows * kInputs], dense[kRows * kOutputs];
static uint8_t labels[kRows];

typedef struct reader {
  size_t rows, at;
  int64_t epoch, largest_ask;
  int is_dense, stop_in_epoch, calls;
} reader;

static int64_t read_rows(void* to_inputs, void* to_targets, size_t rows, int64_t epoch,
                         void* user) {
  reader* r = user;
  ++r->calls;
  if (epoch != r->epoch) { /* a new one, from the first row on */
    CHECK(epoch == r->epoch + 1);
    r->epoch = epoch;
    r->at = 0;
  }
  if ((int64_t)rows > r->largest_ask) r->largest_ask = (int64_t)rows;
  if (r->stop_in_epoch == (int)epoch && r->at > 0) return -1;
  if (rows > r->rows - r->at) rows = r->rows - r->at;
  memcpy(to_inputs, inputs + r->at * kInputs, sizeof *inputs * rows * kInputs);
  if (r->is_dense) {
    memcpy(to_targets, dense + r->at * kOutputs, sizeof *dense * rows * kOutputs);
  } else {
    memcpy(to_targets, labels + r->at, rows);
  }
  r->at += rows;
  return (int64_t)rows;
}

static nn_stream stream_of(reader* r, int64_t rows_per_epoch) {
  const nn_stream stream = {sizeof stream,  read_rows, r,
                            rows_per_epoch, NN_F64,    r->is_dense ? NN_F64 : NN_U8};
  return stream;
}

static nn_network* new_network(int64_t type, int64_t accumulate, int64_t schedule,
                               int64_t workers) {
  const int64_t options[] = {NN_OPTION_TYPE,
                             type,
                             NN_OPTION_BATCH_SIZE,
                             kBatch,
                             NN_OPTION_EPOCHS,
                             kEpochs,
                             NN_OPTION_ACCUMULATE,
                             accumulate,
                             NN_OPTION_SCHEDULE,
                             schedule,
                             NN_OPTION_WORKERS,
                             workers,
                             NN_OPTION_SHUFFLE,
                             0,
                             NN_OPTION_SEED,
                             3,
                             0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0));
  return network;
}

static nn_dataset* dataset_of(size_t rows, int is_dense) {
  nn_dataset* dataset = NULL;
  REQUIRE_OK(nn_dataset_create(&dataset, inputs, NN_F64, rows, kInputs,
                               is_dense ? (const void*)dense : labels, is_dense ? NN_F64 : NN_U8,
                               is_dense ? kOutputs : 1));
  return dataset;
}

/* The rows are a multiple of a batch, or not; their number is told, or not. */
static void test_as_dataset(size_t rows, int64_t accumulate, int is_dense, int told) {
  for (int64_t workers = 1; workers <= 3; ++workers) {
    const int64_t schedule = told ? NN_SCHEDULE_ONE_CYCLE : NN_SCHEDULE_EXPONENTIAL;
    nn_network* streamed = new_network(NN_F32, accumulate, schedule, workers);
    nn_network* fitted = new_network(NN_F32, accumulate, schedule, 1);
    nn_dataset* dataset = dataset_of(rows, is_dense);
    nn_dataset* validation = dataset_of(20, is_dense);
    reader r = {.rows = rows, .is_dense = is_dense};
    const nn_stream stream = stream_of(&r, told ? (int64_t)rows : 0);
    CHECK_OK(nn_fit_stream(streamed, &stream, validation, NULL, NULL));
    CHECK_OK(nn_fit(fitted, dataset, validation, NULL, NULL));
    CHECK(r.epoch == kEpochs && r.largest_ask == kBatch * accumulate);
    CHECK(nn_step_count(streamed) == nn_step_count(fitted));
    snapshot taken = take_snapshot(fitted);
    CHECK(unchanged(streamed, taken));
    free_snapshot(&taken);
    CHECK(nn_history_count(streamed) == kEpochs);
    for (size_t e = 0; e < kEpochs; ++e) {
      nn_epoch a = {.struct_size = sizeof a}, b = {.struct_size = sizeof b};
      CHECK_OK(nn_history(streamed, e, &a));
      CHECK_OK(nn_history(fitted, e, &b));
      CHECK(a.rows == b.rows && a.loss == b.loss && a.validation_loss == b.validation_loss);
      CHECK(a.learning_rate == b.learning_rate && a.accuracy == b.accuracy);
    }
    nn_dataset_destroy(dataset);
    nn_dataset_destroy(validation);
    nn_destroy(streamed);
    nn_destroy(fitted);
  }
}

typedef struct observer {
  int told, reports, ends, stop_after;
} observer;

static int32_t observe(const nn_progress* progress, void* user) {
  observer* o = user;
  ++o->reports;
  o->ends += progress->epoch_ended;
  CHECK(progress->rows_per_epoch == (o->told ? kRows : 0));
  CHECK(progress->batches == (o->told ? 5 : 0));
  CHECK(o->told ? progress->seconds_left >= 0 : isnan(progress->seconds_left));
  CHECK(progress->batch >= 1 && progress->batch <= 5 && progress->rows <= kRows);
  CHECK(progress->epoch_ended == (progress->rows == kRows) || !o->told);
  CHECK(progress->loss > 0 && progress->rows_per_second >= 0);
  return o->reports == o->stop_after;
}

static void test_progress(int told) {
  nn_network* network = new_network(NN_F64, 1, NN_SCHEDULE_CONSTANT, 1);
  reader r = {.rows = kRows};
  observer o = {.told = told};
  const nn_stream stream = stream_of(&r, told ? kRows : 0);
  CHECK_OK(nn_fit_stream(network, &stream, NULL, observe, &o));
  CHECK(o.ends == kEpochs && o.reports >= 5 * kEpochs);
  nn_destroy(network);
}

/* Stopped by either callback within the second epoch: it counts as stopped at the end of the first,
 * and can go on as such on a dataset. */
static void test_stopped(int by_reader) {
  nn_network* network = new_network(NN_F64, 1, NN_SCHEDULE_CONSTANT, 1);
  reader r = {.rows = kRows, .stop_in_epoch = by_reader ? 2 : 0};
  observer o = {.told = 1, .stop_after = by_reader ? 0 : 7};
  const nn_stream stream = stream_of(&r, kRows);
  CHECK_FAILS(nn_fit_stream(network, &stream, NULL, observe, &o), NN_ERROR_CANCELLED, "epoch 2");
  CHECK(nn_step_count(network) == (by_reader ? 6 : 7) && nn_history_count(network) == 1);
  nn_dataset* dataset = dataset_of(kRows, 0);
  CHECK_OK(nn_resume(network, dataset, NULL, NULL, NULL));
  CHECK(nn_step_count(network) == (by_reader ? 6 : 7) + 10);
  CHECK(nn_history_count(network) == kEpochs);
  nn_dataset_destroy(dataset);
  nn_destroy(network);
}

typedef struct rates {
  double of_step[5 * kEpochs]; /* as they were reported */
  int count, stop_after;
} rates;

static int32_t note_rate(const nn_progress* progress, void* user) {
  rates* r = user;
  REQUIRE(r->count < (int)COUNT_OF(r->of_step));
  r->of_step[r->count++] = progress->learning_rate;
  return r->count == r->stop_after;
}

/* Steps of the epoch that a stream broke off do not count for the schedule: the epoch is made anew,
 * with its rates. */
static void test_schedule_goes_on(int64_t schedule) {
  nn_dataset* dataset = dataset_of(kRows, 0);
  nn_network* whole = new_network(NN_F64, 1, schedule, 1);
  rates expected = {.count = 0};
  CHECK_OK(nn_fit(whole, dataset, NULL, note_rate, &expected));
  CHECK(expected.count == 5 * kEpochs);
  for (int stop = 6; stop < 10; ++stop) {
    nn_network* network = new_network(NN_F64, 1, schedule, 1);
    reader r = {.rows = kRows};
    rates streamed = {.stop_after = stop}, resumed = {.count = 0};
    const nn_stream stream = stream_of(&r, kRows);
    CHECK_FAILS(nn_fit_stream(network, &stream, NULL, note_rate, &streamed), NN_ERROR_CANCELLED,
                "epoch 2");
    CHECK_OK(nn_resume(network, dataset, NULL, note_rate, &resumed));
    CHECK(streamed.count == stop && resumed.count == 10);
    const size_t size = sizeof *expected.of_step;
    CHECK(memcmp(streamed.of_step, expected.of_step, size * (size_t)stop) == 0);
    CHECK(memcmp(resumed.of_step, expected.of_step + 5, size * 10) == 0);
    nn_destroy(network);
  }
  nn_dataset_destroy(dataset);
  nn_destroy(whole);
}

typedef struct mixer {
  nn_network* network;
  size_t next_row;
  int batches;
} mixer;

static int32_t mix(const nn_augmentation* batch, void* user) {
  mixer* m = user;
  ++m->batches;
  double* values = batch->inputs;
  for (size_t i = 0; i < batch->rows; ++i) {
    if (batch->row_numbers[i] == 0) m->next_row = 0;
    CHECK(batch->row_numbers[i] == m->next_row++);
    for (size_t c = 0; c < kInputs; ++c) {
      CHECK(values[i * kInputs + c] == inputs[batch->row_numbers[i] * kInputs + c]);
      values[i * kInputs + c] *= 0.5;
    }
  }
  return 0;
}

static int32_t slow_down(const nn_progress* progress, void* user) {
  mixer* m = user;
  if (progress->epoch_ended && progress->epoch == 1) {
    CHECK_OK(nn_set_real(m->network, NN_OPTION_LEARNING_RATE, 0.01));
  }
  return 0;
}

/* All three callbacks in one fit, each with its own user pointer: the same as halved inputs. */
static void test_mixed(void) {
  nn_network* network = new_network(NN_F64, 2, NN_SCHEDULE_CONSTANT, 2);
  nn_network* by_hand = new_network(NN_F64, 2, NN_SCHEDULE_CONSTANT, 1);
  reader r = {.rows = kRows};
  mixer m = {.network = network}, n = {.network = by_hand};
  const nn_stream stream = stream_of(&r, 0);
  CHECK_OK(nn_set_augmentation(network, mix, &m));
  CHECK_OK(nn_fit_stream(network, &stream, NULL, slow_down, &m));
  CHECK(m.batches == 5 * kEpochs && r.calls >= 3 * kEpochs && m.next_row == kRows);
  double halved[kRows * kInputs];
  for (size_t i = 0; i < COUNT_OF(halved); ++i) halved[i] = inputs[i] * 0.5;
  nn_dataset* dataset = NULL;
  REQUIRE_OK(nn_dataset_create(&dataset, halved, NN_F64, kRows, kInputs, labels, NN_U8, 1));
  CHECK_OK(nn_fit(by_hand, dataset, NULL, slow_down, &n));
  snapshot taken = take_snapshot(by_hand);
  CHECK(unchanged(network, taken));
  free_snapshot(&taken);
  nn_dataset_destroy(dataset);
  nn_destroy(network);
  nn_destroy(by_hand);
}

int main(void) {
  fill_f64(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  for (size_t r = 0; r < kRows; ++r) dense[r * kOutputs + labels[r]] = 1;
  for (int told = 0; told < 2; ++told) {
    for (int64_t accumulate = 1; accumulate <= 2; ++accumulate) {
      test_as_dataset(kRows, accumulate, 0, told);
      test_as_dataset(4 * kBatch, accumulate, 1, told);
      test_as_dataset(5, accumulate, 0, told);
    }
    test_progress(told);
    test_stopped(told);
  }
  test_schedule_goes_on(NN_SCHEDULE_COSINE);
  test_schedule_goes_on(NN_SCHEDULE_ONE_CYCLE);
  test_mixed();
  return check_done();
}
