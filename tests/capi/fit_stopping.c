/* SPDX-License-Identifier: MIT
 *
 * Fits that end before their last epoch, and what validates them: when they stop, whose parameters
 * the network then has, that they can be resumed, and the rows that are set apart for validation.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "model_bytes.h"
#include "support.h"

enum { kRows = 90, kInputs = 6, kOutputs = 3, kPatience = 3, kEpochs = 60 };

static const size_t kSizes[] = {kInputs, 24, kOutputs};
static double inputs[2 * kRows * kInputs];
static uint8_t labels[2 * kRows];
static nn_dataset *train, *validation;

typedef struct epochs {
  nn_network* network;
  double loss[kEpochs];
  snapshot after[kEpochs];
  int count, stopped, stop_at;
} epochs;

static int32_t note(const nn_progress* progress, void* user) {
  epochs* e = user;
  CHECK(progress->epoch_ended == 1 && !e->stopped);
  REQUIRE(e->count < kEpochs);
  e->loss[e->count] = isnan(progress->validation_loss) ? progress->loss : progress->validation_loss;
  e->after[e->count++] = take_snapshot(e->network);
  e->stopped = progress->stopped_early;
  CHECK(!e->stopped || progress->seconds_left == 0);
  return e->count == e->stop_at;
}

static nn_network* new_network(int64_t patience) {
  const int64_t options[] = {NN_OPTION_TYPE,
                             NN_F64,
                             NN_OPTION_BATCH_SIZE,
                             10,
                             NN_OPTION_EPOCHS,
                             kEpochs,
                             NN_OPTION_EARLY_STOPPING,
                             patience,
                             0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 3600));
  CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 0.4));
  return network;
}

static void drop(epochs* e) {
  for (int i = 0; i < e->count; ++i) free_snapshot(&e->after[i]);
  nn_destroy(e->network);
  free(e);
}

static epochs* watch(nn_network* network) {
  epochs* e = must_allocate(sizeof *e);
  memset(e, 0, sizeof *e);
  e->network = network;
  return e;
}

static int best_of(const epochs* e, double delta) {
  int best = 0;
  for (int i = 1; i < e->count; ++i) {
    if (e->loss[i] < e->loss[best] - delta) best = i;
  }
  return best;
}

/* Random labels cannot be generalised from: the validation loss soon rises. */
static void test_stops(double delta) {
  epochs* e = watch(new_network(kPatience));
  epochs* unstopped = watch(new_network(0));
  CHECK_OK(nn_set_real(e->network, NN_OPTION_EARLY_STOPPING_DELTA, delta));
  CHECK_OK(nn_fit(e->network, train, validation, note, e));
  CHECK_OK(nn_fit(unstopped->network, train, validation, note, unstopped));
  CHECK(e->stopped && e->count < kEpochs && unstopped->count == kEpochs && !unstopped->stopped);
  const int best = best_of(e, delta);
  CHECK(e->count == best + 1 + kPatience);
  for (int i = 0; i + 1 < e->count; ++i) {
    CHECK(e->loss[i] == unstopped->loss[i]);
    CHECK(same_snapshot(e->after[i], unstopped->after[i]));
  }
  /* The parameters are those of the best epoch, and were when the last one was reported. */
  CHECK(unchanged(e->network, unstopped->after[best]));
  CHECK(same_snapshot(e->after[e->count - 1], unstopped->after[best]));
  nn_metrics metrics = {.struct_size = sizeof metrics};
  CHECK_OK(nn_evaluate(e->network, validation, &metrics));
  CHECK(metrics.loss == e->loss[best]);
  CHECK(nn_history_count(e->network) == (size_t)e->count);
  /* It has ended: there is nothing to resume, until there is more patience. */
  const int64_t steps = nn_step_count(e->network);
  CHECK_OK(nn_resume(e->network, train, validation, NULL, NULL));
  CHECK(nn_step_count(e->network) == steps);
  CHECK_OK(nn_set_int(e->network, NN_OPTION_EARLY_STOPPING, kPatience + 1));
  e->stopped = 0;
  const int before = e->count;
  CHECK_OK(nn_resume(e->network, train, validation, note, e));
  CHECK(nn_step_count(e->network) > steps && e->count > before);
  CHECK(unchanged(e->network, best_of(e, delta) == best ? unstopped->after[best]
                                                        : e->after[best_of(e, delta)]));
  drop(e);
  drop(unstopped);
}

/* All epochs are used up: the best one's parameters all the same. */
static void test_ends(void) {
  epochs* e = watch(new_network(kEpochs));
  CHECK_OK(nn_fit(e->network, train, validation, note, e));
  CHECK(e->count == kEpochs && !e->stopped);
  const int best = best_of(e, 0);
  CHECK(best < kEpochs - 1 && unchanged(e->network, e->after[best]));
  drop(e);
}

/* Stopped by the callback after any epoch and resumed, it comes to the same end. */
static void test_resumed(void) {
  epochs* whole = watch(new_network(kPatience));
  CHECK_OK(nn_fit(whole->network, train, validation, note, whole));
  for (int stop = 1; stop < whole->count; ++stop) {
    epochs* parts = watch(new_network(kPatience));
    parts->stop_at = stop;
    CHECK_FAILS(nn_fit(parts->network, train, validation, note, parts), NN_ERROR_CANCELLED, "");
    CHECK_OK(nn_resume(parts->network, train, validation, note, parts));
    CHECK(parts->count == whole->count && parts->stopped);
    CHECK(unchanged(parts->network, whole->after[whole->count - 1]));
    drop(parts);
  }
  drop(whole);
}

/* Stopped two epochs after its best one, and with patience or epochs then lowered to what it has
 * had: it is at its end, has its best epoch's parameters, and no copy of them any more. */
static void test_lowered(nn_option option) {
  epochs* whole = watch(new_network(kPatience));
  CHECK_OK(nn_fit(whole->network, train, validation, note, whole));
  const int best = best_of(whole, 0);
  epochs* e = watch(new_network(kPatience));
  e->stop_at = best + 3;
  CHECK_FAILS(nn_fit(e->network, train, validation, note, e), NN_ERROR_CANCELLED, "");
  CHECK(unchanged(e->network, whole->after[best + 2]));
  snapshot with_copy = checkpoint_bytes(e->network);
  CHECK_OK(nn_set_int(e->network, option, option == NN_OPTION_EPOCHS ? best + 3 : 2));
  const int64_t steps = nn_step_count(e->network);
  CHECK_OK(nn_resume(e->network, train, validation, note, e));
  CHECK(e->count == best + 3 && nn_step_count(e->network) == steps);
  CHECK(unchanged(e->network, whole->after[best]));
  nn_metrics metrics = {.struct_size = sizeof metrics};
  CHECK_OK(nn_evaluate(e->network, validation, &metrics));
  CHECK(metrics.loss == whole->loss[best]);
  snapshot without = checkpoint_bytes(e->network);
  CHECK(without.size < with_copy.size && with_copy.size - without.size >= whole->after[0].size);
  free_snapshot(&with_copy);
  free_snapshot(&without);
  drop(e);
  drop(whole);
}

/* Without validation the training loss counts; a rate of 0 never makes it better. */
static void test_training_loss(void) {
  epochs* e = watch(new_network(kPatience));
  CHECK_OK(nn_set_real(e->network, NN_OPTION_LEARNING_RATE, 0));
  CHECK_OK(nn_set_real(e->network, NN_OPTION_EARLY_STOPPING_DELTA, 1e-9));
  CHECK_OK(nn_fit(e->network, train, NULL, note, e));
  CHECK(e->stopped && e->count == 1 + kPatience);
  drop(e);
}

/* A third of the rows is set apart, of each class: the same fit as on sets that are split by hand.
 */
static void test_split(void) {
  for (int64_t shuffled = 0; shuffled < 2; ++shuffled) {
    epochs* e = watch(new_network(kPatience));
    epochs* by_hand = watch(new_network(kPatience));
    nn_dataset *kept = NULL, *apart = NULL;
    CHECK_OK(nn_set_int(e->network, NN_OPTION_SHUFFLE, shuffled));
    CHECK_OK(nn_set_int(by_hand->network, NN_OPTION_SHUFFLE, shuffled));
    CHECK_OK(nn_set_real(e->network, NN_OPTION_VALIDATION_SPLIT, 1.0 / 3));
    CHECK_OK(nn_set_real(by_hand->network, NN_OPTION_VALIDATION_SPLIT, 1.0 / 3));
    REQUIRE_OK(nn_dataset_split(&kept, &apart, train, 1.0 / 3, 0));
    CHECK(nn_dataset_rows(kept) == kRows * 2 / 3 && nn_dataset_rows(apart) == kRows / 3);
    CHECK_OK(nn_fit(e->network, train, NULL, note, e));
    CHECK_OK(nn_fit(by_hand->network, kept, apart, note, by_hand)); /* has a set: splits no more */
    CHECK(e->count == by_hand->count);
    for (int i = 0; i < e->count && i < by_hand->count; ++i) {
      CHECK(e->loss[i] == by_hand->loss[i]);
      CHECK(same_snapshot(e->after[i], by_hand->after[i]));
    }
    nn_epoch record = {.struct_size = sizeof record};
    CHECK_OK(nn_history(e->network, 0, &record));
    CHECK(record.rows == kRows * 2 / 3 && record.validation_loss > 0);
    nn_dataset_destroy(kept);
    nn_dataset_destroy(apart);
    drop(e);
    drop(by_hand);
  }
}

int main(void) {
  fill_f64(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, COUNT_OF(labels), kOutputs, 2);
  REQUIRE_OK(nn_dataset_create(&train, inputs, NN_F64, kRows, kInputs, labels, NN_U8, 1));
  REQUIRE_OK(nn_dataset_create(&validation, inputs + kRows * kInputs, NN_F64, kRows, kInputs,
                               labels + kRows, NN_U8, 1));
  test_stops(0);
  test_stops(0.01);
  test_ends();
  test_resumed();
  test_lowered(NN_OPTION_EARLY_STOPPING);
  test_lowered(NN_OPTION_EPOCHS);
  test_training_loss();
  test_split();
  nn_dataset_destroy(train);
  nn_dataset_destroy(validation);
  return check_done();
}
