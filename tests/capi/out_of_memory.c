/* SPDX-License-Identifier: MIT
 *
 * Every allocation of every call fails once, and once with all that follow: the call comes to
 * NN_ERROR_OUT_OF_MEMORY (or _THREAD, where the C library had no memory for one), leaks nothing
 * into the network, and the same call succeeds afterwards, to the same bits.
 */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "interposer.h"
#include "support.h"

enum { kRows = 300, kInputs = 70, kOutputs = 10, kMostAllocations = 2000 };

static const size_t kSizes[] = {kInputs, 40, kOutputs};
static float inputs[kRows * kInputs];
static float outputs[kRows * kOutputs];
static uint8_t labels[kRows];
static const char* csv;

/* What the calls are made on. */
typedef struct objects {
  nn_options* options;
  nn_network* network;
  nn_dataset* dataset;
} objects;

static nn_status create_options(objects* o) {
  nn_options* made = NULL;
  const nn_status status = nn_options_create(&made);
  (void)o;
  nn_options_destroy(made);
  return status;
}
static nn_status create_network(objects* o) {
  nn_network* made = NULL;
  const nn_status status = nn_create(&made, kSizes, COUNT_OF(kSizes), o->options);
  CHECK((made != NULL) == (status == NN_OK));
  nn_destroy(made);
  return status;
}
static nn_status create_dataset(objects* o) {
  nn_dataset* made = NULL;
  const nn_status status =
      nn_dataset_create(&made, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1);
  (void)o;
  CHECK((made != NULL) == (status == NN_OK));
  nn_dataset_destroy(made);
  return status;
}
static nn_status load_csv(objects* o) {
  nn_dataset* made = NULL;
  const nn_status status = nn_dataset_load_csv(&made, csv, 0);
  (void)o;
  CHECK((made != NULL) == (status == NN_OK));
  nn_dataset_destroy(made);
  return status;
}
static nn_status reserve(objects* o) { return nn_reserve(o->network, kRows); }
static nn_status train(objects* o) {
  return nn_train_batch(o->network, inputs, NN_F32, labels, NN_U8, kRows, NULL);
}
static nn_status predict(objects* o) {
  return nn_predict(o->network, inputs, NN_F32, kRows, outputs, NN_F32);
}
static nn_status set_workers(objects* o) { return nn_set_int(o->network, NN_OPTION_WORKERS, 2); }
static nn_status evaluate(objects* o) {
  nn_metrics metrics = {sizeof metrics, 0, 0, 0, 0};
  return nn_evaluate(o->network, o->dataset, &metrics);
}
static nn_status fit(objects* o) { return nn_fit(o->network, o->dataset, NULL, NULL, NULL); }

static const struct {
  const char* name;
  nn_status (*call)(objects*);
} kCalls[] = {
    {"nn_options_create", create_options},
    {"nn_create", create_network},
    {"nn_dataset_create", create_dataset},
    {"nn_dataset_load_csv", load_csv},
    {"nn_reserve", reserve},
    {"nn_train_batch", train},
    {"nn_predict", predict},
    {"nn_set_int", set_workers},
    {"nn_evaluate", evaluate},
    {"nn_fit", fit},
};

static nn_network* new_network(void) {
  const int64_t options[] = {NN_OPTION_WORKERS,   3, NN_OPTION_EPOCHS, 1, NN_OPTION_INPUT_SCALING,
                             NN_SCALING_STANDARD, 0};
  return make_network(kSizes, COUNT_OF(kSizes), options);
}

/* What the network comes to when the call is made on a fresh one without any trouble. */
static snapshot undisturbed(nn_status (*call)(objects*), const objects* shared) {
  objects o = *shared;
  o.network = new_network();
  CHECK_OK(call(&o));
  CHECK_OK(train(&o));
  snapshot taken = take_snapshot(o.network);
  nn_destroy(o.network);
  return taken;
}

/* Returns how many allocations the call made before it succeeded. */
static long test_call(size_t which, const objects* shared, int forever) {
  snapshot expected = undisturbed(kCalls[which].call, shared);
  long n = 0;
  for (int done = 0; !done && n < kMostAllocations; ++n) {
    objects o = *shared;
    o.network = new_network();
    snapshot before = take_snapshot(o.network);
    (void)interposer_fail_at(n, forever);
    const nn_status status = kCalls[which].call(&o);
    done = interposer_fail_at(-1, 0) == 0;
    if (status != NN_OK) {
      CHECK(!done);
      if (!CHECK(status == NN_ERROR_OUT_OF_MEMORY || status == NN_ERROR_THREAD)) {
        fprintf(stderr, "    %s, allocation %ld: %s: %s\n", kCalls[which].name, n,
                nn_status_name(status), nn_last_error());
      }
      if (!CHECK(unchanged(o.network, before))) {
        fprintf(stderr, "    %s, allocation %ld\n", kCalls[which].name, n);
      }
      CHECK_OK(kCalls[which].call(&o));
    }
    CHECK_OK(train(&o));
    if (!CHECK(unchanged(o.network, expected))) {
      fprintf(stderr, "    %s, allocation %ld: not as undisturbed\n", kCalls[which].name, n);
    }
    free_snapshot(&before);
    nn_destroy(o.network);
  }
  free_snapshot(&expected);
  return n - 1;
}

int main(void) {
  objects shared = {NULL, NULL, NULL};
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  static const char kTable[] = "label,a,b\n1,2.5,3\n0,4,5\n";
  csv = write_temp("table.csv", kTable, strlen(kTable));
  shared.options = make_options(NULL);
  REQUIRE_OK(nn_dataset_create(&shared.dataset, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1));
  check_forget_error(); /* an exception has been thrown: the C++ runtime has what it needs */
  for (int forever = 0; forever < 2; ++forever) {
    for (size_t i = 0; i < COUNT_OF(kCalls); ++i) {
      const long allocations = test_call(i, &shared, forever);
      CHECK(allocations > 0 && allocations < kMostAllocations - 1);
    }
  }
  nn_dataset_destroy(shared.dataset);
  nn_options_destroy(shared.options);
  return check_done();
}
