/* SPDX-License-Identifier: MIT
 *
 * The order in which nn_fit() visits rows, seen from outside: row r's inputs are 1 at place r and 0
 * elsewhere, and the network is one linear layer, so that a step changes exactly the weights of the
 * rows it visits. Every row once an epoch, the last partial batch included; a new order each epoch;
 * the same for the same seed. And with the order known, nn_fit() is the same as its batches one by
 * one, to the bit.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kRows = 43, kEpochs = 3, kMostBatches = kRows * kEpochs };

static const size_t kSizes[] = {kRows, 1};
static double one_hot[kRows * kRows];
static double targets[kRows];
static nn_dataset* dataset;

/* What a fit did: which rows each batch visited, and how many. */
typedef struct trace {
  nn_network* network;
  double weights[kRows];
  unsigned char visited[kMostBatches][kRows];
  size_t rows[kMostBatches];
  size_t batches, stop_after;
} trace;

static int32_t observe(const nn_progress* progress, void* user) {
  trace* t = user;
  double now[kRows], bias;
  CHECK_OK(nn_get_parameters(t->network, 0, now, &bias, NN_F64));
  REQUIRE(t->batches < kMostBatches);
  for (size_t r = 0; r < kRows; ++r) {
    t->visited[t->batches][r] = memcmp(&now[r], &t->weights[r], sizeof now[r]) != 0;
    t->rows[t->batches] += t->visited[t->batches][r];
  }
  memcpy(t->weights, now, sizeof now);
  ++t->batches;
  (void)progress;
  return t->batches == t->stop_after;
}

static nn_network* new_network(int64_t seed, size_t batch_size, int64_t epochs) {
  const int64_t options[] = {NN_OPTION_TYPE,
                             NN_F64,
                             NN_OPTION_OUTPUT,
                             NN_OUTPUT_IDENTITY,
                             NN_OPTION_SEED,
                             seed,
                             NN_OPTION_BATCH_SIZE,
                             (int64_t)batch_size,
                             NN_OPTION_EPOCHS,
                             epochs,
                             0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0));
  CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 0.01));
  return network;
}

/* Fits and says what happened. The caller frees it and destroys its network. */
static trace* fit(nn_network* network, size_t stop_after) {
  trace* t = must_allocate(sizeof *t);
  double bias;
  memset(t, 0, sizeof *t);
  t->network = network;
  t->stop_after = stop_after;
  CHECK_OK(nn_get_parameters(network, 0, t->weights, &bias, NN_F64));
  if (stop_after == 0) {
    CHECK_OK(nn_fit(network, dataset, NULL, observe, t));
  } else {
    CHECK_FAILS(nn_fit(network, dataset, NULL, observe, t), NN_ERROR_CANCELLED, "callback");
  }
  return t;
}

static void drop(trace* t) {
  nn_destroy(t->network);
  free(t);
}

static int same_order(const trace* a, size_t first_a, const trace* b, size_t first_b, size_t n) {
  return memcmp(a->visited[first_a], b->visited[first_b], n * kRows) == 0;
}

static void test_every_row_once(size_t batch_size) {
  const size_t batches = (kRows + batch_size - 1) / batch_size;
  trace* t = fit(new_network(5, batch_size, kEpochs), 0);
  CHECK(t->batches == kEpochs * batches);
  for (size_t epoch = 0; epoch < kEpochs; ++epoch) {
    for (size_t r = 0; r < kRows; ++r) {
      size_t visits = 0;
      for (size_t b = 0; b < batches; ++b) visits += t->visited[epoch * batches + b][r];
      CHECK(visits == 1);
    }
    for (size_t b = 0; b < batches; ++b) {
      const size_t rows = b + 1 < batches ? batch_size : kRows - b * batch_size;
      CHECK(t->rows[epoch * batches + b] == rows);
    }
  }
  drop(t);
}

static void test_orders_differ(void) {
  trace* a = fit(new_network(5, 1, kEpochs), 0);
  trace* again = fit(new_network(5, 1, kEpochs), 0);
  trace* other = fit(new_network(6, 1, kEpochs), 0);
  CHECK(same_order(a, 0, again, 0, a->batches));
  CHECK(memcmp(a->weights, again->weights, sizeof a->weights) == 0);
  for (size_t epoch = 0; epoch < kEpochs; ++epoch) {
    CHECK(!same_order(a, epoch * kRows, other, epoch * kRows, kRows));
    for (size_t later = epoch + 1; later < kEpochs; ++later) {
      CHECK(!same_order(a, epoch * kRows, a, later * kRows, kRows));
    }
    size_t in_place = 0; /* shuffled at all */
    for (size_t b = 0; b < kRows; ++b) in_place += a->visited[epoch * kRows + b][b];
    CHECK(in_place < kRows / 3);
  }
  drop(a);
  drop(again);
  drop(other);
}

/* Three fits of one epoch are one fit of three. */
static void test_goes_on(void) {
  trace* whole = fit(new_network(9, 4, kEpochs), 0);
  nn_network* network = new_network(9, 4, 1);
  const size_t batches = whole->batches / kEpochs;
  for (size_t epoch = 0; epoch < kEpochs; ++epoch) {
    trace* part = fit(network, 0);
    CHECK(part->batches == batches);
    CHECK(same_order(part, 0, whole, epoch * batches, batches));
    free(part);
  }
  snapshot taken = take_snapshot(network);
  CHECK(unchanged(whole->network, taken));
  free_snapshot(&taken);
  nn_destroy(network);
  drop(whole);
}

/* Stopped by the callback, the network has learnt the batches until then and nothing else: the same
 * as these batches given to nn_train_batch(). Within a batch of one row the order is known. */
static void test_cancelled(size_t stop_after) {
  trace* stopped = fit(new_network(11, 1, kEpochs), stop_after);
  CHECK(stopped->batches == stop_after);
  nn_network* by_hand = new_network(11, 1, kEpochs);
  for (size_t b = 0; b < stop_after; ++b) {
    for (size_t r = 0; r < kRows; ++r) {
      if (!stopped->visited[b][r]) continue;
      CHECK_OK(nn_train_batch(by_hand, one_hot + r * kRows, NN_F64, targets + r, NN_F64, 1, NULL));
    }
  }
  snapshot taken = take_snapshot(by_hand);
  CHECK(unchanged(stopped->network, taken));
  free_snapshot(&taken);
  nn_destroy(by_hand);
  drop(stopped);
}

int main(void) {
  for (size_t r = 0; r < kRows; ++r) {
    one_hot[r * kRows + r] = 1;
    targets[r] = 1000 + (double)r; /* far away: no step is ever zero */
  }
  REQUIRE_OK(nn_dataset_create(&dataset, one_hot, NN_F64, kRows, kRows, targets, NN_F64, 1));
  static const size_t kBatchSizes[] = {1, 7, 10, kRows - 1, kRows, 1000};
  for (size_t i = 0; i < COUNT_OF(kBatchSizes); ++i) test_every_row_once(kBatchSizes[i]);
  test_orders_differ();
  test_goes_on();
  static const size_t kStops[] = {1, 2, kRows - 1, kRows, kRows + 1, 2 * kRows + 5};
  for (size_t i = 0; i < COUNT_OF(kStops); ++i) test_cancelled(kStops[i]);
  nn_dataset_destroy(dataset);
  return check_done();
}
