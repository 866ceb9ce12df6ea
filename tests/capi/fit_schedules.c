/* SPDX-License-Identifier: MIT
 *
 * The learning rate of every step as progress reports it, and that the steps really have it: the
 * schedules, warm-up, batches that are added up to steps, and a rate that the callback changes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kRows = 50, kInputs = 4, kBatch = 10, kBatches = 5, kEpochs = 4, kMost = 2000 };

static const size_t kSizes[] = {kInputs, 3};
static const double kPi = 3.14159265358979323846;
static double inputs[kRows * kInputs];
static uint8_t labels[kRows];
static nn_dataset* dataset;

typedef struct rates {
  nn_network* network;
  double rate[kMost];
  size_t count;
  double change_to; /* after the third step, if not 0 */
} rates;

static int32_t note(const nn_progress* progress, void* user) {
  rates* r = user;
  REQUIRE(r->count < kMost);
  r->rate[r->count++] = progress->learning_rate;
  CHECK(progress->steps == (int64_t)r->count);
  CHECK(nn_step_count(r->network) == progress->steps);
  if (r->change_to > 0 && r->count == 3) {
    CHECK_OK(nn_set_real(r->network, NN_OPTION_LEARNING_RATE, r->change_to));
  }
  return 0;
}

static nn_network* new_network(int64_t schedule, int64_t warmup) {
  const int64_t options[] = {NN_OPTION_BATCH_SIZE,
                             kBatch,
                             NN_OPTION_EPOCHS,
                             kEpochs,
                             NN_OPTION_SCHEDULE,
                             schedule,
                             NN_OPTION_WARMUP_STEPS,
                             warmup,
                             NN_OPTION_SCHEDULE_PERIOD,
                             2,
                             0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0));
  CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 0.2));
  return network;
}

static void fit(nn_network* network, rates* r) {
  memset(r, 0, sizeof *r);
  r->network = network;
  CHECK_OK(nn_fit(network, dataset, NULL, note, r));
}

static double expected(int64_t schedule, size_t step, size_t steps, size_t epochs) {
  const double x = (double)step / (double)steps, top = 0.3 * (double)steps - 1;
  const double down = ((double)step - top) / ((double)steps - 1 - top);
  switch (schedule) {
    case NN_SCHEDULE_STEP:
      return 0.2 * pow(0.1, (double)(epochs / 2));
    case NN_SCHEDULE_EXPONENTIAL:
      return 0.2 * pow(0.1, (double)epochs);
    case NN_SCHEDULE_COSINE:
      return 0.2 * (1 + cos(kPi * x)) / 2;
    case NN_SCHEDULE_ONE_CYCLE:
      return (double)step <= top ? 0.2 + (0.008 - 0.2) / 2 * (1 + cos(kPi * (double)step / top))
                                 : 0.8e-6 + (0.2 - 0.8e-6) / 2 * (1 + cos(kPi * down));
    default:
      return 0.2;
  }
}

static void test_rates(int64_t schedule, int64_t warmup, int64_t accumulate) {
  nn_network* network = new_network(schedule, warmup);
  CHECK_OK(nn_set_int(network, NN_OPTION_ACCUMULATE, accumulate));
  const size_t per_epoch = (kBatches + (size_t)accumulate - 1) / (size_t)accumulate;
  rates* r = must_allocate(sizeof *r);
  fit(network, r);
  CHECK(r->count == per_epoch * kEpochs);
  for (size_t step = 0; step < r->count; ++step) {
    double rate = expected(schedule, step, r->count, step / per_epoch);
    if ((int64_t)step < warmup) rate *= (double)(step + 1) / (double)warmup;
    CHECK(fabs(r->rate[step] - rate) <= 1e-9 * rate);
  }
  for (size_t epoch = 0; epoch < kEpochs; ++epoch) {
    nn_epoch record = {.struct_size = sizeof record};
    CHECK_OK(nn_history(network, epoch, &record));
    CHECK(record.learning_rate == r->rate[(epoch + 1) * per_epoch - 1]);
  }
  /* A fit begins its schedule anew. */
  const double first = r->rate[0];
  free(r);
  r = must_allocate(sizeof *r);
  memset(r, 0, sizeof *r);
  r->network = network;
  r->count = (size_t)nn_step_count(network);
  const size_t before = r->count;
  CHECK_OK(nn_fit(network, dataset, NULL, note, r));
  CHECK(r->count == 2 * before && r->rate[before] == first);
  free(r);
  nn_destroy(network);
}

/* A fit whose rate is that of a schedule is the same as fits with these rates one by one. */
static void test_rates_are_used(void) {
  nn_network* scheduled = new_network(NN_SCHEDULE_EXPONENTIAL, 0);
  nn_network* by_hand = new_network(NN_SCHEDULE_CONSTANT, 0);
  CHECK_OK(nn_set_int(by_hand, NN_OPTION_EPOCHS, 1));
  CHECK_OK(nn_set_real(scheduled, NN_OPTION_SCHEDULE_FACTOR, 0.5));
  rates* r = must_allocate(sizeof *r);
  fit(scheduled, r);
  for (size_t epoch = 0; epoch < kEpochs; ++epoch) {
    CHECK_OK(nn_set_real(by_hand, NN_OPTION_LEARNING_RATE, r->rate[epoch * kBatches]));
    CHECK_OK(nn_fit(by_hand, dataset, NULL, NULL, NULL));
  }
  snapshot taken = take_snapshot(by_hand);
  CHECK(unchanged(scheduled, taken));
  free_snapshot(&taken);
  free(r);
  nn_destroy(scheduled);
  nn_destroy(by_hand);
}

/* What the callback sets holds from the next step on; what is set is what the schedule goes by. */
static void test_living_rate(void) {
  static const int64_t kSchedules[] = {NN_SCHEDULE_CONSTANT, NN_SCHEDULE_COSINE};
  for (size_t s = 0; s < COUNT_OF(kSchedules); ++s) {
    nn_network* network = new_network(kSchedules[s], 0);
    rates* r = must_allocate(sizeof *r);
    memset(r, 0, sizeof *r);
    r->network = network;
    r->change_to = 0.05;
    CHECK_OK(nn_fit(network, dataset, NULL, note, r));
    for (size_t step = 0; step < r->count; ++step) {
      const double rate = expected(kSchedules[s], step, r->count, 0) * (step < 3 ? 1 : 0.25);
      CHECK(fabs(r->rate[step] - rate) <= 1e-9 * rate);
    }
    free(r);
    nn_destroy(network);
  }
}

/* A rate of 0 learns nothing: each epoch is as bad as the first, and after two the rate is cut. */
static void test_plateau(void) {
  nn_network* network = new_network(NN_SCHEDULE_PLATEAU, 0);
  CHECK_OK(nn_set_int(network, NN_OPTION_PLATEAU_PATIENCE, 1));
  CHECK_OK(nn_set_int(network, NN_OPTION_EPOCHS, 7));
  CHECK_OK(nn_set_real(network, NN_OPTION_PLATEAU_THRESHOLD, 1));
  CHECK_OK(nn_set_real(network, NN_OPTION_SCHEDULE_FACTOR, 0.5));
  CHECK_OK(nn_set_real(network, NN_OPTION_MINIMUM_RATE, 0.03));
  rates* r = must_allocate(sizeof *r);
  fit(network, r);
  /* The first epoch is better than none; with that threshold no other is. */
  static const double kOfEpochs[] = {0.2, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05};
  for (size_t step = 0; step < r->count; ++step) {
    CHECK(fabs(r->rate[step] - kOfEpochs[step / kBatches]) < 1e-12);
  }
  free(r);
  nn_destroy(network);
}

int main(void) {
  fill_f64(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, 3, 2);
  REQUIRE_OK(nn_dataset_create(&dataset, inputs, NN_F64, kRows, kInputs, labels, NN_U8, 1));
  for (int64_t schedule = NN_SCHEDULE_CONSTANT; schedule <= NN_SCHEDULE_ONE_CYCLE; ++schedule) {
    test_rates(schedule, 0, 1);
    test_rates(schedule, 7, 1);
    test_rates(schedule, 0, 2);
  }
  test_rates_are_used();
  test_living_rate();
  test_plateau();
  nn_dataset_destroy(dataset);
  return check_done();
}
