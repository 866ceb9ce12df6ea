/* SPDX-License-Identifier: MIT
 *
 * How much memory loading takes: no more than twice the file, the network itself included, and
 * little more than the network at any moment; and next to nothing where a small file claims to be a
 * large one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "interposer.h"
#include "model_bytes.h"
#include "support.h"

enum { kPage = 4096 };

static const int64_t kOneWorker[] = {NN_OPTION_WORKERS, 1, 0};

/* Loads a file of about 40 MB. The parameters are in memory once for prediction, and once more
 * transposed for training, but for those of the first layer. keys: of the network. */
static void test_large(const size_t* sizes, size_t count, const int64_t* keys, double most_files) {
  nn_options* options = make_options(kOneWorker);
  nn_network* network = make_network(sizes, count, keys);
  const char* path = temp_path("large.safetensors");
  REQUIRE_OK(nn_save_checkpoint(network, path));
  nn_destroy(network);
  snapshot file = read_file(path);
  const long size = (long)file.size, header = (long)data_offset(file);
  CHECK(size > 38000000 && size < 43000000);
  for (int from_memory = 0; from_memory < 2; ++from_memory) {
    interposer_arm();
    const nn_status status = from_memory ? nn_load_buffer(&network, file.bytes, file.size, options)
                                         : nn_load(&network, path, options);
    const interposed used = interposer_disarm();
    CHECK_OK(status);
    if (!CHECK((double)used.most <= most_files * (double)size)) {
      fprintf(stderr, "    a file of %ld bytes: %ld at most\n", size, used.most);
    }
    if (!CHECK(used.most - used.held <= 6 * header + 64 * 1024)) {
      fprintf(stderr, "    beside the network, %ld bytes\n", used.most - used.held);
    }
    nn_destroy(network);
  }
  nn_options_destroy(options);
  free_snapshot(&file);
}

/* A header that is large in itself: a long value, very many layers. */
static void test_headers(void) {
  static size_t sizes[2001];
  static char value[1000001];
  for (size_t i = 0; i < COUNT_OF(sizes); ++i) sizes[i] = 1;
  memset(value, 'v', sizeof value - 1);
  nn_options* options = make_options(kOneWorker);
  for (int deep = 0; deep < 2; ++deep) {
    nn_network* network = make_network(sizes, deep ? COUNT_OF(sizes) : 2, kOneWorker);
    if (!deep) CHECK_OK(nn_set_metadata(network, "value", value));
    snapshot file = save_bytes(network);
    nn_destroy(network);
    interposer_arm();
    const nn_status status = nn_load_buffer(&network, file.bytes, file.size, options);
    const interposed used = interposer_disarm();
    CHECK_OK(status);
    const long header = (long)data_offset(file);
    if (!CHECK(used.most - used.held <= 6 * header + 64 * 1024)) {
      fprintf(stderr, "    %ld bytes for a header of %ld\n", used.most - used.held, header);
    }
    nn_destroy(network);
    free_snapshot(&file);
  }
  nn_options_destroy(options);
}

/* Files that claim very much and have very little. */
static void test_claims(void) {
  static const struct {
    const char *sizes, *shapes;
  } kClaims[] = {
      {"[1000000000,1000000]", "\"shape\":[1000000,1000000000],\"data_offsets\":[0,0]"},
      {"[1000000000,1000000]",
       "\"shape\":[1000000,1000000000],\"data_offsets\":[0,4000000000000000]"},
      {"[1000000000,1000000]", "\"shape\":[1],\"data_offsets\":[0,4]"},
      {"[1,1]", "\"shape\":[1000000,1000000000],\"data_offsets\":[0,4]"},
      {"[1,1]", "\"shape\":[1,1],\"data_offsets\":[4000000000,4000000004]"},
  };
  nn_options* options = make_options(kOneWorker);
  for (size_t i = 0; i < COUNT_OF(kClaims); ++i) {
    char header[1000];
    snprintf(header, sizeof header,
             "{\"__metadata__\":{\"neuro.format\":\"1\",\"neuro.layer_sizes\":\"%s\","
             "\"neuro.activation\":\"relu\",\"neuro.output\":\"softmax\","
             "\"neuro.input_scaling\":\"none\"},\"layers.0.weight\":{\"dtype\":\"F32\",%s},"
             "\"layers.0.bias\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[4,4]}}",
             kClaims[i].sizes, kClaims[i].shapes);
    snapshot file = put_together(header, NULL, 4);
    nn_network* network = NULL;
    interposer_arm();
    const nn_status status = nn_load_buffer(&network, file.bytes, file.size, options);
    const interposed used = interposer_disarm();
    CHECK(status == NN_ERROR_FORMAT && network == NULL);
    CHECK(used.held == 0);
    if (!CHECK(used.most <= 64 * 1024)) fprintf(stderr, "    %ld bytes\n", used.most);
    free_snapshot(&file);
  }
  /* A header of 100 MB in a file of 64 bytes. */
  unsigned char length[64] = {0, 225, 245, 5};
  nn_network* network = NULL;
  interposer_arm();
  const nn_status status = nn_load_buffer(&network, length, sizeof length, options);
  const interposed used = interposer_disarm();
  CHECK(status == NN_ERROR_FORMAT && network == NULL && used.most <= 4 * kPage);
  nn_options_destroy(options);
}

int main(void) {
  static const size_t kWide[] = {784, 2600, 2600, 500, 10};
  static const size_t kSquare[] = {1800, 1800, 1800, 1800, 10};
  static const size_t kLate[] = {10, 3161, 3161, 10};
  check_forget_error(); /* an exception has been thrown: the C++ runtime has what it needs */
  /* A checkpoint that is more optimizer than network. */
  static const size_t kTrained[] = {784, 2000, 900, 10};
  static const int64_t kAdam[] = {
      NN_OPTION_WORKERS,      1, NN_OPTION_OPTIMIZER, NN_OPTIMIZER_ADAM, NN_OPTION_NORMALISATION,
      NN_NORMALISATION_BATCH, 0};
  test_large(kWide, COUNT_OF(kWide), kOneWorker, 2);
  test_large(kSquare, COUNT_OF(kSquare), kOneWorker, 2);
  test_large(kTrained, COUNT_OF(kTrained), kAdam, 2);
  /* Nearly nothing in the first layer, and widths that are padded to whole vectors. */
  test_large(kLate, COUNT_OF(kLate), kOneWorker, 2.01);
  test_headers();
  test_claims();
  return check_done();
}
