/* SPDX-License-Identifier: MIT
 *
 * nn_memory_need() says how many bytes nn_create() and nn_reserve() will take, but for bookkeeping
 * that does not grow with the widths, and takes next to nothing itself.
 */
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "interposer.h"
#include "network_kinds.h"
#include "support.h"

enum {
  kInputs = 30,
  kOutputs = 5,
  kMostBookkeeping = 64 << 10, /* whatever the widths; of at most 4 layers */
};

static float inputs[1000 * 300];
static float outputs[1000 * kOutputs];
static double targets[1000 * kOutputs];

static size_t need(const size_t* sizes, size_t count, const nn_options* options, size_t rows) {
  size_t bytes = 0;
  interposer_arm();
  CHECK_OK(nn_memory_need(sizes, count, options, rows, &bytes));
  const interposed seen = interposer_disarm();
  CHECK(seen.most < kMostBookkeeping && seen.held == 0 && seen.threads == 0);
  return bytes;
}

/* What a network really takes: with its thread's stacks left out, which are not on the heap. */
static void test_exactly(const network_kind* kind, const int64_t* more, const size_t* sizes,
                         size_t count, size_t rows) {
  nn_options* options = kind_options(kind, more);
  nn_network* network = NULL;
  const size_t needed = need(sizes, count, options, rows);
  interposer_arm();
  const nn_status created = nn_create(&network, sizes, count, options);
  const nn_status reserved = created == NN_OK ? nn_reserve(network, rows) : created;
  interposed seen = interposer_disarm();
  REQUIRE_OK(reserved);
  const long bookkeeping = seen.held - (long)needed;
  if (!CHECK(bookkeeping >= 0 && bookkeeping < kMostBookkeeping)) {
    fprintf(stderr, "    %s, %zu-%zu-..., %zu rows: %ld held, %zu needed\n", kind->name, sizes[0],
            sizes[1], rows, seen.held, needed);
  }
  /* And that was all: a step and a prediction take no more. */
  interposer_arm();
  const nn_status trained = nn_train_batch(network, inputs, NN_F32, targets, NN_F64, rows, NULL);
  const nn_status predicted = nn_predict(network, inputs, NN_F32, rows, outputs, NN_F32);
  seen = interposer_disarm();
  CHECK_OK(trained);
  CHECK_OK(predicted);
  if (!CHECK(seen.held == 0)) fprintf(stderr, "    %s: %ld more\n", kind->name, seen.held);
  nn_destroy(network);
  nn_options_destroy(options);
}

static void test_kinds(int64_t type, int64_t workers) {
  static const size_t kNarrow[] = {kInputs, 20, 7, kOutputs};
  static const size_t kWide[] = {300, 400, 150, kOutputs};
  static const size_t kRowCounts[] = {1, 32, 1000};
  for (int k = 0; k < kNetworkKindCount; ++k) {
    for (size_t r = 0; r < COUNT_OF(kRowCounts); ++r) {
      const int64_t more[] = {NN_OPTION_TYPE, type, NN_OPTION_WORKERS, workers, 0};
      const int64_t kept[] = {
          NN_OPTION_TYPE, type, NN_OPTION_WORKERS, workers, NN_OPTION_KEEP_GRADIENTS, 1, 0};
      test_exactly(&kNetworkKinds[k], more, kNarrow, COUNT_OF(kNarrow), kRowCounts[r]);
      test_exactly(&kNetworkKinds[k], more, kWide, COUNT_OF(kWide), kRowCounts[r]);
      test_exactly(&kNetworkKinds[k], kept, kWide, COUNT_OF(kWide), kRowCounts[r]);
    }
  }
}

/* Known sizes: what nobody could do without. */
static void test_plausible(void) {
  static const size_t kSizes[] = {1000, 1000, 10};
  nn_options* options = make_options(NULL);
  const size_t weights = 1001 * 1000 + 1001 * 10;
  const size_t plain = need(kSizes, 3, NULL, 100);
  CHECK(need(kSizes, 3, options, 100) == plain); /* NULL: the defaults */
  CHECK(plain >= 4 * weights && plain < 3 * 4 * weights);
  CHECK(need(kSizes, 3, options, 200) > plain);
  CHECK_OK(nn_options_set_int(options, NN_OPTION_OPTIMIZER, NN_OPTIMIZER_ADAM));
  const size_t adam = need(kSizes, 3, options, 100);
  CHECK(adam >= plain + 2 * 4 * weights && adam < plain + 2 * 5 * weights);
  CHECK_OK(nn_options_set_int(options, NN_OPTION_KEEP_GRADIENTS, 1));
  CHECK(need(kSizes, 3, options, 100) >= adam + 4 * weights);
  CHECK_OK(nn_options_set_int(options, NN_OPTION_TYPE, NN_F64));
  CHECK(need(kSizes, 3, options, 100) >= 2 * adam);
  nn_options_destroy(options);
}

/* Of sizes that fit into no memory, without trying. */
static void test_large(void) {
  static const size_t kBeyond[] = {(size_t)1 << 31, (size_t)1 << 31, 10};
  static const size_t kOverflowing[] = {SIZE_MAX, 10},
                      kDeep[] = {10, SIZE_MAX / 2, SIZE_MAX / 2, 3};
  static const size_t kSmall[] = {10, 10};
  static const size_t kTooManyRows[] = {SIZE_MAX,      SIZE_MAX - 1,   SIZE_MAX / 2,
                                        SIZE_MAX / 16, SIZE_MAX / 128, SIZE_MAX / 256};
#if SIZE_MAX > UINT32_MAX
  static const size_t kTerabytes[] = {1 << 20, 1 << 20, 10};
  CHECK(need(kTerabytes, 3, NULL, 1000) > (size_t)4 << 40);
#endif
  size_t bytes = 77;
  interposer_arm();
  const nn_status beyond = nn_memory_need(kBeyond, 3, NULL, 1, &bytes);
  const nn_status overflowing = nn_memory_need(kOverflowing, 2, NULL, 1, &bytes);
  const nn_status deep = nn_memory_need(kDeep, 4, NULL, 1, &bytes);
  nn_status rows[COUNT_OF(kTooManyRows)];
  for (size_t i = 0; i < COUNT_OF(kTooManyRows); ++i) {
    rows[i] = nn_memory_need(kSmall, 2, NULL, kTooManyRows[i], &bytes);
  }
  const interposed seen = interposer_disarm();
  CHECK(seen.most < kMostBookkeeping);
  CHECK(beyond == NN_ERROR_OUT_OF_MEMORY || beyond == NN_ERROR_INVALID_ARGUMENT);
  CHECK(overflowing == NN_ERROR_OUT_OF_MEMORY || overflowing == NN_ERROR_INVALID_ARGUMENT);
  CHECK(deep == NN_ERROR_OUT_OF_MEMORY || deep == NN_ERROR_INVALID_ARGUMENT);
  for (size_t i = 0; i < COUNT_OF(kTooManyRows); ++i) {
    if (!CHECK(rows[i] == NN_ERROR_OUT_OF_MEMORY || rows[i] == NN_ERROR_INVALID_ARGUMENT)) {
      fprintf(stderr, "    %zu rows: %s, %zu bytes\n", kTooManyRows[i], nn_status_name(rows[i]),
              bytes);
    }
  }
  CHECK(bytes == 77);
}

static void test_bad_input(void) {
  static const size_t kSizes[] = {kInputs, 20, kOutputs}, kEmpty[] = {kInputs, 0, kOutputs};
  size_t bytes = 77;
  CHECK_FAILS(nn_memory_need(NULL, 3, NULL, 1, &bytes), NN_ERROR_INVALID_ARGUMENT, "layer_sizes");
  CHECK_FAILS(nn_memory_need(kSizes, 1, NULL, 1, &bytes), NN_ERROR_INVALID_ARGUMENT, "layer_count");
  CHECK_FAILS(nn_memory_need(kEmpty, 3, NULL, 1, &bytes), NN_ERROR_INVALID_ARGUMENT,
              "layer_sizes[1]");
  CHECK_FAILS(nn_memory_need(kSizes, 3, NULL, 0, &bytes), NN_ERROR_INVALID_ARGUMENT, "max_rows");
  CHECK_FAILS(nn_memory_need(kSizes, 3, NULL, 1, NULL), NN_ERROR_INVALID_ARGUMENT, "bytes");
  nn_options* options = make_options(NULL);
  CHECK_OK(nn_options_set_layer_real(options, 7, NN_OPTION_DROPOUT, 0.5));
  CHECK_FAILS(nn_memory_need(kSizes, 3, options, 1, &bytes), NN_ERROR_INVALID_ARGUMENT, "options",
              "layer 7");
  nn_options_destroy(options);
  CHECK(bytes == 77);
}

int main(void) {
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_f64(targets, COUNT_OF(targets), 2);
  for (size_t i = 0; i < COUNT_OF(targets); ++i) targets[i] = (targets[i] + 1) / 2;
  check_forget_error(); /* whatever an exception needs is there */
  for (int64_t type = NN_F32; type <= NN_F64; ++type) {
    for (int64_t workers = 1; workers <= 2; ++workers) test_kinds(type, workers);
  }
  test_plausible();
  test_large();
  test_bad_input();
  return check_done();
}
