/* SPDX-License-Identifier: MIT
 *
 * What a progress callback may do with the network that is being fitted, and what it may not:
 * looking at it and setting options changes nothing of the result, training it or changing its
 * parameters is refused and changes nothing either.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kRows = 100, kInputs = 8, kOutputs = 3, kEpochs = 3 };

static const size_t kSizes[] = {kInputs, 12, kOutputs};
static float inputs[kRows * kInputs];
static uint8_t labels[kRows];
static nn_dataset* dataset;
static const char* file;

static nn_network* new_network(void) {
  const int64_t options[] = {NN_OPTION_EPOCHS, kEpochs, NN_OPTION_NORMALISATION,
                             NN_NORMALISATION_LAYER, 0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0));
  return network;
}

#define CHECK_REFUSED(call) CHECK_FAILS((call), NN_ERROR_INVALID_ARGUMENT, "being fitted")

static int64_t read_nothing(void* into, void* targets, size_t rows, int64_t epoch, void* user) {
  (void)into, (void)targets, (void)rows, (void)epoch, (void)user;
  return -1;
}

static int32_t refused_calls(const nn_progress* progress, void* user) {
  nn_network* network = user;
  const nn_stream stream = {sizeof stream, read_nothing, NULL, 0, NN_F32, NN_U8};
  const int64_t row = 0;
  const double weight = 1, class_weights[kOutputs] = {1, 2, 3};
  float weights[12 * kInputs] = {0}, bias[12] = {0};
  void* gradients = NULL;
  size_t count = 0;
  (void)progress;
  CHECK_REFUSED(nn_fit(network, dataset, NULL, NULL, NULL));
  CHECK_REFUSED(nn_resume(network, dataset, NULL, NULL, NULL));
  CHECK_REFUSED(nn_fit_stream(network, &stream, NULL, NULL, NULL));
  CHECK_REFUSED(nn_train_batch(network, inputs, NN_F32, labels, NN_U8, kRows, NULL));
  CHECK_REFUSED(nn_train_batch_weighted(network, inputs, NN_F32, labels, NN_U8, &weight, 1, NULL));
  CHECK_REFUSED(nn_train_rows(network, dataset, &row, 1, NULL));
  CHECK_REFUSED(nn_compute_gradients(network, inputs, NN_F32, labels, NN_U8, kRows, NULL));
  CHECK_REFUSED(nn_apply_gradients(network));
  CHECK_REFUSED(nn_gradients(network, &gradients, &count));
  CHECK_REFUSED(nn_reserve(network, 1000));
  CHECK_REFUSED(nn_set_parameters(network, 0, weights, bias, NN_F32));
  CHECK_REFUSED(nn_set_normalisation(network, 0, bias, bias, NULL, NULL, NN_F32));
  CHECK_REFUSED(nn_load_parameters(network, file));
  CHECK_REFUSED(nn_set_class_weights(network, class_weights, kOutputs));
  CHECK_REFUSED(nn_set_augmentation(network, NULL, NULL));
  return 0;
}

static int32_t allowed_calls(const nn_progress* progress, void* user) {
  nn_network* network = user;
  float outputs[kRows * kOutputs];
  float weights[12 * kInputs], bias[12];
  size_t size = 0;
  nn_metrics metrics = {sizeof metrics, 0, 0, 0, 0};
  nn_norms norms;
  nn_evaluation* evaluation = NULL;
  norms.struct_size = sizeof norms;
  CHECK_OK(nn_predict(network, inputs, NN_F32, kRows, outputs, NN_F32));
  CHECK_OK(nn_predict_dataset(network, dataset, outputs, NN_F32));
  CHECK_OK(nn_evaluate(network, dataset, &metrics));
  CHECK_OK(nn_evaluation_create(&evaluation, network, dataset));
  nn_evaluation_destroy(evaluation);
  CHECK_OK(nn_get_parameters(network, 0, weights, bias, NN_F32));
  CHECK_OK(nn_layer_norms(network, 0, &norms));
  CHECK_OK(nn_save_checkpoint_buffer(network, NULL, 0, &size));
  CHECK_OK(nn_save(network, file));
  CHECK_OK(nn_set_metadata(network, "epoch", progress->epoch == 1 ? "one" : "more"));
  CHECK(strcmp(nn_metadata(network, "epoch"), progress->epoch == 1 ? "one" : "more") == 0);
  /* Neither changes this fit: the number of workers never matters, epochs are those of the next. */
  CHECK_OK(nn_set_int(network, NN_OPTION_WORKERS, progress->steps % 4));
  CHECK_OK(nn_set_int(network, NN_OPTION_EPOCHS, 7));
  CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0));
  return 0;
}

/* The parameters are those of a fit that nobody watched. */
static void test_calls(nn_progress_fn calls) {
  nn_network* watched = new_network();
  nn_network* unwatched = new_network();
  CHECK_OK(nn_fit(watched, dataset, dataset, calls, watched));
  CHECK_OK(nn_fit(unwatched, dataset, dataset, NULL, NULL));
  CHECK(nn_step_count(watched) == nn_step_count(unwatched));
  CHECK(nn_history_count(watched) == kEpochs);
  snapshot taken = take_snapshot(unwatched);
  CHECK(unchanged(watched, taken));
  free_snapshot(&taken);

  /* What was refused is allowed again. */
  CHECK_OK(nn_train_batch(watched, inputs, NN_F32, labels, NN_U8, kRows, NULL));
  CHECK_OK(nn_reserve(watched, kRows));
  nn_destroy(watched);
  nn_destroy(unwatched);
}

/* Also after a fit that has failed. */
static void test_after_failure(void) {
  nn_network* network = new_network();
  CHECK_FAILS(nn_fit(network, NULL, NULL, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "train: NULL");
  CHECK_OK(nn_fit(network, dataset, NULL, NULL, NULL));
  nn_destroy(network);
}

int main(void) {
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  file = temp_path("callback.safetensors");
  REQUIRE_OK(nn_dataset_create(&dataset, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1));
  test_calls(refused_calls);
  test_calls(allowed_calls);
  test_after_failure();
  nn_dataset_destroy(dataset);
  return check_done();
}
