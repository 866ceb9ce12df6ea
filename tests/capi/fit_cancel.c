/* SPDX-License-Identifier: MIT
 *
 * nn_cancel() ends a fit after the batch that it is at, from a callback, a signal handler and
 * another thread; what is learnt stays, a resumed fit ends in the bits of one that was never
 * stopped, and a request neither gets lost nor outlives the fit that it was for.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "check.h"
#include "support.h"

enum { kRows = 100, kInputs = 8, kOutputs = 3, kBatch = 16, kBatches = 7, kEpochs = 3 };

static const size_t kSizes[] = {kInputs, 12, kOutputs};
static float inputs[kRows * kInputs];
static uint8_t labels[kRows];
static nn_dataset* dataset;
static nn_network* network; /* for the signal handler */

static nn_network* new_network(int64_t epochs) {
  const int64_t options[] = {NN_OPTION_BATCH_SIZE, kBatch, NN_OPTION_EPOCHS, epochs, 0};
  nn_network* made = make_network(kSizes, COUNT_OF(kSizes), options);
  CHECK_OK(nn_set_real(made, NN_OPTION_PROGRESS_INTERVAL, 0));
  return made;
}

/* Cancels when so many steps have been made. */
static int32_t cancel_at(const nn_progress* progress, void* user) {
  if (progress->steps == *(const int64_t*)user) nn_cancel(network, 1);
  return 0;
}

static int32_t raise_at(const nn_progress* progress, void* user) {
  if (progress->steps == *(const int64_t*)user) raise(SIGUSR1);
  return 0;
}

static void handle(int number) {
  (void)number;
  nn_cancel(network, 1);
}

/* Cancelled after any batch: no further one is begun, and the rest is made up for by resuming. */
static void test_every_batch(nn_progress_fn callback) {
  nn_network* whole = new_network(kEpochs);
  CHECK_OK(nn_fit(whole, dataset, dataset, NULL, NULL));
  snapshot expected = take_snapshot(whole);
  const int64_t last = kBatches * kEpochs;
  for (int64_t at = 1; at <= last; ++at) {
    network = new_network(kEpochs);
    const nn_status status = nn_fit(network, dataset, dataset, callback, &at);
    CHECK(status == (at == last ? NN_OK : NN_ERROR_CANCELLED)); /* nothing was left to stop */
    CHECK(nn_step_count(network) == at);
    CHECK(nn_history_count(network) == (size_t)(at / kBatches));
    CHECK_OK(nn_resume(network, dataset, dataset, NULL, NULL));
    CHECK(nn_history_count(network) == kEpochs);
    CHECK(unchanged(network, expected));
    nn_destroy(network);
  }
  free_snapshot(&expected);
  nn_destroy(whole);
}

/* A request waits for the next fit, is used up by it, and can be taken back. */
static void test_request(void) {
  network = new_network(kEpochs);
  snapshot before = take_snapshot(network);
  nn_cancel(network, 1);
  CHECK_FAILS(nn_fit(network, dataset, NULL, NULL, NULL), NN_ERROR_CANCELLED, "batch 0 of epoch 1");
  CHECK(nn_step_count(network) == 0 && unchanged(network, before));
  CHECK_OK(nn_fit(network, dataset, NULL, NULL, NULL));
  CHECK(nn_step_count(network) == kBatches * kEpochs);

  nn_cancel(network, 1);
  nn_cancel(network, 0);
  CHECK_OK(nn_fit(network, dataset, NULL, NULL, NULL));

  /* One that is refused uses it up as well. */
  nn_cancel(network, 1);
  CHECK_FAILS(nn_fit(network, NULL, NULL, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "train: NULL");
  CHECK_OK(nn_fit(network, dataset, NULL, NULL, NULL));

  /* So does one that ended before the request could stop it. */
  const int64_t last = nn_step_count(network) + kBatches * kEpochs;
  CHECK_OK(nn_fit(network, dataset, NULL, cancel_at, (void*)&last));
  CHECK_OK(nn_fit(network, dataset, NULL, NULL, NULL));

  /* Steps of one's own are not fits. */
  nn_cancel(network, 1);
  CHECK_OK(nn_train_batch(network, inputs, NN_F32, labels, NN_U8, kRows, NULL));
  CHECK_FAILS(nn_fit(network, dataset, NULL, NULL, NULL), NN_ERROR_CANCELLED, "cancelled");
  nn_cancel(NULL, 1);
  free_snapshot(&before);
  nn_destroy(network);
}

typedef struct position {
  size_t row;
  int64_t epoch;
} position;

/* The dataset's rows in order; at the fourth call it cancels. */
static int64_t read_rows(void* into, void* targets, size_t rows, int64_t epoch, void* user) {
  position* at = user;
  if (at->epoch != epoch) *at = (position){0, epoch};
  size_t count = 0;
  for (; count < rows && at->row < kRows; ++count, ++at->row) {
    for (size_t i = 0; i < kInputs; ++i)
      ((float*)into)[count * kInputs + i] = inputs[at->row * kInputs + i];
    ((uint8_t*)targets)[count] = labels[at->row];
  }
  if (at->row == 4 * kBatch) nn_cancel(network, 1);
  return (int64_t)count;
}

static void test_stream(void) {
  network = new_network(kEpochs);
  position at = {0, 0};
  const nn_stream stream = {sizeof stream, read_rows, &at, kRows, NN_F32, NN_U8};
  CHECK_FAILS(nn_fit_stream(network, &stream, NULL, NULL, NULL), NN_ERROR_CANCELLED,
              "batch 3 of epoch 1");
  CHECK(nn_step_count(network) == 3);
  nn_destroy(network);
}

static void* cancel_soon(void* milliseconds) {
  const long wait = *(const long*)milliseconds;
  const struct timespec while_it_runs = {wait / 1000, wait % 1000 * 1000 * 1000};
  nanosleep(&while_it_runs, NULL);
  nn_cancel(network, 1);
  return NULL;
}

/* Without a callback, a fit of hours ends as soon as another thread says so, with the steps made
 * that there was time for. On a busy machine that may be none at first, but not for ever. */
static void test_other_thread(void) {
  uint64_t steps = 0;
  for (long milliseconds = 20; steps == 0; milliseconds *= 4) {
    REQUIRE(milliseconds < 60 * 1000);
    network = new_network(INT32_MAX);
    pthread_t thread;
    REQUIRE(pthread_create(&thread, NULL, cancel_soon, &milliseconds) == 0);
    CHECK_FAILS(nn_fit(network, dataset, NULL, NULL, NULL), NN_ERROR_CANCELLED, "cancelled after");
    pthread_join(thread, NULL);
    steps = nn_step_count(network);
    nn_destroy(network);
  }
}

/* Before the last batch, which is not reported: the validation that follows it is what the other
 * thread then cancels. */
static int32_t cancel_later(const nn_progress* progress, void* user) {
  static long milliseconds = 20;
  if (progress->batch == kBatches - 1 && progress->epoch_ended == 0)
    REQUIRE(pthread_create(user, NULL, cancel_soon, &milliseconds) == 0);
  return 0;
}

/* A validation of millions of rows, which takes longer than a thread needs to wake up, is broken
 * off; it is made up for by resuming. */
static void test_validation(void) {
  enum { kMany = 4000000 };
  int64_t* rows = must_allocate(kMany * sizeof *rows);
  nn_dataset* large = NULL;
  for (size_t i = 0; i < kMany; ++i) rows[i] = (int64_t)(i % kRows);
  REQUIRE_OK(nn_dataset_select(&large, dataset, rows, kMany));
  free(rows);
  network = new_network(1);
  pthread_t thread;
  CHECK_FAILS(nn_fit(network, dataset, large, cancel_later, &thread), NN_ERROR_CANCELLED,
              "validation");
  pthread_join(thread, NULL);
  CHECK(nn_step_count(network) == kBatches && nn_history_count(network) == 0);
  CHECK_OK(nn_resume(network, dataset, dataset, NULL, NULL));
  CHECK(nn_step_count(network) == kBatches && nn_history_count(network) == 1);
  nn_dataset_destroy(large);
  nn_destroy(network);
}

int main(void) {
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  REQUIRE_OK(nn_dataset_create(&dataset, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1));
  signal(SIGUSR1, handle);
  test_every_batch(cancel_at);
  test_every_batch(raise_at);
  test_request();
  test_stream();
  test_other_thread();
  test_validation();
  nn_dataset_destroy(dataset);
  return check_done();
}
