/* SPDX-License-Identifier: MIT
 *
 * Creating a network, its options, its parameters and nn_reserve() refuse what they cannot take, by
 * name, and change nothing.
 */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

/* A sanitizer's allocator ends the program where the usual one only refuses. GCC defines a macro,
 * clang 14 has a feature. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

static const size_t kSizes[] = {3, 5, 2};

static void test_create(void) {
  nn_network* const untouched = (nn_network*)(void*)&untouched;
  nn_network* out = untouched;
  CHECK_FAILS(nn_create(NULL, kSizes, 3, NULL), NN_ERROR_INVALID_ARGUMENT, "out", "NULL");
  CHECK_FAILS(nn_create(&out, NULL, 3, NULL), NN_ERROR_INVALID_ARGUMENT, "layer_sizes", "NULL");
  CHECK_FAILS(nn_create(&out, kSizes, 0, NULL), NN_ERROR_INVALID_ARGUMENT, "layer_count", "0");
  CHECK_FAILS(nn_create(&out, kSizes, 1, NULL), NN_ERROR_INVALID_ARGUMENT, "layer_count", "1");

  static const char* const kEntries[] = {"layer_sizes[0]", "layer_sizes[1]", "layer_sizes[2]"};
  for (size_t i = 0; i < 3; ++i) {
    size_t sizes[] = {3, 5, 2};
    sizes[i] = 0;
    CHECK_FAILS(nn_create(&out, sizes, 3, NULL), NN_ERROR_INVALID_ARGUMENT, kEntries[i]);
    /* Too large each by itself. */
    static const size_t kHuge[] = {SIZE_MAX,         SIZE_MAX - 1, SIZE_MAX / 2,
                                   SIZE_MAX / 2 + 1, SIZE_MAX / 8, SIZE_MAX - 63};
    for (size_t h = 0; h < COUNT_OF(kHuge); ++h) {
      sizes[i] = kHuge[h];
      CHECK_FAILS(nn_create(&out, sizes, 3, NULL), NN_ERROR_INVALID_ARGUMENT, kEntries[i]);
    }
  }
  /* Too large together: products that wrap round to small numbers. */
  const size_t root = (size_t)1 << (sizeof(size_t) * 4);
  const size_t products[][2] = {{root, root}, {root * 2, root / 2}, {root + 1, root - 1}};
  for (size_t i = 0; i < COUNT_OF(products); ++i) {
    CHECK_FAILS(nn_create(&out, products[i], 2, NULL), NN_ERROR_INVALID_ARGUMENT, "layer_sizes[0]",
                "layer_sizes[1]");
  }
  CHECK(out == untouched);

#if !defined(SANITIZED) && SIZE_MAX > UINT32_MAX
  const size_t enormous[] = {(size_t)1 << 44, 8}; /* storable, but by no machine */
  CHECK_FAILS(nn_create(&out, enormous, 2, NULL), NN_ERROR_OUT_OF_MEMORY, "memory");
  CHECK(out == untouched);
#endif
}

static void test_getters(const nn_network* network) {
  CHECK(nn_layer_count(NULL) == 0 && nn_layer_size(NULL, 0) == 0);
  CHECK(nn_layer_count(network) == 3);
  for (size_t i = 0; i < 3; ++i) CHECK(nn_layer_size(network, i) == kSizes[i]);
  CHECK(nn_layer_size(network, 3) == 0 && nn_layer_size(network, SIZE_MAX) == 0);
  nn_destroy(NULL);
}

static void test_null_options(nn_network* network) {
  int64_t integer = 7;
  double real = 7;
  CHECK_FAILS(nn_set_int(NULL, NN_OPTION_EPOCHS, 1), NN_ERROR_INVALID_ARGUMENT, "network", "NULL");
  CHECK_FAILS(nn_set_real(NULL, NN_OPTION_LEARNING_RATE, 1), NN_ERROR_INVALID_ARGUMENT, "network",
              "NULL");
  CHECK_FAILS(nn_get_int(NULL, NN_OPTION_EPOCHS, &integer), NN_ERROR_INVALID_ARGUMENT, "network",
              "NULL");
  CHECK_FAILS(nn_get_real(NULL, NN_OPTION_LEARNING_RATE, &real), NN_ERROR_INVALID_ARGUMENT,
              "network", "NULL");
  CHECK_FAILS(nn_get_int(network, NN_OPTION_EPOCHS, NULL), NN_ERROR_INVALID_ARGUMENT, "value",
              "NULL");
  CHECK_FAILS(nn_get_real(network, NN_OPTION_LEARNING_RATE, NULL), NN_ERROR_INVALID_ARGUMENT,
              "value", "NULL");
  CHECK(integer == 7 && real == 7);
}

static void test_options(nn_network* network) {
  int64_t integer = 7;
  double real = 7;
  static const nn_option kUnknown[] = {0, -1, NN_OPTION_CSV_TARGET + 1, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < COUNT_OF(kUnknown); ++i) {
    CHECK_FAILS(nn_set_int(network, kUnknown[i], 1), NN_ERROR_INVALID_ARGUMENT, "option");
    CHECK_FAILS(nn_set_real(network, kUnknown[i], 1), NN_ERROR_INVALID_ARGUMENT, "option");
    CHECK_FAILS(nn_get_int(network, kUnknown[i], &integer), NN_ERROR_INVALID_ARGUMENT, "option");
    CHECK_FAILS(nn_get_real(network, kUnknown[i], &real), NN_ERROR_INVALID_ARGUMENT, "option");
  }
  CHECK_FAILS(nn_set_real(network, NN_OPTION_EPOCHS, 1), NN_ERROR_INVALID_ARGUMENT,
              "NN_OPTION_EPOCHS");
  CHECK_FAILS(nn_set_int(network, NN_OPTION_LEARNING_RATE, 1), NN_ERROR_INVALID_ARGUMENT,
              "NN_OPTION_LEARNING_RATE");
  CHECK_FAILS(nn_get_real(network, NN_OPTION_EPOCHS, &real), NN_ERROR_INVALID_ARGUMENT,
              "NN_OPTION_EPOCHS");
  CHECK_FAILS(nn_get_int(network, NN_OPTION_LEARNING_RATE, &integer), NN_ERROR_INVALID_ARGUMENT,
              "NN_OPTION_LEARNING_RATE");
  CHECK(integer == 7 && real == 7);

  static const nn_option kFixed[] = {NN_OPTION_TYPE, NN_OPTION_SEED, NN_OPTION_INPUT_SCALING,
                                     NN_OPTION_OUTPUT};
  for (size_t i = 0; i < COUNT_OF(kFixed); ++i) {
    int64_t before = -1, after = -2;
    CHECK_OK(nn_get_int(network, kFixed[i], &before));
    CHECK_FAILS(nn_set_int(network, kFixed[i], 1), NN_ERROR_INVALID_ARGUMENT, "option",
                nn_option_name(kFixed[i]));
    CHECK_OK(nn_get_int(network, kFixed[i], &after));
    CHECK(before == after);
  }

  static const nn_option kLiving[] = {NN_OPTION_WORKERS, NN_OPTION_BATCH_SIZE, NN_OPTION_EPOCHS};
  for (size_t i = 0; i < COUNT_OF(kLiving); ++i) {
    CHECK_OK(nn_set_int(network, kLiving[i], 2));
    CHECK_FAILS(nn_set_int(network, kLiving[i], -1), NN_ERROR_INVALID_ARGUMENT, "value",
                nn_option_name(kLiving[i]));
    CHECK_FAILS(nn_set_int(network, kLiving[i], INT64_MAX), NN_ERROR_INVALID_ARGUMENT, "value",
                nn_option_name(kLiving[i]));
    CHECK_OK(nn_get_int(network, kLiving[i], &integer));
    CHECK(integer == 2);
  }
  CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 0.25));
  CHECK_FAILS(nn_set_real(network, NN_OPTION_LEARNING_RATE, NAN), NN_ERROR_INVALID_ARGUMENT,
              "value", "NN_OPTION_LEARNING_RATE");
  CHECK_FAILS(nn_set_real(network, NN_OPTION_LEARNING_RATE, -0.5), NN_ERROR_INVALID_ARGUMENT,
              "value", "-0.5", "NN_OPTION_LEARNING_RATE");
  CHECK_OK(nn_get_real(network, NN_OPTION_LEARNING_RATE, &real));
  CHECK(real == 0.25);
}

static void test_automatic_workers(nn_network* network) {
  int64_t workers = 0;
  CHECK_OK(nn_set_int(network, NN_OPTION_WORKERS, 0));
  CHECK_OK(nn_get_int(network, NN_OPTION_WORKERS, &workers));
  CHECK(workers >= 1 && workers <= 256);
}

static void test_reserve(nn_network* network) {
  CHECK_FAILS(nn_reserve(NULL, 1), NN_ERROR_INVALID_ARGUMENT, "network", "NULL");
  CHECK_FAILS(nn_reserve(network, 0), NN_ERROR_INVALID_ARGUMENT, "max_rows", "0");
  CHECK_FAILS(nn_reserve(network, SIZE_MAX), NN_ERROR_INVALID_ARGUMENT, "max_rows");
  CHECK_FAILS(nn_reserve(network, SIZE_MAX / 2), NN_ERROR_INVALID_ARGUMENT, "max_rows");
#if !defined(SANITIZED) && SIZE_MAX > UINT32_MAX
  CHECK_FAILS(nn_reserve(network, (size_t)1 << 48), NN_ERROR_OUT_OF_MEMORY, "memory");
#endif
}

static void test_parameters(nn_network* network, nn_type type) {
  double weights[15], bias[5];
  memset(weights, 0x5a, sizeof weights);
  memset(bias, 0x5a, sizeof bias);
  double weights_before[15], bias_before[5];
  memcpy(weights_before, weights, sizeof weights);
  memcpy(bias_before, bias, sizeof bias);

  CHECK_FAILS(nn_get_parameters(NULL, 0, weights, bias, type), NN_ERROR_INVALID_ARGUMENT, "network",
              "NULL");
  CHECK_FAILS(nn_get_parameters(network, 0, NULL, bias, type), NN_ERROR_INVALID_ARGUMENT, "weights",
              "NULL");
  CHECK_FAILS(nn_get_parameters(network, 0, weights, NULL, type), NN_ERROR_INVALID_ARGUMENT, "bias",
              "NULL");
  CHECK_FAILS(nn_set_parameters(NULL, 0, weights, bias, type), NN_ERROR_INVALID_ARGUMENT, "network",
              "NULL");
  CHECK_FAILS(nn_set_parameters(network, 0, NULL, bias, type), NN_ERROR_INVALID_ARGUMENT, "weights",
              "NULL");
  CHECK_FAILS(nn_set_parameters(network, 0, weights, NULL, type), NN_ERROR_INVALID_ARGUMENT, "bias",
              "NULL");
  static const size_t kLayers[] = {2, 3, SIZE_MAX};
  for (size_t i = 0; i < COUNT_OF(kLayers); ++i) {
    CHECK_FAILS(nn_get_parameters(network, kLayers[i], weights, bias, type),
                NN_ERROR_INVALID_ARGUMENT, "layer");
    CHECK_FAILS(nn_set_parameters(network, kLayers[i], weights, bias, type),
                NN_ERROR_INVALID_ARGUMENT, "layer");
  }
  static const nn_type kTypes[] = {0, -1, NN_U8, NN_I32, NN_I64, 6, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < COUNT_OF(kTypes); ++i) {
    CHECK_FAILS(nn_get_parameters(network, 0, weights, bias, kTypes[i]), NN_ERROR_INVALID_ARGUMENT,
                "type");
    CHECK_FAILS(nn_set_parameters(network, 0, weights, bias, kTypes[i]), NN_ERROR_INVALID_ARGUMENT,
                "type");
  }
  CHECK(memcmp(weights, weights_before, sizeof weights) == 0);
  CHECK(memcmp(bias, bias_before, sizeof bias) == 0);
}

static void test_parameters_not_finite(nn_network* network, int is_f64) {
  static const double kBad[] = {NAN, INFINITY, -INFINITY, 1e300, -1e39};
  for (size_t i = 0; i < COUNT_OF(kBad); ++i) {
    if (is_f64 && isfinite(kBad[i])) continue; /* fits */
    double weights[15] = {0}, bias[5] = {0};
    weights[2 * 3 + 1] = kBad[i];
    CHECK_FAILS(nn_set_parameters(network, 0, weights, bias, NN_F64), NN_ERROR_INVALID_ARGUMENT,
                "weights", "row 2", "column 1");
    weights[2 * 3 + 1] = 0;
    bias[4] = kBad[i];
    CHECK_FAILS(nn_set_parameters(network, 0, weights, bias, NN_F64), NN_ERROR_INVALID_ARGUMENT,
                "bias", "4");
    if (isfinite(kBad[i])) continue;
    float weights_f32[15] = {0}, bias_f32[5] = {0};
    weights_f32[14] = (float)kBad[i];
    CHECK_FAILS(nn_set_parameters(network, 0, weights_f32, bias_f32, NN_F32),
                NN_ERROR_INVALID_ARGUMENT, "weights", "row 4", "column 2");
  }
}

int main(void) {
  test_create();
  static const int64_t kTypes[] = {NN_F32, NN_F64};
  for (size_t i = 0; i < 2; ++i) {
    const int64_t options[] = {NN_OPTION_TYPE, kTypes[i], NN_OPTION_SEED, 3, 0};
    nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
    snapshot before = take_snapshot(network);
    test_getters(network);
    test_null_options(network);
    test_options(network);
    test_automatic_workers(network);
    test_reserve(network);
    test_parameters(network, (nn_type)kTypes[i]);
    test_parameters_not_finite(network, kTypes[i] == NN_F64);
    CHECK(unchanged(network, before));
    free_snapshot(&before);
    nn_destroy(network);
  }
  return check_done();
}
