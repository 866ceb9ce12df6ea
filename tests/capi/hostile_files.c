/* SPDX-License-Identifier: MIT
 *
 * Model files that are damaged: every truncation and every change of a single byte of a small file
 * with everything that files had at first, and of another's parameters, and every change of a
 * single bit of a checkpoint with normalisations, an optimizer's state and best parameters, is an
 * error with a message that names the file, or a network that works and can be saved.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "model_bytes.h"
#include "network_kinds.h"
#include "support.h"

enum { kInputs = 2, kRows = 3 };

static nn_network* const kUntouched = (nn_network*)(void*)&kUntouched;
static nn_options* one_worker; /* finding out how many CPUs there are would take most of the time */
static const float inputs[] = {0.5f, -1, 2, 0.25f, -3, 1};
static const double targets[] = {1, 2, 0};

static int32_t stop(const nn_progress* progress, void* user) {
  (void)user;
  return progress->epoch == 2 && progress->batch == 1;
}

/* A plain model, or the checkpoint of a network with everything that there is in a file. */
static snapshot make_file(int plain) {
  const size_t sizes[] = {kInputs, 2, plain ? 2 : 1};
  const int64_t options[] = {NN_OPTION_TYPE,
                             plain ? NN_F32 : NN_F64,
                             NN_OPTION_OUTPUT,
                             plain ? NN_OUTPUT_SOFTMAX : NN_OUTPUT_IDENTITY,
                             NN_OPTION_INPUT_SCALING,
                             plain ? NN_SCALING_NONE : NN_SCALING_STANDARD,
                             NN_OPTION_BATCH_SIZE,
                             2,
                             0};
  nn_network* network = make_network(sizes, COUNT_OF(sizes), options);
  if (!plain) {
    nn_dataset* dataset = NULL;
    REQUIRE_OK(nn_dataset_wrap(&dataset, inputs, NN_F32, kRows, kInputs, targets, NN_F64, 1));
    CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0));
    CHECK_FAILS(nn_fit(network, dataset, NULL, stop, NULL), NN_ERROR_CANCELLED, "epoch 2");
    CHECK_OK(nn_set_metadata(network, "units", "\xC2\xB5m \"\n"));
    nn_dataset_destroy(dataset);
  }
  snapshot file = plain ? save_bytes(network) : checkpoint_bytes(network);
  nn_destroy(network);
  CHECK(file.size < 2048);
  return file;
}

/* The checkpoint of a network with all tensors that there are. */
static snapshot make_elaborate_file(void) {
  enum { kMany = 8, kClasses = 2 };
  const size_t sizes[] = {kInputs, 2, 2, kClasses};
  const int64_t more[] = {NN_OPTION_BATCH_SIZE, 2, NN_OPTION_WORKERS, 1, 0};
  const network_kind* kind = &kNetworkKinds[kNetworkKindCount - 1];
  REQUIRE(strcmp(kind->name, "stopping") == 0);
  nn_options* options = kind_options(kind, more);
  nn_network* network = NULL;
  nn_dataset* dataset = NULL;
  float rows[kMany * kInputs];
  uint8_t labels[kMany];
  fill_f32(rows, COUNT_OF(rows), 1);
  fill_labels(labels, kMany, kClasses, 2);
  REQUIRE_OK(nn_dataset_create(&dataset, rows, NN_F32, kMany, kInputs, labels, NN_U8, 1));
  REQUIRE_OK(nn_create(&network, sizes, COUNT_OF(sizes), options));
  CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0));
  CHECK_FAILS(nn_fit(network, dataset, NULL, stop, NULL), NN_ERROR_CANCELLED, "epoch 2");
  snapshot file = checkpoint_bytes(network);
  nn_dataset_destroy(dataset);
  nn_destroy(network);
  nn_options_destroy(options);
  return file;
}

/* What a load came to is in order. Returns 0 if it is not. */
static int in_order(nn_status status, nn_network* loaded, const char* name) {
  static unsigned char saved[16384];
  if (status != NN_OK) {
    const char* message = nn_last_error();
    const int known = status == NN_ERROR_FORMAT || status == NN_ERROR_UNSUPPORTED;
    return known && loaded == kUntouched && strstr(message, name) != NULL &&
           strlen(message) > strlen(name) + 10;
  }
  /* A number of the input scaling may have become one that takes inputs out of their range. */
  double out[kRows * kInputs];
  const nn_status predicted = nn_predict(loaded, inputs, NN_F32, kRows, out, NN_F64);
  int good = predicted == NN_OK || predicted == NN_ERROR_INVALID_ARGUMENT;
  size_t size = 0;
  nn_network* again = NULL;
  good = good && nn_save_checkpoint_buffer(loaded, saved, sizeof saved, &size) == NN_OK &&
         nn_load_buffer(&again, saved, size, one_worker) == NN_OK;
  nn_destroy(again);
  nn_destroy(loaded);
  return good;
}

static int load_in_order(const unsigned char* bytes, size_t size) {
  nn_network* loaded = kUntouched;
  check_forget_error();
  const nn_status status = nn_load_buffer(&loaded, bytes, size, one_worker);
  return in_order(status, loaded, "data: ");
}

static void test_truncations(snapshot file) {
  for (size_t size = 0; size < file.size; ++size) {
    /* In memory of its own, so that a sanitizer sees what is read beyond it. */
    unsigned char* part = must_allocate(size + 1);
    memcpy(part, file.bytes, size);
    nn_network* loaded = kUntouched;
    check_forget_error();
    CHECK(nn_load_buffer(&loaded, part, size, one_worker) == NN_ERROR_FORMAT);
    CHECK(in_order(NN_ERROR_FORMAT, loaded, "data: "));
    check_forget_error();
    const char* path = write_temp("truncated.safetensors", part, size);
    CHECK(nn_load(&loaded, path, one_worker) == NN_ERROR_FORMAT);
    CHECK(in_order(NN_ERROR_FORMAT, loaded, "truncated.safetensors: "));
    free(part);
  }
}

/* begin: the first byte that is changed. */
static void test_changes(snapshot file, size_t begin) {
  unsigned char* changed = must_allocate(file.size);
  memcpy(changed, file.bytes, file.size);
  int loads = 0;
  for (size_t at = begin; at < file.size; ++at) {
    int failed = -1;
    for (int byte = 0; byte < 256; ++byte) {
      if (byte == file.bytes[at]) continue;
      changed[at] = (unsigned char)byte;
      if (!load_in_order(changed, file.size)) failed = byte;
      ++loads;
    }
    if (!CHECK(failed < 0)) {
      fprintf(stderr, "    byte %lu as 0x%02x: %s\n", (unsigned long)at, (unsigned)failed,
              nn_last_error());
    }
    changed[at] = file.bytes[at];
  }
  CHECK(loads == 255 * (int)(file.size - begin));
  CHECK(load_in_order(changed, file.size));
  free(changed);
}

static void test_bits(snapshot file) {
  unsigned char* changed = must_allocate(file.size);
  memcpy(changed, file.bytes, file.size);
  for (size_t at = 0; at < file.size; ++at) {
    int failed = -1;
    for (int bit = 0; bit < 8; ++bit) {
      changed[at] = (unsigned char)(file.bytes[at] ^ 1 << bit);
      if (!load_in_order(changed, file.size)) failed = bit;
    }
    if (!CHECK(failed < 0)) {
      fprintf(stderr, "    byte %lu, bit %d: %s\n", (unsigned long)at, failed, nn_last_error());
    }
    changed[at] = file.bytes[at];
  }
  CHECK(load_in_order(changed, file.size));
  free(changed);
}

int main(void) {
  const int64_t options[] = {NN_OPTION_WORKERS, 1, 0};
  one_worker = make_options(options);
  for (int plain = 0; plain < 2; ++plain) {
    snapshot file = make_file(plain);
    test_truncations(file);
    /* The plain file's header has nothing that the other one's has not. */
    test_changes(file, plain ? data_offset(file) : 0);
    free_snapshot(&file);
  }
  snapshot elaborate = make_elaborate_file();
  test_truncations(elaborate);
  test_bits(elaborate);
  free_snapshot(&elaborate);
  nn_options_destroy(one_worker);
  return check_done();
}
