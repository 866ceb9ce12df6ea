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

#define OPTION(name, ...) \
  { name, #name, __VA_ARGS__ }
static const struct {
  nn_option option;
  const char* name;
  int64_t minimum, maximum, fallback;
} kIntegers[] = {
    OPTION(NN_OPTION_TYPE, NN_F32, NN_F64, NN_F32),
    OPTION(NN_OPTION_SEED, 0, INT64_MAX, 0),
    OPTION(NN_OPTION_WORKERS, 0, 256, 0),
    OPTION(NN_OPTION_BATCH_SIZE, 0, INT32_MAX, 32),
    OPTION(NN_OPTION_EPOCHS, 1, INT32_MAX, 5),
    OPTION(NN_OPTION_INPUT_SCALING, NN_SCALING_NONE, NN_SCALING_STANDARD, NN_SCALING_NONE),
    OPTION(NN_OPTION_OUTPUT, NN_OUTPUT_SOFTMAX, NN_OUTPUT_SIGMOID, NN_OUTPUT_SOFTMAX),
    OPTION(NN_OPTION_ALLOW_NOT_FINITE, 0, 1, 0),
    OPTION(NN_OPTION_LOSS, NN_LOSS_DEFAULT, NN_LOSS_HUBER, NN_LOSS_DEFAULT),
    OPTION(NN_OPTION_BALANCE_CLASSES, 0, 1, 0),
    OPTION(NN_OPTION_ACTIVATION, NN_ACTIVATION_IDENTITY, NN_ACTIVATION_SOFTPLUS,
           NN_ACTIVATION_RELU),
    OPTION(NN_OPTION_NORMALISATION, NN_NORMALISATION_NONE, NN_NORMALISATION_LAYER,
           NN_NORMALISATION_NONE),
    OPTION(NN_OPTION_INITIALISATION, NN_INITIALISATION_HE_NORMAL, NN_INITIALISATION_ZEROS,
           NN_INITIALISATION_HE_NORMAL),
    OPTION(NN_OPTION_OPTIMIZER, NN_OPTIMIZER_SGD, NN_OPTIMIZER_RPROP, NN_OPTIMIZER_SGD),
    OPTION(NN_OPTION_SCHEDULE, NN_SCHEDULE_CONSTANT, NN_SCHEDULE_PLATEAU, NN_SCHEDULE_CONSTANT),
    OPTION(NN_OPTION_WARMUP_STEPS, 0, INT32_MAX, 0),
    OPTION(NN_OPTION_SCHEDULE_PERIOD, 1, INT32_MAX, 10),
    OPTION(NN_OPTION_PLATEAU_PATIENCE, 0, INT32_MAX, 10),
    OPTION(NN_OPTION_EARLY_STOPPING, 0, INT32_MAX, 0),
    OPTION(NN_OPTION_ACCUMULATE, 1, 65536, 1),
    OPTION(NN_OPTION_SHUFFLE, 0, 1, 1),
    OPTION(NN_OPTION_KEEP_GRADIENTS, 0, 1, 0),
    OPTION(NN_OPTION_CSV_SEPARATOR, 1, 127, ','),
    OPTION(NN_OPTION_CSV_MISSING, NN_MISSING_REFUSE, NN_MISSING_MEDIAN, NN_MISSING_REFUSE),
    OPTION(NN_OPTION_CSV_TARGET, NN_CSV_TARGET_AUTOMATIC, NN_CSV_TARGET_NUMBERS,
           NN_CSV_TARGET_AUTOMATIC),
};

static const struct {
  nn_option option;
  const char* name;
  double minimum, maximum, fallback;
} kReals[] = {
    OPTION(NN_OPTION_LEARNING_RATE, 0, 1e6, 0.1),
    OPTION(NN_OPTION_PROGRESS_INTERVAL, 0, 3600, 0.1),
    OPTION(NN_OPTION_HUBER_DELTA, 1e-6, 1e6, 1),
    OPTION(NN_OPTION_LABEL_SMOOTHING, 0, 0.999, 0),
    OPTION(NN_OPTION_LEAKY_SLOPE, 0, 1, 0.01),
    OPTION(NN_OPTION_ELU_ALPHA, 0, 100, 1),
    OPTION(NN_OPTION_NORMALISATION_EPSILON, 1e-12, 1, 1e-5),
    OPTION(NN_OPTION_NORMALISATION_MOMENTUM, 0, 1, 0.1),
    OPTION(NN_OPTION_DROPOUT, 0, 0.99, 0),
    OPTION(NN_OPTION_INPUT_DROPOUT, 0, 0.99, 0),
    OPTION(NN_OPTION_INITIAL_BIAS, -1e6, 1e6, 0),
    OPTION(NN_OPTION_MOMENTUM, 0, 0.99999, 0.9),
    OPTION(NN_OPTION_BETA1, 0, 0.99999, 0.9),
    OPTION(NN_OPTION_BETA2, 0, 0.99999, 0.999),
    OPTION(NN_OPTION_RMS_DECAY, 0, 0.99999, 0.99),
    OPTION(NN_OPTION_EPSILON, 1e-30, 1, 1e-8),
    OPTION(NN_OPTION_RPROP_DECREASE, 0.01, 1, 0.5),
    OPTION(NN_OPTION_RPROP_INCREASE, 1, 10, 1.2),
    OPTION(NN_OPTION_RPROP_MINIMUM, 1e-30, 1, 1e-6),
    OPTION(NN_OPTION_RPROP_MAXIMUM, 0, 1e6, 50),
    OPTION(NN_OPTION_L1, 0, 1e6, 0),
    OPTION(NN_OPTION_L2, 0, 1e6, 0),
    OPTION(NN_OPTION_WEIGHT_DECAY, 0, 1e6, 0),
    OPTION(NN_OPTION_CLIP_NORM, 0, 1e30, 0),
    OPTION(NN_OPTION_CLIP_VALUE, 0, 1e30, 0),
    OPTION(NN_OPTION_SCHEDULE_FACTOR, 0, 1, 0.1),
    OPTION(NN_OPTION_MINIMUM_RATE, 0, 1e6, 0),
    OPTION(NN_OPTION_ONE_CYCLE_RISE, 0.001, 0.999, 0.3),
    OPTION(NN_OPTION_ONE_CYCLE_START, 1, 1e6, 25),
    OPTION(NN_OPTION_ONE_CYCLE_END, 1, 1e9, 1e4),
    OPTION(NN_OPTION_PLATEAU_THRESHOLD, 0, 1, 1e-4),
    OPTION(NN_OPTION_VALIDATION_SPLIT, 0, 0.9, 0),
    OPTION(NN_OPTION_EARLY_STOPPING_DELTA, 0, 1e6, 0),
};

static const nn_option kUnknown[] = {0, -1, NN_OPTION_CSV_TARGET + 1, 256, INT32_MAX, INT32_MIN};

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

  const double refused[] = {nextafter(least, -INFINITY), nextafter(most, INFINITY), INFINITY,
                            -INFINITY, NAN};
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
