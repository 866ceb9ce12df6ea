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
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "interposer.h"
#include "model_bytes.h"
#include "support.h"

enum { kRows = 300, kInputs = 70, kOutputs = 10, kMostAllocations = 2000 };

static const size_t kSizes[] = {kInputs, 40, kOutputs};
static float inputs[kRows * kInputs];
static float outputs[kRows * kOutputs];
static uint8_t labels[kRows];
static const char *csv, *saves;
static char model[256];
static snapshot checkpoint;

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

/* Into a directory of its own, in which nothing may be left behind where it fails. */
static nn_status save(objects* o) {
  char path[300];
  snprintf(path, sizeof path, "%s/model.safetensors", saves);
  CHECK(mkdir(saves, 0700) == 0);
  const nn_status status = nn_save(o->network, path);
  CHECK((unlink(path) == 0) == (status == NN_OK));
  CHECK(rmdir(saves) == 0);
  return status;
}
static nn_status save_buffer(objects* o) {
  static unsigned char buffer[100000];
  size_t size = 0;
  return nn_save_checkpoint_buffer(o->network, buffer, sizeof buffer, &size);
}
static nn_status load(objects* o) {
  nn_network* made = NULL;
  const nn_status status = nn_load(&made, model, o->options);
  CHECK((made != NULL) == (status == NN_OK));
  nn_destroy(made);
  return status;
}
static nn_status load_buffer(objects* o) {
  nn_network* made = NULL;
  const nn_status status = nn_load_buffer(&made, checkpoint.bytes, checkpoint.size, o->options);
  CHECK((made != NULL) == (status == NN_OK));
  nn_destroy(made);
  return status;
}
static nn_status load_parameters(objects* o) { return nn_load_parameters(o->network, model); }
static nn_status set_metadata(objects* o) {
  const nn_status status = nn_set_metadata(o->network, "a key too long to lie in the string itself",
                                           "a value too long to lie in the string itself");
  CHECK(nn_metadata_count(o->network) == (status == NN_OK));
  return status;
}
static nn_status resume(objects* o) { return nn_resume(o->network, o->dataset, NULL, NULL, NULL); }

static int32_t stop_at_once(const nn_progress* progress, void* user) {
  (void)user;
  return progress->batch == 2;
}
/* In the middle of an epoch, with an input scaling. */
static void begin_fit(objects* o) {
  CHECK_OK(nn_set_real(o->network, NN_OPTION_PROGRESS_INTERVAL, 0));
  CHECK_FAILS(nn_fit(o->network, o->dataset, NULL, stop_at_once, NULL), NN_ERROR_CANCELLED, "");
}

static const struct {
  const char* name;
  nn_status (*call)(objects*);
  void (*prepare)(objects*); /* or NULL */
} kCalls[] = {
    {"nn_options_create", create_options, NULL},
    {"nn_create", create_network, NULL},
    {"nn_dataset_create", create_dataset, NULL},
    {"nn_dataset_load_csv", load_csv, NULL},
    {"nn_reserve", reserve, NULL},
    {"nn_train_batch", train, NULL},
    {"nn_predict", predict, NULL},
    {"nn_set_int", set_workers, NULL},
    {"nn_evaluate", evaluate, NULL},
    {"nn_fit", fit, NULL},
    {"nn_resume", resume, begin_fit},
    {"nn_save", save, begin_fit},
    {"nn_save_checkpoint_buffer", save_buffer, begin_fit},
    {"nn_load", load, NULL},
    {"nn_load_buffer", load_buffer, NULL},
    {"nn_load_parameters", load_parameters, NULL},
    {"nn_set_metadata", set_metadata, NULL},
};

static nn_network* new_network(void) {
  const int64_t options[] = {NN_OPTION_WORKERS,   3, NN_OPTION_EPOCHS, 1, NN_OPTION_INPUT_SCALING,
                             NN_SCALING_STANDARD, 0};
  return make_network(kSizes, COUNT_OF(kSizes), options);
}

/* What the network comes to when the call is made on a fresh one without any trouble. */
static snapshot undisturbed(size_t which, const objects* shared) {
  objects o = *shared;
  o.network = new_network();
  if (kCalls[which].prepare != NULL) kCalls[which].prepare(&o);
  CHECK_OK(kCalls[which].call(&o));
  CHECK_OK(train(&o));
  snapshot taken = take_snapshot(o.network);
  nn_destroy(o.network);
  return taken;
}

/* Returns how many allocations the call made before it succeeded. */
static long test_call(size_t which, const objects* shared, int forever) {
  snapshot expected = undisturbed(which, shared);
  long n = 0;
  for (int done = 0; !done && n < kMostAllocations; ++n) {
    objects o = *shared;
    o.network = new_network();
    if (kCalls[which].prepare != NULL) kCalls[which].prepare(&o);
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
  objects trained = shared;
  trained.network = new_network();
  begin_fit(&trained);
  saves = temp_path("saves");
  snprintf(model, sizeof model, "%s", temp_path("model.safetensors"));
  REQUIRE_OK(nn_save(trained.network, model));
  checkpoint = checkpoint_bytes(trained.network);
  nn_destroy(trained.network);
  check_forget_error(); /* an exception has been thrown: the C++ runtime has what it needs */
  for (int forever = 0; forever < 2; ++forever) {
    for (size_t i = 0; i < COUNT_OF(kCalls); ++i) {
      const long allocations = test_call(i, &shared, forever);
      CHECK(allocations > 0 && allocations < kMostAllocations - 1);
    }
  }
  free_snapshot(&checkpoint);
  nn_dataset_destroy(shared.dataset);
  nn_options_destroy(shared.options);
  return check_done();
}
