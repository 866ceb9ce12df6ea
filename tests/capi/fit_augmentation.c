/* SPDX-License-Identifier: MIT
 *
 * Batches that a callback changes before they are trained: what it is told, that it sees every row
 * that is trained and none that is validated on, that what it leaves is what is learnt from, to the
 * same bits on any number of workers and resumed, even within a step; and what it may not leave.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "model_bytes.h"
#include "support.h"

enum { kRows = 70, kInputs = 30, kOutputs = 4, kBatch = 16, kEpochs = 3 };

static const size_t kSizes[] = {kInputs, 48, kOutputs};
static uint8_t pixels[kRows * kInputs];
static uint8_t labels[kRows];
static nn_dataset *dataset, *validation;

typedef struct augmenter {
  nn_network* network;
  int visits[kRows];
  int calls, stop_at; /* 0: never */
  int negate, poison;
} augmenter;

static double value_of(const nn_augmentation* batch, size_t i) {
  return batch->type == NN_F64 ? ((const double*)batch->inputs)[i]
                               : (double)((const float*)batch->inputs)[i];
}

static void set_value(const nn_augmentation* batch, size_t i, double value) {
  if (batch->type == NN_F64) {
    ((double*)batch->inputs)[i] = value;
  } else {
    ((float*)batch->inputs)[i] = (float)value;
  }
}

static int32_t augment(const nn_augmentation* batch, void* user) {
  augmenter* a = user;
  ++a->calls;
  CHECK(batch->struct_size == sizeof *batch && batch->cols == kInputs && batch->reserved == 0);
  CHECK(batch->rows >= 1 && batch->rows <= kBatch);
  CHECK(batch->epoch >= 1 && batch->epoch <= kEpochs);
  CHECK(batch->step == nn_step_count(a->network));
  for (size_t i = 0; i < batch->rows; ++i) {
    const size_t row = batch->row_numbers[i];
    REQUIRE(row < kRows);
    ++a->visits[row];
    for (size_t c = 0; c < kInputs; ++c) {
      const double value = value_of(batch, i * kInputs + c);
      CHECK(fabs(value - pixels[row * kInputs + c] / 255.0) < 1e-7);
      /* A pure function of row and epoch. */
      if (a->negate && (row + (size_t)batch->epoch) % 2 == 0) {
        set_value(batch, i * kInputs + c, 1 - value);
      }
    }
    if (a->poison && row == 33) set_value(batch, i * kInputs + 7, a->poison == 1 ? NAN : INFINITY);
  }
  return a->calls == a->stop_at;
}

static nn_network* new_network(int64_t type, int64_t workers, int64_t accumulate) {
  const int64_t options[] = {NN_OPTION_TYPE,
                             type,
                             NN_OPTION_BATCH_SIZE,
                             kBatch,
                             NN_OPTION_EPOCHS,
                             kEpochs,
                             NN_OPTION_WORKERS,
                             workers,
                             NN_OPTION_ACCUMULATE,
                             accumulate,
                             0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0));
  return network;
}

/* What is not changed is learnt as it is, to the bit, weights of rows included; each epoch every
 * row is seen once. */
static void test_sees_everything(int64_t type, int64_t accumulate) {
  nn_network* plain = new_network(type, 1, accumulate);
  nn_network* watched = new_network(type, 2, accumulate);
  augmenter a = {.network = watched};
  double weights[kRows];
  for (size_t r = 0; r < kRows; ++r) weights[r] = 1 + (double)(r % 4);
  nn_dataset* weighted = NULL;
  REQUIRE_OK(nn_dataset_create(&weighted, pixels, NN_U8, kRows, kInputs, labels, NN_U8, 1));
  CHECK_OK(nn_dataset_set_weights(weighted, weights));
  CHECK_OK(nn_set_augmentation(watched, augment, &a));
  CHECK_OK(nn_fit(plain, weighted, validation, NULL, NULL));
  CHECK_OK(nn_fit(watched, weighted, validation, NULL, NULL));
  for (size_t r = 0; r < kRows; ++r) CHECK(a.visits[r] == kEpochs);
  CHECK(a.calls == kEpochs * ((kRows + kBatch - 1) / kBatch));
  snapshot taken = take_snapshot(plain);
  CHECK(unchanged(watched, taken));
  free_snapshot(&taken);
  nn_dataset_destroy(weighted);
  nn_destroy(plain);
  nn_destroy(watched);
}

static int32_t stop_after(const nn_progress* progress, void* user) {
  return progress->steps == *(const int64_t*)user;
}

/* The same bits on 1, 2, 3 workers, and stopped after any step and resumed; not those without. */
static void test_same_bits(int64_t type, int64_t accumulate) {
  snapshot expected = {NULL, 0};
  for (int64_t workers = 1; workers <= 3; ++workers) {
    nn_network* network = new_network(type, workers, accumulate);
    augmenter a = {.network = network, .negate = 1};
    CHECK_OK(nn_set_augmentation(network, augment, &a));
    CHECK_OK(nn_fit(network, dataset, NULL, NULL, NULL));
    if (workers == 1) {
      expected = take_snapshot(network);
    } else {
      CHECK(unchanged(network, expected));
    }
    const int64_t steps = nn_step_count(network);
    nn_destroy(network);
    for (int64_t stop = 1; stop < steps; ++stop) {
      network = new_network(type, workers, accumulate);
      a.network = network;
      CHECK_OK(nn_set_augmentation(network, augment, &a));
      CHECK_FAILS(nn_fit(network, dataset, NULL, stop_after, &stop), NN_ERROR_CANCELLED, "");
      CHECK_OK(nn_resume(network, dataset, NULL, NULL, NULL));
      CHECK(unchanged(network, expected));
      nn_destroy(network);
    }
  }
  nn_network* plain = new_network(type, 1, accumulate);
  augmenter unused = {.network = plain, .negate = 1};
  CHECK_OK(nn_set_augmentation(plain, augment, &unused));
  CHECK_OK(nn_set_augmentation(plain, NULL, NULL));
  CHECK_OK(nn_fit(plain, dataset, NULL, NULL, NULL));
  CHECK(!unchanged(plain, expected) && unused.calls == 0);
  nn_destroy(plain);
  free_snapshot(&expected);
}

/* What it refuses, or spoils, is not learnt; what was learnt before is kept, and the fit resumes.
 */
static void test_stops(int64_t type, int64_t accumulate) {
  nn_network* whole = new_network(type, 1, accumulate);
  nn_network* network = new_network(type, 1, accumulate);
  augmenter a = {.network = network, .stop_at = 1};
  snapshot before = take_snapshot(network);
  CHECK_OK(nn_set_augmentation(network, augment, &a));
  CHECK_FAILS(nn_fit(network, dataset, NULL, NULL, NULL), NN_ERROR_CANCELLED, "augmentation",
              "epoch 1");
  CHECK(unchanged(network, before) && nn_step_count(network) == 0);
  free_snapshot(&before);
  a.stop_at = 0;
  for (a.poison = 1; a.poison <= 2; ++a.poison) {
    const int64_t steps = nn_step_count(network);
    CHECK_FAILS(nn_resume(network, dataset, NULL, NULL, NULL), NN_ERROR_INVALID_ARGUMENT,
                "augmentation", "row 33", "column 7", "not finite");
    CHECK(a.poison == 1 || nn_step_count(network) == steps);
  }
  a.poison = 0;
  CHECK_OK(nn_resume(network, dataset, NULL, NULL, NULL));
  CHECK_OK(nn_fit(whole, dataset, NULL, NULL, NULL));
  snapshot expected = take_snapshot(whole);
  CHECK(unchanged(network, expected));
  free_snapshot(&expected);
  nn_destroy(whole);
  nn_destroy(network);
}

static int saves_as_checkpoint(const nn_network* network, snapshot expected) {
  snapshot bytes = checkpoint_bytes(network);
  const int same = same_snapshot(bytes, expected);
  free_snapshot(&bytes);
  return same;
}

static nn_network* new_normalised(int64_t type, int64_t accumulate) {
  const int64_t options[] = {NN_OPTION_TYPE,
                             type,
                             NN_OPTION_BATCH_SIZE,
                             kBatch / 2,
                             NN_OPTION_EPOCHS,
                             kEpochs,
                             NN_OPTION_ACCUMULATE,
                             accumulate,
                             NN_OPTION_NORMALISATION,
                             NN_NORMALISATION_BATCH,
                             0};
  return make_network(kSizes, COUNT_OF(kSizes), options);
}

/* A step that is broken off between two of its batches has moved no running moments either: it is
 * made again as a whole, and the fit ends in the very checkpoint of one that was never stopped. */
static void test_broken_steps(int64_t type, int64_t accumulate) {
  nn_network* network = new_normalised(type, accumulate);
  augmenter a = {.network = network, .negate = 1};
  CHECK_OK(nn_set_augmentation(network, augment, &a));
  CHECK_OK(nn_fit(network, dataset, NULL, NULL, NULL));
  const int calls = a.calls;
  snapshot expected = checkpoint_bytes(network);
  nn_destroy(network);
  for (int stop = 1; stop <= calls; ++stop) {
    double mean[2][48], variance[2][48], scale[48], shift[48];
    network = new_normalised(type, accumulate);
    a = (augmenter){.network = network, .negate = 1, .stop_at = stop};
    CHECK_OK(nn_set_augmentation(network, augment, &a));
    CHECK_FAILS(nn_fit(network, dataset, NULL, NULL, NULL), NN_ERROR_CANCELLED, "augmentation");
    CHECK_OK(nn_get_normalisation(network, 0, scale, shift, mean[0], variance[0], NN_F64));
    /* Once more, at the same step's second batch: nothing moves. */
    a.stop_at = a.calls + 2;
    CHECK_FAILS(nn_resume(network, dataset, NULL, NULL, NULL), NN_ERROR_CANCELLED, "augmentation");
    CHECK_OK(nn_get_normalisation(network, 0, scale, shift, mean[1], variance[1], NN_F64));
    CHECK(memcmp(mean[0], mean[1], sizeof mean[0]) == 0);
    CHECK(memcmp(variance[0], variance[1], sizeof variance[0]) == 0);
    a.stop_at = 0;
    CHECK_OK(nn_resume(network, dataset, NULL, NULL, NULL));
    CHECK(saves_as_checkpoint(network, expected));
    nn_destroy(network);
  }
  free_snapshot(&expected);
}

int main(void) {
  double noise[kRows * kInputs];
  fill_f64(noise, COUNT_OF(noise), 1);
  for (size_t i = 0; i < COUNT_OF(noise); ++i) pixels[i] = (uint8_t)((noise[i] + 1) * 127);
  fill_labels(labels, kRows, kOutputs, 2);
  REQUIRE_OK(nn_dataset_create(&dataset, pixels, NN_U8, kRows, kInputs, labels, NN_U8, 1));
  REQUIRE_OK(nn_dataset_create(&validation, pixels, NN_U8, 20, kInputs, labels, NN_U8, 1));
  CHECK_FAILS(nn_set_augmentation(NULL, augment, NULL), NN_ERROR_INVALID_ARGUMENT, "network",
              "NULL");
  for (int64_t type = NN_F32; type <= NN_F64; ++type) {
    for (int64_t accumulate = 1; accumulate <= 2; ++accumulate) {
      test_sees_everything(type, accumulate);
      test_same_bits(type, accumulate);
      test_stops(type, accumulate);
      test_broken_steps(type, 3 * accumulate);
    }
  }
  nn_dataset_destroy(dataset);
  nn_dataset_destroy(validation);
  return check_done();
}
