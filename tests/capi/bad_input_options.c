/* SPDX-License-Identifier: MIT
 *
 * Options refuse what they cannot take - NULL, unknown keys, the other kind, values out of bounds,
 * NaN - by name, and keep what they had. The table below is the header's manual once more.
 */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "check.h"
#include "support.h"

static const struct {
  nn_option option;
  const char* name;
  int64_t minimum, maximum, fallback;
} kIntegers[] = {
    {NN_OPTION_TYPE, "NN_OPTION_TYPE", NN_F32, NN_F64, NN_F32},
    {NN_OPTION_SEED, "NN_OPTION_SEED", 0, INT64_MAX, 0},
    {NN_OPTION_WORKERS, "NN_OPTION_WORKERS", 0, 256, 0},
    {NN_OPTION_BATCH_SIZE, "NN_OPTION_BATCH_SIZE", 1, INT32_MAX, 32},
    {NN_OPTION_EPOCHS, "NN_OPTION_EPOCHS", 1, INT32_MAX, 5},
    {NN_OPTION_INPUT_SCALING, "NN_OPTION_INPUT_SCALING", NN_SCALING_NONE, NN_SCALING_STANDARD, 0},
    {NN_OPTION_OUTPUT, "NN_OPTION_OUTPUT", NN_OUTPUT_SOFTMAX, NN_OUTPUT_IDENTITY, 0},
    {NN_OPTION_ALLOW_NOT_FINITE, "NN_OPTION_ALLOW_NOT_FINITE", 0, 1, 0},
};

static const struct {
  nn_option option;
  const char* name;
  double minimum, maximum, fallback;
} kReals[] = {
    {NN_OPTION_LEARNING_RATE, "NN_OPTION_LEARNING_RATE", 0, 1e6, 0.1},
    {NN_OPTION_PROGRESS_INTERVAL, "NN_OPTION_PROGRESS_INTERVAL", 0, 3600, 0.1},
};

static const nn_option kUnknown[] = {0, -1, 11, 12, 256, INT32_MAX, INT32_MIN};

static void test_null(nn_options* options) {
  int64_t integer = 7;
  double real = 7;
  CHECK_FAILS(nn_options_create(NULL), NN_ERROR_INVALID_ARGUMENT, "out", "NULL");
  CHECK_FAILS(nn_options_set_int(NULL, NN_OPTION_SEED, 1), NN_ERROR_INVALID_ARGUMENT, "options",
              "NULL");
  CHECK_FAILS(nn_options_set_real(NULL, NN_OPTION_LEARNING_RATE, 1), NN_ERROR_INVALID_ARGUMENT,
              "options", "NULL");
  CHECK_FAILS(nn_options_get_int(NULL, NN_OPTION_SEED, &integer), NN_ERROR_INVALID_ARGUMENT,
              "options", "NULL");
  CHECK_FAILS(nn_options_get_real(NULL, NN_OPTION_LEARNING_RATE, &real), NN_ERROR_INVALID_ARGUMENT,
              "options", "NULL");
  CHECK_FAILS(nn_options_get_int(options, NN_OPTION_SEED, NULL), NN_ERROR_INVALID_ARGUMENT, "value",
              "NULL");
  CHECK_FAILS(nn_options_get_real(options, NN_OPTION_LEARNING_RATE, NULL),
              NN_ERROR_INVALID_ARGUMENT, "value", "NULL");
  CHECK(integer == 7 && real == 7);
  nn_options_destroy(NULL);

  CHECK_OK(nn_option_bounds_int(NN_OPTION_SEED, NULL, NULL, NULL));
  CHECK_OK(nn_option_bounds_real(NN_OPTION_LEARNING_RATE, NULL, NULL, NULL));
}

static void test_unknown(nn_options* options) {
  for (size_t i = 0; i < COUNT_OF(kUnknown); ++i) {
    const nn_option option = kUnknown[i];
    int64_t integers[4] = {7, 7, 7, 7};
    double reals[4] = {7, 7, 7, 7};
    CHECK(nn_option_name(option) == NULL);
    CHECK_FAILS(nn_options_set_int(options, option, 1), NN_ERROR_INVALID_ARGUMENT, "option");
    CHECK_FAILS(nn_options_set_real(options, option, 1), NN_ERROR_INVALID_ARGUMENT, "option");
    CHECK_FAILS(nn_options_get_int(options, option, &integers[3]), NN_ERROR_INVALID_ARGUMENT,
                "option");
    CHECK_FAILS(nn_options_get_real(options, option, &reals[3]), NN_ERROR_INVALID_ARGUMENT,
                "option");
    CHECK_FAILS(nn_option_bounds_int(option, &integers[0], &integers[1], &integers[2]),
                NN_ERROR_INVALID_ARGUMENT, "option");
    CHECK_FAILS(nn_option_bounds_real(option, &reals[0], &reals[1], &reals[2]),
                NN_ERROR_INVALID_ARGUMENT, "option");
    for (size_t k = 0; k < 4; ++k) CHECK(integers[k] == 7 && reals[k] == 7);
  }
}

static void test_integer(nn_options* options, size_t i) {
  const nn_option option = kIntegers[i].option;
  const char* name = kIntegers[i].name;
  const int64_t least = kIntegers[i].minimum, most = kIntegers[i].maximum;
  int64_t minimum = -7, maximum = -7, fallback = -7, value = -7;
  double real = 7;
  CHECK(nn_option_name(option) != NULL && strcmp(nn_option_name(option), name) == 0);
  CHECK_OK(nn_option_bounds_int(option, &minimum, &maximum, &fallback));
  CHECK(minimum == least && maximum == most && fallback == kIntegers[i].fallback);
  CHECK_OK(nn_options_get_int(options, option, &value));
  CHECK(value == fallback);

  CHECK_FAILS(nn_options_set_real(options, option, 1), NN_ERROR_INVALID_ARGUMENT, "option", name);
  CHECK_FAILS(nn_options_get_real(options, option, &real), NN_ERROR_INVALID_ARGUMENT, "option",
              name);
  CHECK_FAILS(nn_option_bounds_real(option, &real, &real, &real), NN_ERROR_INVALID_ARGUMENT,
              "option", name);
  CHECK(real == 7);

  const int64_t ends[] = {most, least};
  for (size_t k = 0; k < 2; ++k) {
    CHECK_OK(nn_options_set_int(options, option, ends[k]));
    CHECK_FAILS(nn_options_set_int(options, option, least - 1), NN_ERROR_INVALID_ARGUMENT, "value",
                name);
    CHECK_FAILS(nn_options_set_int(options, option, INT64_MIN), NN_ERROR_INVALID_ARGUMENT, "value",
                name);
    if (most < INT64_MAX) {
      CHECK_FAILS(nn_options_set_int(options, option, most + 1), NN_ERROR_INVALID_ARGUMENT, "value",
                  name);
      CHECK_FAILS(nn_options_set_int(options, option, INT64_MAX), NN_ERROR_INVALID_ARGUMENT,
                  "value", name);
    }
    CHECK_OK(nn_options_get_int(options, option, &value));
    CHECK(value == ends[k]);
  }
}

static void test_real(nn_options* options, size_t i) {
  const nn_option option = kReals[i].option;
  const char* name = kReals[i].name;
  const double least = kReals[i].minimum, most = kReals[i].maximum;
  double minimum = -7, maximum = -7, fallback = -7, value = -7;
  int64_t integer = 7;
  CHECK(nn_option_name(option) != NULL && strcmp(nn_option_name(option), name) == 0);
  CHECK_OK(nn_option_bounds_real(option, &minimum, &maximum, &fallback));
  CHECK(minimum == least && maximum == most && fallback == kReals[i].fallback);
  CHECK_OK(nn_options_get_real(options, option, &value));
  CHECK(value == fallback);

  CHECK_FAILS(nn_options_set_int(options, option, 1), NN_ERROR_INVALID_ARGUMENT, "option", name);
  CHECK_FAILS(nn_options_get_int(options, option, &integer), NN_ERROR_INVALID_ARGUMENT, "option",
              name);
  CHECK_FAILS(nn_option_bounds_int(option, &integer, &integer, &integer), NN_ERROR_INVALID_ARGUMENT,
              "option", name);
  CHECK(integer == 7);

  const double refused[] = {nextafter(least, -1), nextafter(most, INFINITY), INFINITY, -INFINITY,
                            NAN};
  const double ends[] = {most, least};
  for (size_t k = 0; k < 2; ++k) {
    CHECK_OK(nn_options_set_real(options, option, ends[k]));
    for (size_t r = 0; r < COUNT_OF(refused); ++r) {
      CHECK_FAILS(nn_options_set_real(options, option, refused[r]), NN_ERROR_INVALID_ARGUMENT,
                  "value", name);
    }
    CHECK_OK(nn_options_get_real(options, option, &value));
    CHECK(value == ends[k]);
  }
}

int main(void) {
  nn_options* options = NULL;
  REQUIRE_OK(nn_options_create(&options));
  test_null(options);
  test_unknown(options);
  for (size_t i = 0; i < COUNT_OF(kIntegers); ++i) test_integer(options, i);
  for (size_t i = 0; i < COUNT_OF(kReals); ++i) test_real(options, i);

  /* No option is missing above. */
  nn_option option = 1;
  while (nn_option_name(option) != NULL) ++option;
  CHECK((size_t)option - 1 == COUNT_OF(kIntegers) + COUNT_OF(kReals));
  nn_options_destroy(options);
  return check_done();
}
