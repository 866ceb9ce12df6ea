/* SPDX-License-Identifier: MIT
 *
 * The steady state of networks of all kinds, with every optimizer, normalisation and loss: after
 * nn_reserve(), or where that does not know of it the first call, steps of each sort and
 * predictions allocate nothing, map nothing, touch no new page, lock no mutex and start no thread.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "interposer.h"
#include "network_kinds.h"
#include "support.h"

enum { kRows = 256, kInputs = 60, kOutputs = 10, kCalls = 60, kWindows = 5 };

/* Wide enough for 256 rows to be worth several workers. */
static const size_t kSizes[] = {kInputs, 200, 50, kOutputs};

static float inputs[kRows * kInputs];
static double dense[kRows * kOutputs];
static uint8_t labels[kRows];
static double weights[kRows];
static float outputs[kRows * kOutputs];

typedef struct subject {
  nn_network* network;
  const void* targets;
  nn_type target_type;
} subject;

static nn_status train(const subject* s, size_t rows) {
  double loss;
  return nn_train_batch(s->network, inputs, NN_F32, s->targets, s->target_type, rows, &loss);
}
static nn_status train_weighted(const subject* s, size_t rows) {
  return nn_train_batch_weighted(s->network, inputs, NN_F32, s->targets, s->target_type, weights,
                                 rows, NULL);
}
static nn_status train_in_halves(const subject* s, size_t rows) {
  const nn_status status =
      nn_compute_gradients(s->network, inputs, NN_F32, s->targets, s->target_type, rows, NULL);
  return status == NN_OK ? nn_apply_gradients(s->network) : status;
}
static nn_status predict(const subject* s, size_t rows) {
  return nn_predict(s->network, inputs, NN_F32, rows, outputs, NN_F32);
}

static const struct {
  const char* name;
  nn_status (*call)(const subject*, size_t);
} kSorts[] = {
    {"nn_train_batch", train},
    {"nn_train_batch_weighted", train_weighted},
    {"nn_compute_gradients", train_in_halves},
    {"nn_predict", predict},
};

static int is_quiet(const interposed* seen) {
  return seen->heap == 0 && seen->maps == 0 && seen->threads == 0 && seen->locks == 0;
}

/* Of faults the best of a few windows counts, see no_alloc.c; of everything else all. */
static void expect_steady(const subject* s, size_t sort, const char* kind) {
  static const size_t kRowCounts[] = {kRows, 1, 100, 7};
  long fewest_faults = -1;
  for (int window = 0; window < kWindows && fewest_faults != 0; ++window) {
    nn_status status = NN_OK;
    interposer_arm();
    for (int i = 0; i < kCalls && status == NN_OK; ++i) {
      status = kSorts[sort].call(s, kRowCounts[i % (int)COUNT_OF(kRowCounts)]);
    }
    const interposed seen = interposer_disarm();
    CHECK_OK(status);
    if (!CHECK(is_quiet(&seen))) {
      fprintf(stderr, "    %s, %s: heap %ld, maps %ld, threads %ld, locks %ld\n", kind,
              kSorts[sort].name, seen.heap, seen.maps, seen.threads, seen.locks);
    }
    if (fewest_faults < 0 || seen.faults < fewest_faults) fewest_faults = seen.faults;
  }
  if (!CHECK(fewest_faults == 0)) {
    fprintf(stderr, "    %s, %s: %ld faults\n", kind, kSorts[sort].name, fewest_faults);
  }
}

static subject new_subject(const network_kind* kind, int64_t type, int64_t workers, int64_t keep) {
  const int is_dense = kind->output == NN_OUTPUT_IDENTITY;
  subject s = {NULL, is_dense ? (const void*)dense : labels, is_dense ? NN_F64 : NN_U8};
  const int64_t more[] = {
      NN_OPTION_TYPE, type, NN_OPTION_WORKERS, workers, NN_OPTION_KEEP_GRADIENTS, keep, 0};
  nn_options* options = kind_options(kind, more);
  REQUIRE_OK(nn_create(&s.network, kSizes, COUNT_OF(kSizes), options));
  nn_options_destroy(options);
  return s;
}

/* The first step after nn_reserve() is like all others. */
static void test_reserve(const network_kind* kind, int64_t type, int64_t workers, int64_t keep) {
  const subject s = new_subject(kind, type, workers, keep);
  CHECK_OK(nn_reserve(s.network, kRows));
  interposer_arm();
  const nn_status trained = train(&s, kRows), weighted = train_weighted(&s, 3);
  const nn_status halves = keep != 0 ? train_in_halves(&s, 100) : NN_OK;
  const nn_status predicted = predict(&s, kRows);
  const interposed seen = interposer_disarm();
  CHECK_OK(trained);
  CHECK_OK(weighted);
  CHECK_OK(halves);
  CHECK_OK(predicted);
  if (!CHECK(seen.heap == 0 && seen.maps == 0 && seen.threads == 0)) {
    fprintf(stderr, "    %s after nn_reserve: heap %ld, maps %ld, threads %ld\n", kind->name,
            seen.heap, seen.maps, seen.threads);
  }
  nn_destroy(s.network);
}

static void test_steady(const network_kind* kind, int64_t type, int64_t workers, int looks) {
  const subject s = new_subject(kind, type, workers, 0);
  void* gradients = NULL;
  size_t count = 0;
  if (looks) CHECK_OK(nn_gradients(s.network, &gradients, &count));
  for (size_t sort = 0; sort < COUNT_OF(kSorts); ++sort) {
    CHECK_OK(kSorts[sort].call(&s, kRows));
    expect_steady(&s, sort, kind->name);
  }
  CHECK_OK(nn_set_int(s.network, NN_OPTION_KEEP_GRADIENTS, 1));
  CHECK_OK(nn_set_real(s.network, NN_OPTION_CLIP_NORM, 0.5));
  CHECK_OK(train(&s, kRows));
  expect_steady(&s, 0, kind->name);
  nn_destroy(s.network);
}

/* Values so large that every step is made with care, lest it overflow: what that takes is allocated
 * by the first such step. */
static void test_brink(int64_t optimizer, int64_t workers, int keep) {
  static float large_inputs[kRows * kInputs], large_targets[kRows * kOutputs];
  const int64_t options[] = {NN_OPTION_TYPE,
                             NN_F32,
                             NN_OPTION_OUTPUT,
                             NN_OUTPUT_IDENTITY,
                             NN_OPTION_OPTIMIZER,
                             optimizer,
                             NN_OPTION_WORKERS,
                             workers,
                             NN_OPTION_KEEP_GRADIENTS,
                             keep,
                             0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 1e-20));
  for (size_t i = 0; i < COUNT_OF(large_inputs); ++i) large_inputs[i] = inputs[i] * 1e9f;
  for (size_t i = 0; i < COUNT_OF(large_targets); ++i) large_targets[i] = (float)dense[i] * 1e9f;
  CHECK_OK(nn_reserve(network, kRows));
  nn_status status =
      nn_train_batch(network, large_inputs, NN_F32, large_targets, NN_F32, kRows, NULL);
  interposer_arm();
  for (int i = 0; i < kCalls && status == NN_OK; ++i) {
    status = nn_train_batch(network, large_inputs, NN_F32, large_targets, NN_F32,
                            kRows - (size_t)i % 3, NULL);
  }
  const interposed seen = interposer_disarm();
  CHECK_OK(status);
  if (!CHECK(is_quiet(&seen))) {
    fprintf(stderr, "    on the brink, optimizer %d: heap %ld, maps %ld, threads %ld, locks %ld\n",
            (int)optimizer, seen.heap, seen.maps, seen.threads, seen.locks);
  }
  nn_destroy(network);
}

int main(void) {
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_f64(dense, COUNT_OF(dense), 2);
  fill_labels(labels, COUNT_OF(labels), kOutputs, 3);
  fill_f64(weights, COUNT_OF(weights), 4);
  for (size_t i = 0; i < COUNT_OF(weights); ++i) weights[i] += 1;
  memset(outputs, 1, sizeof outputs);
  for (int64_t type = NN_F32; type <= NN_F64; ++type) {
    for (int64_t workers = 1; workers <= 2; ++workers) {
      for (int k = 0; k < kNetworkKindCount; ++k) {
        test_reserve(&kNetworkKinds[k], type, workers, 0);
        test_reserve(&kNetworkKinds[k], type, workers, 1);
        test_steady(&kNetworkKinds[k], type, workers, k % 2);
      }
    }
  }
  for (int64_t workers = 1; workers <= 2; ++workers) {
    for (int keep = 0; keep < 2; ++keep) {
      test_brink(NN_OPTIMIZER_ADAM, workers, keep);
      test_brink(NN_OPTIMIZER_MOMENTUM, workers, keep);
      test_brink(NN_OPTIMIZER_SGD, workers, keep);
    }
  }
  return check_done();
}
