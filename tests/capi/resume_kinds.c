/* SPDX-License-Identifier: MIT
 *
 * Fits of every kind, stopped after any batch: the checkpoint that is saved then, loaded by a
 * network with other workers on another instruction set, is saved as the same bytes again, and
 * resumed it ends in the very checkpoint of a fit that was never stopped. (That another process
 * makes no difference is resume.c's to show.)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "model_bytes.h"
#include "network_kinds.h"
#include "support.h"

/* Enough work a batch for two workers; the last batch of an epoch is a partial one. */
enum { kInputs = 200, kOutputs = 5, kBatch = 64, kRows = 4 * kBatch + 44, kEpochs = 3 };
enum { kMostBatches = 5 * kEpochs };

static const size_t kSizes[] = {kInputs, 128, 24, kOutputs};
static float inputs[kRows * kInputs];
static uint8_t labels[kRows];
static float dense[kRows * kOutputs];
static nn_dataset *labelled, *multiple, *labelled_validation, *dense_validation;

static void make_data(void) {
  enum { kFew = 50 };
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  for (size_t i = 0; i < kRows; ++i) dense[i * kOutputs + labels[i]] = 1;
  REQUIRE_OK(nn_dataset_create(&labelled, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1));
  REQUIRE_OK(nn_dataset_create(&multiple, inputs, NN_F32, kRows, kInputs, dense, NN_F32, kOutputs));
  REQUIRE_OK(
      nn_dataset_create(&labelled_validation, inputs, NN_F32, kFew, kInputs, labels, NN_U8, 1));
  REQUIRE_OK(
      nn_dataset_create(&dense_validation, inputs, NN_F32, kFew, kInputs, dense, NN_F32, kOutputs));
}

/* A fit, and the checkpoint that it leaves after every batch. */
typedef struct run {
  nn_network* network;
  snapshot after[kMostBatches];
  int batches;
} run;

static int32_t keep(const nn_progress* progress, void* user) {
  run* r = user;
  (void)progress;
  REQUIRE(r->batches < kMostBatches);
  r->after[r->batches++] = checkpoint_bytes(r->network);
  return 0;
}

static nn_status resume(nn_network* network, const network_kind* kind, nn_progress_fn callback,
                        void* user) {
  const int is_labelled = kind->output == NN_OUTPUT_SOFTMAX;
  /* Where a part of the rows is kept for validation there is no other set. */
  const int splits = strcmp(kind->name, "stopping") == 0;
  const nn_dataset* validation = is_labelled ? labelled_validation : dense_validation;
  return nn_resume(network, is_labelled ? labelled : multiple, splits ? NULL : validation, callback,
                   user);
}

static void choose_target(const char* target) {
  if (target == NULL) {
    unsetenv("NEURO_TARGET");
  } else {
    setenv("NEURO_TARGET", target, 1);
  }
}

static void test_kind(const network_kind* kind, int64_t type) {
#if defined(__x86_64__)
  static const char* const kTargets[] = {NULL, "avx2"};
#else
  static const char* const kTargets[] = {NULL, "portable"};
#endif
  const int failures = check_failures();
  const int64_t common[] = {NN_OPTION_TYPE,
                            type,
                            NN_OPTION_SEED,
                            7,
                            NN_OPTION_BATCH_SIZE,
                            kBatch,
                            NN_OPTION_EPOCHS,
                            kEpochs,
                            NN_OPTION_WORKERS,
                            2,
                            0};
  nn_options* options = kind_options(kind, common);
  run whole = {.network = NULL};
  choose_target(NULL);
  REQUIRE_OK(nn_create(&whole.network, kSizes, COUNT_OF(kSizes), options));
  nn_options_destroy(options);
  CHECK_OK(nn_set_real(whole.network, NN_OPTION_PROGRESS_INTERVAL, 0));
  CHECK_OK(resume(whole.network, kind, keep, &whole));
  CHECK(whole.batches > kEpochs);
  /* One ends by itself, and then has the parameters of its first epoch. */
  const int stops = strcmp(kind->name, "stopping") == 0;
  CHECK(nn_history_count(whole.network) == (size_t)(kEpochs - stops));
  snapshot expected = checkpoint_bytes(whole.network);
  nn_destroy(whole.network);

  for (int batch = 0; batch < whole.batches; ++batch) {
    const int64_t workers[] = {NN_OPTION_WORKERS, 1 + batch % 3, 0};
    options = make_options(workers);
    choose_target(batch == 6 ? "portable" : kTargets[batch % 2]);
    nn_network* stopped = load_bytes(whole.after[batch], options);
    nn_options_destroy(options);
    snapshot again = checkpoint_bytes(stopped);
    CHECK(same_snapshot(again, whole.after[batch]));
    free_snapshot(&again);
    CHECK_OK(resume(stopped, kind, NULL, NULL));
    snapshot end = checkpoint_bytes(stopped);
    if (!CHECK(same_snapshot(end, expected))) {
      fprintf(stderr, "    stopped after batch %d: the end differs\n", batch + 1);
    }
    free_snapshot(&end);
    nn_destroy(stopped);
    free_snapshot(&whole.after[batch]);
  }
  free_snapshot(&expected);
  choose_target(NULL);
  if (check_failures() > failures) {
    fprintf(stderr, "    of the kind %s, %s\n", kind->name, type == NN_F64 ? "f64" : "f32");
  }
}

int main(void) {
  make_data();
  for (int k = 0; k < kNetworkKindCount; ++k) {
    test_kind(&kNetworkKinds[k], NN_F32);
    test_kind(&kNetworkKinds[k], NN_F64);
  }
  nn_dataset_destroy(labelled);
  nn_dataset_destroy(multiple);
  nn_dataset_destroy(labelled_validation);
  nn_dataset_destroy(dense_validation);
  return check_done();
}
