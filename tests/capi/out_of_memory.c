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
static const char *csv, *named_csv, *saves;
static char model[256];
static snapshot checkpoint;
static nn_evaluation* shared_evaluation;

/* What the calls are made on. */
typedef struct objects {
  nn_options* options;
  nn_network* network;
  nn_dataset* dataset;
  nn_options* csv_options;
  nn_dataset* csv_like;
} objects;

/* A call that makes something makes it, or leaves what it was given. */
static nn_status drop_dataset(nn_dataset** made, nn_status status) {
  CHECK((*made != NULL) == (status == NN_OK));
  nn_dataset_destroy(*made);
  return status;
}
static nn_status drop_network(nn_network** made, nn_status status) {
  CHECK((*made != NULL) == (status == NN_OK));
  nn_destroy(*made);
  return status;
}

static nn_status create_options(objects* o) {
  nn_options* made = NULL;
  const nn_status status = nn_options_create(&made);
  (void)o;
  nn_options_destroy(made);
  return status;
}
static nn_status create_network(objects* o) {
  nn_network* made = NULL;
  return drop_network(&made, nn_create(&made, kSizes, COUNT_OF(kSizes), o->options));
}
static nn_status create_dataset(objects* o) {
  nn_dataset* made = NULL;
  (void)o;
  return drop_dataset(&made,
                      nn_dataset_create(&made, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1));
}
static nn_status load_csv(objects* o) {
  nn_dataset* made = NULL;
  (void)o;
  return drop_dataset(&made, nn_dataset_load_csv(&made, csv, 0));
}
static nn_status load_named(objects* o, const nn_dataset* like) {
  nn_dataset* made = NULL;
  return drop_dataset(&made, nn_dataset_load_csv_with(&made, named_csv, -1, o->csv_options, like));
}
static nn_status load_csv_with(objects* o) { return load_named(o, NULL); }
static nn_status load_csv_like(objects* o) { return load_named(o, o->csv_like); }
static nn_status select_rows(objects* o) {
  static const int64_t kRowNumbers[] = {2, 0, 0};
  nn_dataset* made = NULL;
  return drop_dataset(&made,
                      nn_dataset_select(&made, o->csv_like, kRowNumbers, COUNT_OF(kRowNumbers)));
}
static nn_status split(objects* o) {
  nn_dataset *first = NULL, *second = NULL;
  const nn_status status = nn_dataset_split(&first, &second, o->dataset, 0.25, 1);
  CHECK((first != NULL) == (status == NN_OK) && (second != NULL) == (status == NN_OK));
  nn_dataset_destroy(first);
  nn_dataset_destroy(second);
  return status;
}
static nn_status set_weights(objects* o) {
  static const double kWeights[] = {2, 1, 3};
  double before[3], after[3];
  CHECK_OK(nn_dataset_get_weights(o->csv_like, 0, 3, before));
  const nn_status status = nn_dataset_set_weights(o->csv_like, kWeights);
  CHECK_OK(nn_dataset_get_weights(o->csv_like, 0, 3, after));
  CHECK(memcmp(after, status == NN_OK ? kWeights : before, sizeof after) == 0);
  return status;
}
static nn_status reserve(objects* o) { return nn_reserve(o->network, kRows); }
static nn_status train(objects* o) {
  return nn_train_batch(o->network, inputs, NN_F32, labels, NN_U8, kRows, NULL);
}
static nn_status compute_gradients(objects* o) {
  return nn_compute_gradients(o->network, inputs, NN_F32, labels, NN_U8, kRows, NULL);
}
static void prepare_gradients(objects* o) { CHECK_OK(compute_gradients(o)); }
static nn_status get_gradients(objects* o) {
  void* gradients = NULL;
  size_t count = 7;
  const nn_status status = nn_gradients(o->network, &gradients, &count);
  CHECK((gradients != NULL) == (status == NN_OK) && (count != 7) == (status == NN_OK));
  return status;
}
static nn_status get_norms(objects* o) {
  nn_norms norms = {.struct_size = sizeof norms, .weights = -7};
  const nn_status status = nn_layer_norms(o->network, 0, &norms);
  CHECK((norms.weights == -7) == (status != NN_OK));
  return status;
}
static nn_status train_keeping(objects* o) {
  CHECK_OK(nn_set_int(o->network, NN_OPTION_KEEP_GRADIENTS, 1));
  return nn_train_batch(o->network, inputs, NN_F32, labels, NN_U8, kRows, NULL);
}
static nn_status set_layer_option(objects* o) {
  nn_options* options = NULL;
  nn_status status = nn_options_create(&options);
  double value = -1;
  (void)o;
  if (status != NN_OK) return status;
  status = nn_options_set_layer_real(options, 3, NN_OPTION_DROPOUT, 0.5);
  CHECK_OK(nn_options_get_layer_real(options, 3, NN_OPTION_DROPOUT, &value));
  CHECK(value == (status == NN_OK ? 0.5 : 0));
  nn_options_destroy(options);
  return status;
}
/* Close to the brink a step is made with care, and keeps copies. */
static void prepare_brink(objects* o) {
  static float weights[40 * kOutputs], bias[kOutputs];
  for (size_t j = 0; j < kOutputs; ++j) bias[j] = 2e37f;
  CHECK_OK(nn_set_parameters(o->network, 1, weights, bias, NN_F32));
}
static nn_status predict(objects* o) {
  return nn_predict(o->network, inputs, NN_F32, kRows, outputs, NN_F32);
}
static nn_status set_workers(objects* o) { return nn_set_int(o->network, NN_OPTION_WORKERS, 2); }
static nn_status evaluate(objects* o) {
  nn_metrics metrics = {sizeof metrics, 0, 0, 0, 0};
  return nn_evaluate(o->network, o->dataset, &metrics);
}
static nn_status create_evaluation(objects* o) {
  nn_evaluation* made = NULL;
  const nn_status status = nn_evaluation_create(&made, o->network, o->dataset);
  CHECK((made != NULL) == (status == NN_OK));
  nn_evaluation_destroy(made);
  return status;
}
static nn_status rank_rows(objects* o) {
  size_t rows[kRows], count = 0;
  double value = -7;
  (void)o;
  nn_status status = nn_evaluation_get(shared_evaluation, NN_METRIC_ROC_AUC, &value);
  CHECK((value == -7) == (status != NN_OK));
  if (status != NN_OK) return status;
  status = nn_evaluation_worst(shared_evaluation, rows, kRows, &count);
  CHECK((count == 0) == (status != NN_OK));
  return status;
}
static nn_status fit(objects* o) { return nn_fit(o->network, o->dataset, NULL, NULL, NULL); }

static int32_t leave_alone(const nn_augmentation* batch, void* user) {
  (void)batch;
  (void)user;
  return 0;
}
/* With everything that needs memory of its own. */
static void prepare_rich_fit(objects* o) {
  CHECK_OK(nn_set_real(o->network, NN_OPTION_VALIDATION_SPLIT, 0.2));
  CHECK_OK(nn_set_int(o->network, NN_OPTION_EARLY_STOPPING, 3));
  CHECK_OK(nn_set_int(o->network, NN_OPTION_ACCUMULATE, 2));
  CHECK_OK(nn_set_int(o->network, NN_OPTION_BALANCE_CLASSES, 1));
  CHECK_OK(nn_set_augmentation(o->network, leave_alone, NULL));
}
static int64_t read_rows(void* to_inputs, void* to_labels, size_t rows, int64_t epoch, void* user) {
  (void)epoch;
  (void)user;
  memcpy(to_inputs, inputs, sizeof *inputs * rows * kInputs);
  memcpy(to_labels, labels, rows);
  return (int64_t)rows - 1; /* the epoch has no more */
}
static nn_status fit_stream(objects* o) {
  const nn_stream stream = {sizeof stream, read_rows, NULL, 0, NN_F32, NN_U8};
  return nn_fit_stream(o->network, &stream, o->dataset, NULL, NULL);
}
static void prepare_stream(objects* o) {
  CHECK_OK(nn_fit(o->network, o->dataset, NULL, NULL, NULL)); /* learns the scale */
  CHECK_OK(nn_set_int(o->network, NN_OPTION_EARLY_STOPPING, 3));
  CHECK_OK(nn_set_int(o->network, NN_OPTION_ACCUMULATE, 2));
  CHECK_OK(nn_set_augmentation(o->network, leave_alone, NULL));
}
static nn_status train_rows(objects* o) {
  static const int64_t kNumbers[] = {7, 3, 3, 250};
  return nn_train_rows(o->network, o->dataset, kNumbers, COUNT_OF(kNumbers), NULL);
}
static nn_status predict_dataset(objects* o) {
  return nn_predict_dataset(o->network, o->dataset, outputs, NN_F32);
}
static nn_status set_class_weights(objects* o) {
  static const double kWeights[kOutputs] = {1, 2, 3, 4, 5};
  return nn_set_class_weights(o->network, kWeights, kOutputs);
}

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
  return drop_network(&made, nn_load(&made, model, o->options));
}
static nn_status load_buffer(objects* o) {
  nn_network* made = NULL;
  return drop_network(&made, nn_load_buffer(&made, checkpoint.bytes, checkpoint.size, o->options));
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
    {"nn_dataset_load_csv_with", load_csv_with, NULL},
    {"nn_dataset_load_csv_with, like", load_csv_like, NULL},
    {"nn_dataset_select", select_rows, NULL},
    {"nn_dataset_split", split, NULL},
    {"nn_dataset_set_weights", set_weights, NULL},
    {"nn_reserve", reserve, NULL},
    {"nn_train_batch", train, NULL},
    {"nn_train_batch, keeping gradients", train_keeping, NULL},
    {"nn_train_batch, with care", train, prepare_brink},
    {"nn_compute_gradients", compute_gradients, NULL},
    {"nn_gradients", get_gradients, NULL},
    {"nn_layer_norms", get_norms, prepare_gradients},
    {"nn_options_set_layer_real", set_layer_option, NULL},
    {"nn_predict", predict, NULL},
    {"nn_set_int", set_workers, NULL},
    {"nn_evaluate", evaluate, NULL},
    {"nn_evaluation_create", create_evaluation, NULL},
    {"nn_evaluation_get", rank_rows, NULL},
    {"nn_fit", fit, NULL},
    {"nn_fit, with everything", fit, prepare_rich_fit},
    {"nn_fit_stream", fit_stream, prepare_stream},
    {"nn_train_rows", train_rows, NULL},
    {"nn_predict_dataset", predict_dataset, NULL},
    {"nn_set_class_weights", set_class_weights, NULL},
    {"nn_resume", resume, begin_fit},
    {"nn_save", save, begin_fit},
    {"nn_save_checkpoint_buffer", save_buffer, begin_fit},
    {"nn_load", load, NULL},
    {"nn_load_buffer", load_buffer, NULL},
    {"nn_load_parameters", load_parameters, NULL},
    {"nn_set_metadata", set_metadata, NULL},
};

static nn_network* new_network(void) {
  const int64_t options[] = {NN_OPTION_WORKERS,
                             3,
                             NN_OPTION_EPOCHS,
                             1,
                             NN_OPTION_INPUT_SCALING,
                             NN_SCALING_STANDARD,
                             NN_OPTION_OPTIMIZER,
                             NN_OPTIMIZER_ADAM,
                             NN_OPTION_NORMALISATION,
                             NN_NORMALISATION_BATCH,
                             0};
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
  objects shared = {NULL, NULL, NULL, NULL, NULL};
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  static const char kTable[] = "label,a,b\n1,2.5,3\n0,4,5\n";
  csv = write_temp("table.csv", kTable, strlen(kTable));
  static const char kNamed[] =
      "a,b,\"a label that is too long for a short string\"\n1,,\"a class of a name that is too "
      "long "
      "for a short string\"\n,4,5\n2,3,x\n";
  named_csv = write_temp("named.csv", kNamed, strlen(kNamed));
  static const int64_t kMedians[] = {NN_OPTION_CSV_MISSING, NN_MISSING_MEDIAN, 0};
  shared.csv_options = make_options(kMedians);
  REQUIRE_OK(nn_dataset_load_csv_with(&shared.csv_like, named_csv, -1, shared.csv_options, NULL));
  shared.options = make_options(NULL);
  REQUIRE_OK(nn_dataset_create(&shared.dataset, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1));
  objects trained = shared;
  trained.network = new_network();
  begin_fit(&trained);
  saves = temp_path("saves");
  snprintf(model, sizeof model, "%s", temp_path("model.safetensors"));
  REQUIRE_OK(nn_save(trained.network, model));
  REQUIRE_OK(nn_evaluation_create(&shared_evaluation, trained.network, shared.dataset));
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
  nn_evaluation_destroy(shared_evaluation);
  nn_dataset_destroy(shared.dataset);
  nn_dataset_destroy(shared.csv_like);
  nn_options_destroy(shared.csv_options);
  nn_options_destroy(shared.options);
  return check_done();
}
