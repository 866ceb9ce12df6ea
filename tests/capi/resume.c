/* SPDX-License-Identifier: MIT
 *
 * A fit that is stopped after any batch, saved as a checkpoint and resumed in another process, with
 * another number of workers and another instruction set, ends in the bits of one that was never
 * stopped: not only the parameters, the whole checkpoint at the end is the same, history included.
 * The other process is this program, started anew with arguments.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "network_kinds.h"
#include "support.h"

/* Enough work a batch for two workers; the last batch of an epoch is a partial one. */
enum { kInputs = 200, kOutputs = 5, kBatch = 64, kRows = 4 * kBatch + 44, kEpochs = 3 };
enum { kBatches = 5, kBoundaries = kBatches * kEpochs };

static const size_t kSizes[] = {kInputs, 128, 24, kOutputs};
static const char* program;
static float inputs[kRows * kInputs];
static uint8_t labels[kRows];
static nn_dataset *dataset, *validation;

static void make_data(void) {
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  REQUIRE_OK(nn_dataset_create(&dataset, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1));
  REQUIRE_OK(nn_dataset_create(&validation, inputs, NN_F32, 50, kInputs, labels, NN_U8, 1));
}

static const network_kind* kind = &kNetworkKinds[0];

static nn_network* new_network(int64_t type, int64_t scaling) {
  const int64_t more[] = {NN_OPTION_TYPE,
                          type,
                          NN_OPTION_SEED,
                          7,
                          NN_OPTION_INPUT_SCALING,
                          scaling,
                          NN_OPTION_BATCH_SIZE,
                          kBatch,
                          NN_OPTION_EPOCHS,
                          kEpochs,
                          0};
  nn_options* options = kind_options(kind, more);
  nn_network* network = NULL;
  REQUIRE_OK(nn_create(&network, kSizes, COUNT_OF(kSizes), options));
  CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0));
  nn_options_destroy(options);
  return network;
}

/* ------------------------------------------------------------------------ the other process -- */

/* Resumes a checkpoint and saves what it comes to: usage: PROGRAM resume FROM WORKERS TO */
static int resume_elsewhere(char** arguments) {
  const int64_t workers[] = {NN_OPTION_WORKERS, strtol(arguments[1], NULL, 10), 0};
  nn_options* options = make_options(workers);
  nn_network* network = NULL;
  make_data();
  REQUIRE_OK(nn_load(&network, arguments[0], options));
  CHECK_OK(nn_resume(network, dataset, validation, NULL, NULL));
  CHECK_OK(nn_save_checkpoint(network, arguments[2]));
  nn_destroy(network);
  nn_options_destroy(options);
  return check_done();
}

static void run_elsewhere(const char* from, const char* workers, const char* target,
                          const char* to) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (target != NULL) setenv("NEURO_TARGET", target, 1);
    execl(program, program, "resume", from, workers, to, (char*)NULL);
    _exit(4);
  }
  int status = -1;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* --------------------------------------------------------------------------------- this one -- */

typedef struct watcher {
  nn_network* network;
  int batches, stop_after; /* 0: never */
  int saves;               /* a checkpoint after each batch */
} watcher;

static const char* checkpoint_path(int batch) {
  char name[40];
  snprintf(name, sizeof name, "batch%d.safetensors", batch);
  return temp_path(name);
}

static int32_t watch(const nn_progress* progress, void* user) {
  watcher* w = user;
  ++w->batches;
  CHECK(nn_step_count(w->network) == w->batches);
  if (w->saves) CHECK_OK(nn_save_checkpoint(w->network, checkpoint_path(w->batches)));
  (void)progress;
  return w->batches == w->stop_after;
}

static void expect_same_file(const char* path, const char* expected, int batch) {
  snapshot a = read_file(path), b = read_file(expected);
  if (!CHECK(same_snapshot(a, b))) {
    fprintf(stderr, "    stopped after batch %d: the end differs\n", batch);
  }
  free_snapshot(&a);
  free_snapshot(&b);
}

static void test_all_boundaries(int64_t type, int64_t scaling) {
  static const char* const kWorkers[] = {"1", "2", "3"};
  static const char* const kTargets[] = {NULL, "avx2", "portable"};
  const char* expected = temp_path("expected.safetensors");
  const char* resumed = temp_path("resumed.safetensors");
  char expected_path[4096], resumed_path[4096];
  snprintf(expected_path, sizeof expected_path, "%s", expected);
  snprintf(resumed_path, sizeof resumed_path, "%s", resumed);

  /* Never stopped; leaves a checkpoint behind after every batch, as a run that is killed would. */
  watcher all = {new_network(type, scaling), 0, 0, 1};
  CHECK_OK(nn_fit(all.network, dataset, validation, watch, &all));
  CHECK(all.batches == kBoundaries && nn_history_count(all.network) == kEpochs);
  CHECK_OK(nn_save_checkpoint(all.network, expected_path));
  nn_destroy(all.network);

  for (int batch = 1; batch <= kBoundaries; ++batch) {
    const char* workers = kWorkers[batch % 3];
    const char* target = kTargets[batch % 2 + (batch == 7)];
#if !defined(__x86_64__)
    if (target != NULL) target = "portable";
#endif
    run_elsewhere(checkpoint_path(batch), workers, target, resumed_path);
    expect_same_file(resumed_path, expected_path, batch);

    /* Stopped by the callback and resumed in the same process, then again from a file. */
    watcher stopped = {new_network(type, scaling), 0, batch, 0};
    CHECK_FAILS(nn_fit(stopped.network, dataset, validation, watch, &stopped), NN_ERROR_CANCELLED,
                "batch");
    CHECK_OK(nn_save_checkpoint(stopped.network, resumed_path));
    expect_same_file(resumed_path, checkpoint_path(batch), batch);
    CHECK_OK(nn_resume(stopped.network, dataset, validation, NULL, NULL));
    CHECK_OK(nn_save_checkpoint(stopped.network, resumed_path));
    expect_same_file(resumed_path, expected_path, batch);
    nn_destroy(stopped.network);
  }
}

/* What a resumed fit reports goes on where the stopped one's reports ended. */
typedef struct reports {
  nn_progress seen[kBoundaries];
  int count, stop_after;
} reports;

static int32_t collect(const nn_progress* progress, void* user) {
  reports* r = user;
  REQUIRE(r->count < kBoundaries);
  r->seen[r->count++] = *progress;
  return r->count == r->stop_after;
}

static int same_number(double a, double b) {
  return memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

static void test_reports(void) {
  for (int stop = 1; stop < kBoundaries; ++stop) {
    reports whole = {.count = 0}, parts = {.count = 0, .stop_after = stop};
    nn_network* network = new_network(NN_F32, NN_SCALING_NONE);
    CHECK_OK(nn_fit(network, dataset, validation, collect, &whole));
    nn_destroy(network);
    network = new_network(NN_F32, NN_SCALING_NONE);
    CHECK_FAILS(nn_fit(network, dataset, validation, collect, &parts), NN_ERROR_CANCELLED, "");
    CHECK_OK(nn_resume(network, dataset, validation, collect, &parts));
    nn_destroy(network);
    CHECK(whole.count == kBoundaries && parts.count == kBoundaries);
    for (int i = 0; i < kBoundaries; ++i) {
      const nn_progress *a = &whole.seen[i], *b = &parts.seen[i];
      CHECK(a->epoch == b->epoch && a->epochs == b->epochs && a->batch == b->batch);
      CHECK(a->batches == b->batches && a->rows == b->rows && a->epoch_ended == b->epoch_ended);
      CHECK(same_number(a->loss, b->loss) && same_number(a->accuracy, b->accuracy));
      CHECK(same_number(a->validation_loss, b->validation_loss));
      CHECK(b->seconds >= 0 && b->seconds_left >= 0);
    }
  }
}

/* nn_resume() where nothing is left to do, where more epochs are asked for, and where nothing has
 * begun; and what it refuses. */
static void test_edges(void) {
  nn_network* network = new_network(NN_F32, NN_SCALING_NONE);
  nn_network* other = new_network(NN_F32, NN_SCALING_NONE);
  CHECK_OK(nn_resume(network, dataset, NULL, NULL, NULL)); /* as nn_fit() */
  CHECK_OK(nn_fit(other, dataset, NULL, NULL, NULL));
  snapshot done = take_snapshot(other);
  CHECK(unchanged(network, done));
  CHECK_OK(nn_resume(network, dataset, NULL, NULL, NULL)); /* has all its epochs */
  CHECK(unchanged(network, done) && nn_step_count(network) == kBoundaries);
  CHECK_OK(nn_set_int(network, NN_OPTION_EPOCHS, kEpochs + 2));
  CHECK_OK(nn_resume(network, dataset, NULL, NULL, NULL));
  CHECK(nn_step_count(network) == kBoundaries + 2 * kBatches);
  CHECK(nn_history_count(network) == kEpochs + 2);
  nn_destroy(network);

  /* The same number of steps in one fit of five epochs. */
  network = new_network(NN_F32, NN_SCALING_NONE);
  CHECK_OK(nn_set_int(network, NN_OPTION_EPOCHS, kEpochs));
  CHECK_OK(nn_fit(network, dataset, NULL, NULL, NULL));
  watcher stop = {network, 0, 2, 0};
  stop.batches = 0;
  free_snapshot(&done);
  nn_destroy(network);
  network = new_network(NN_F32, NN_SCALING_NONE);
  stop.network = network;
  CHECK_FAILS(nn_fit(network, dataset, NULL, watch, &stop), NN_ERROR_CANCELLED, "batch 2");
  snapshot stopped = take_snapshot(network);
  nn_dataset* shorter = NULL;
  REQUIRE_OK(nn_dataset_create(&shorter, inputs, NN_F32, 100, kInputs, labels, NN_U8, 1));
  CHECK_FAILS(nn_resume(network, shorter, NULL, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "train",
              "100 rows", "300");
  CHECK_FAILS(nn_resume(NULL, dataset, NULL, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "network");
  CHECK_FAILS(nn_resume(network, NULL, NULL, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "train");
  CHECK(unchanged(network, stopped));
  /* A new fit forgets where the old one was stopped. */
  CHECK_OK(nn_fit(network, shorter, NULL, NULL, NULL));
  CHECK(nn_history_count(network) == kEpochs);
  nn_dataset_destroy(shorter);
  free_snapshot(&stopped);
  nn_destroy(network);
  nn_destroy(other);
}

/* One's own loop over nn_train_batch(): the step count tells where to go on. */
static void test_own_loop(void) {
  enum { kSteps = 12, kStop = 5 };
  snapshot expected = {NULL, 0};
  for (int interrupted = 0; interrupted < 2; ++interrupted) {
    nn_network* network = new_network(NN_F64, NN_SCALING_NONE);
    int reloaded = 0;
    while (nn_step_count(network) < kSteps) {
      const size_t first = (size_t)nn_step_count(network) * 20;
      REQUIRE_OK(nn_train_batch(network, inputs + first * kInputs, NN_F32, labels + first, NN_U8,
                                20, NULL));
      if (interrupted && !reloaded && nn_step_count(network) == kStop) {
        const char* path = temp_path("loop.safetensors");
        CHECK_OK(nn_save_checkpoint(network, path));
        nn_destroy(network);
        REQUIRE_OK(nn_load(&network, path, NULL));
        CHECK(nn_step_count(network) == kStop);
        reloaded = 1;
      }
    }
    CHECK(reloaded == interrupted);
    if (interrupted) {
      CHECK(unchanged(network, expected));
    } else {
      expected = take_snapshot(network);
    }
    nn_destroy(network);
  }
  free_snapshot(&expected);
}

int main(int argc, char** argv) {
  program = argv[0];
  if (argc == 5 && strcmp(argv[1], "resume") == 0) return resume_elsewhere(argv + 2);
  make_data();
  test_all_boundaries(NN_F32, NN_SCALING_NONE);
  test_all_boundaries(NN_F64, NN_SCALING_STANDARD);
  for (kind = kNetworkKinds; strcmp(kind->name, "adam") != 0; ++kind) {
  }
  test_all_boundaries(NN_F32, NN_SCALING_MIN_MAX);
  kind = &kNetworkKinds[0];
  test_reports();
  test_edges();
  test_own_loop();
  nn_dataset_destroy(dataset);
  nn_dataset_destroy(validation);
  return check_done();
}
