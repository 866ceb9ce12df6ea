/* SPDX-License-Identifier: MIT
 *
 * Options that differ from layer to layer: what is set is got, in options and in networks; what
 * does not exist is refused. And how parameters begin: with the distributions that the
 * initialisations promise, the same for the same seed.
 */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kMostLayer = 65535 };

static const size_t kSizes[] = {6, 5, 4, 3};
static const nn_option kWhole[] = {NN_OPTION_ACTIVATION, NN_OPTION_NORMALISATION,
                                   NN_OPTION_INITIALISATION};
static const nn_option kReal[] = {NN_OPTION_LEAKY_SLOPE, NN_OPTION_ELU_ALPHA, NN_OPTION_DROPOUT,
                                  NN_OPTION_INITIAL_BIAS};

static int is_of_layers(nn_option option) {
  for (size_t i = 0; i < COUNT_OF(kWhole); ++i) {
    if (kWhole[i] == option) return 1;
  }
  for (size_t i = 0; i < COUNT_OF(kReal); ++i) {
    if (kReal[i] == option) return 1;
  }
  return 0;
}

/* One for all layers, another for one of them; order and repetition do not matter. */
static void test_set_and_get(void) {
  nn_options* options = make_options(NULL);
  for (size_t i = 0; i < COUNT_OF(kWhole); ++i) {
    int64_t least = 0, most = 0, usual = 0, got = -1;
    CHECK_OK(nn_option_bounds_int(kWhole[i], &least, &most, &usual));
    CHECK_OK(nn_options_get_layer_int(options, 3, kWhole[i], &got));
    CHECK(got == usual);
    CHECK_OK(nn_options_set_layer_int(options, 3, kWhole[i], least));
    CHECK_OK(nn_options_set_layer_int(options, 3, kWhole[i], most));
    CHECK_OK(nn_options_set_int(options, kWhole[i], least));
    CHECK_OK(nn_options_get_layer_int(options, 3, kWhole[i], &got));
    CHECK(got == most);
    CHECK_OK(nn_options_get_layer_int(options, kMostLayer, kWhole[i], &got));
    CHECK(got == least);
    CHECK_OK(nn_options_get_int(options, kWhole[i], &got));
    CHECK(got == least);
  }
  for (size_t i = 0; i < COUNT_OF(kReal); ++i) {
    double least = 0, most = 0, usual = 0, got = NAN;
    CHECK_OK(nn_option_bounds_real(kReal[i], &least, &most, &usual));
    CHECK_OK(nn_options_get_layer_real(options, 0, kReal[i], &got));
    CHECK(got == usual);
    CHECK_OK(nn_options_set_layer_real(options, kMostLayer, kReal[i], most));
    CHECK_OK(nn_options_set_real(options, kReal[i], least));
    CHECK_OK(nn_options_get_layer_real(options, kMostLayer, kReal[i], &got));
    CHECK(got == most);
    CHECK_OK(nn_options_get_layer_real(options, 0, kReal[i], &got));
    CHECK(got == least);
  }
  nn_options_destroy(options);
}

static void test_refused(void) {
  nn_options* options = make_options(NULL);
  int64_t whole = 77;
  double real = 77;
  CHECK_OK(nn_options_set_layer_int(options, 1, NN_OPTION_ACTIVATION, NN_ACTIVATION_TANH));
  CHECK_OK(nn_options_set_layer_real(options, 1, NN_OPTION_DROPOUT, 0.25));
  for (nn_option option = 1; nn_option_name(option) != NULL; ++option) {
    if (is_of_layers(option)) continue;
    const char* name = nn_option_name(option);
    int64_t usual = 0;
    double usual_real = 0;
    if (nn_option_bounds_int(option, NULL, NULL, &usual) == NN_OK) {
      CHECK_FAILS(nn_options_set_layer_int(options, 1, option, usual), NN_ERROR_INVALID_ARGUMENT,
                  "option", name, "layer");
      CHECK_FAILS(nn_options_get_layer_int(options, 1, option, &whole), NN_ERROR_INVALID_ARGUMENT,
                  "option", name, "layer");
    } else {
      CHECK_OK(nn_option_bounds_real(option, NULL, NULL, &usual_real));
      CHECK_FAILS(nn_options_set_layer_real(options, 1, option, usual_real),
                  NN_ERROR_INVALID_ARGUMENT, "option", name, "layer");
      CHECK_FAILS(nn_options_get_layer_real(options, 1, option, &real), NN_ERROR_INVALID_ARGUMENT,
                  "option", name, "layer");
    }
  }
  static const nn_option kUnknown[] = {0, -1, 100000, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < COUNT_OF(kUnknown); ++i) {
    CHECK_FAILS(nn_options_set_layer_int(options, 1, kUnknown[i], 0), NN_ERROR_INVALID_ARGUMENT,
                "option");
    CHECK_FAILS(nn_options_get_layer_real(options, 1, kUnknown[i], &real),
                NN_ERROR_INVALID_ARGUMENT, "option");
  }
  CHECK_FAILS(nn_options_set_layer_real(options, 1, NN_OPTION_ACTIVATION, 1),
              NN_ERROR_INVALID_ARGUMENT, "NN_OPTION_ACTIVATION");
  CHECK_FAILS(nn_options_set_layer_int(options, 1, NN_OPTION_DROPOUT, 0), NN_ERROR_INVALID_ARGUMENT,
              "NN_OPTION_DROPOUT");
  CHECK_FAILS(nn_options_set_layer_int(options, 1, NN_OPTION_ACTIVATION, 10),
              NN_ERROR_INVALID_ARGUMENT, "NN_OPTION_ACTIVATION", "10");
  CHECK_FAILS(nn_options_set_layer_int(options, 1, NN_OPTION_NORMALISATION, -1),
              NN_ERROR_INVALID_ARGUMENT, "NN_OPTION_NORMALISATION");
  static const double kBad[] = {-1e-9, 1, NAN, INFINITY, -INFINITY};
  for (size_t i = 0; i < COUNT_OF(kBad); ++i) {
    CHECK_FAILS(nn_options_set_layer_real(options, 1, NN_OPTION_DROPOUT, kBad[i]),
                NN_ERROR_INVALID_ARGUMENT, "NN_OPTION_DROPOUT");
  }
  static const size_t kFar[] = {kMostLayer + 1, SIZE_MAX};
  for (size_t i = 0; i < COUNT_OF(kFar); ++i) {
    CHECK_FAILS(nn_options_set_layer_int(options, kFar[i], NN_OPTION_ACTIVATION, 1),
                NN_ERROR_INVALID_ARGUMENT, "layer");
    CHECK_FAILS(nn_options_set_layer_real(options, kFar[i], NN_OPTION_DROPOUT, 0.1),
                NN_ERROR_INVALID_ARGUMENT, "layer");
  }
  CHECK_FAILS(nn_options_set_layer_int(NULL, 1, NN_OPTION_ACTIVATION, 1), NN_ERROR_INVALID_ARGUMENT,
              "options");
  CHECK_FAILS(nn_options_set_layer_real(NULL, 1, NN_OPTION_DROPOUT, 0), NN_ERROR_INVALID_ARGUMENT,
              "options");
  CHECK_FAILS(nn_options_get_layer_int(options, 1, NN_OPTION_ACTIVATION, NULL),
              NN_ERROR_INVALID_ARGUMENT, "value");
  CHECK_FAILS(nn_options_get_layer_real(NULL, 1, NN_OPTION_DROPOUT, &real),
              NN_ERROR_INVALID_ARGUMENT, "options");
  CHECK(whole == 77 && real == 77);
  CHECK_OK(nn_options_get_layer_int(options, 1, NN_OPTION_ACTIVATION, &whole));
  CHECK_OK(nn_options_get_layer_real(options, 1, NN_OPTION_DROPOUT, &real));
  CHECK(whole == NN_ACTIVATION_TANH && real == 0.25); /* as they were */
  nn_options_destroy(options);
}

/* A network's layers are 0, 1 and 2, of which the last has an initialisation only. */
static void test_create(void) {
  for (size_t layer = 0; layer < 5; ++layer) {
    for (size_t i = 0; i < COUNT_OF(kWhole) + COUNT_OF(kReal); ++i) {
      nn_network* const untouched = (nn_network*)(void*)&untouched;
      nn_network* network = untouched;
      nn_options* options = make_options(NULL);
      const nn_option option = i < COUNT_OF(kWhole) ? kWhole[i] : kReal[i - COUNT_OF(kWhole)];
      CHECK_OK(i < COUNT_OF(kWhole) ? nn_options_set_layer_int(options, layer, option, 1)
                                    : nn_options_set_layer_real(options, layer, option, 0.5));
      const int exists =
          layer < 2 ||
          (layer == 2 && (option == NN_OPTION_INITIALISATION || option == NN_OPTION_INITIAL_BIAS));
      char name[40];
      sprintf(name, "layer %zu", layer);
      if (exists) {
        CHECK_OK(nn_create(&network, kSizes, COUNT_OF(kSizes), options));
        nn_destroy(network);
      } else {
        CHECK_FAILS(nn_create(&network, kSizes, COUNT_OF(kSizes), options),
                    NN_ERROR_INVALID_ARGUMENT, "options", nn_option_name(option), name);
        CHECK(network == untouched);
      }
      nn_options_destroy(options);
    }
  }
}

static void test_resolved(void) {
  nn_options* options = make_options(NULL);
  nn_network* network = NULL;
  int64_t whole = 77;
  double real = 77;
  CHECK_OK(nn_options_set_int(options, NN_OPTION_ACTIVATION, NN_ACTIVATION_SILU));
  CHECK_OK(nn_options_set_layer_int(options, 1, NN_OPTION_ACTIVATION, NN_ACTIVATION_ELU));
  CHECK_OK(nn_options_set_layer_real(options, 1, NN_OPTION_ELU_ALPHA, 0.5));
  CHECK_OK(nn_options_set_layer_real(options, 2, NN_OPTION_INITIAL_BIAS, -3));
  CHECK_OK(nn_create(&network, kSizes, COUNT_OF(kSizes), options));
  CHECK_OK(nn_options_set_layer_int(options, 0, NN_OPTION_ACTIVATION, 0)); /* it has a copy */
  nn_options_destroy(options);
  for (size_t l = 0; l < 2; ++l) {
    CHECK_OK(nn_get_layer_int(network, l, NN_OPTION_ACTIVATION, &whole));
    CHECK(whole == (l == 1 ? NN_ACTIVATION_ELU : NN_ACTIVATION_SILU));
    CHECK_OK(nn_get_layer_real(network, l, NN_OPTION_ELU_ALPHA, &real));
    CHECK(real == (l == 1 ? 0.5 : 1));
  }
  for (size_t l = 0; l < 3; ++l) {
    double weights[30], bias[5];
    CHECK_OK(nn_get_layer_real(network, l, NN_OPTION_INITIAL_BIAS, &real));
    CHECK(real == (l == 2 ? -3 : 0));
    CHECK_OK(nn_get_parameters(network, l, weights, bias, NN_F64));
    for (size_t j = 0; j < kSizes[l + 1]; ++j) CHECK(bias[j] == real);
  }
  whole = 77;
  real = 77;
  CHECK_FAILS(nn_get_layer_int(network, 3, NN_OPTION_ACTIVATION, &whole), NN_ERROR_INVALID_ARGUMENT,
              "layer", "3");
  CHECK_FAILS(nn_get_layer_int(NULL, 0, NN_OPTION_ACTIVATION, &whole), NN_ERROR_INVALID_ARGUMENT,
              "network");
  CHECK_FAILS(nn_get_layer_int(network, 0, NN_OPTION_SEED, &whole), NN_ERROR_INVALID_ARGUMENT,
              "NN_OPTION_SEED");
  CHECK_FAILS(nn_get_layer_real(network, 0, NN_OPTION_ACTIVATION, &real), NN_ERROR_INVALID_ARGUMENT,
              "NN_OPTION_ACTIVATION");
  CHECK_FAILS(nn_get_layer_real(network, 0, NN_OPTION_DROPOUT, NULL), NN_ERROR_INVALID_ARGUMENT,
              "value");
  CHECK(whole == 77 && real == 77);
  CHECK_FAILS(nn_set_int(network, NN_OPTION_ACTIVATION, 1), NN_ERROR_INVALID_ARGUMENT,
              "NN_OPTION_ACTIVATION");
  nn_destroy(network);
}

/* What all hidden layers have, the last one has not: what is got is what the network does. */
static void test_last_layer(void) {
  static const nn_option kHidden[] = {NN_OPTION_ACTIVATION, NN_OPTION_NORMALISATION};
  nn_options* options = make_options(NULL);
  nn_network* network = NULL;
  int64_t whole = 77;
  double real = 77;
  CHECK_OK(nn_options_set_int(options, NN_OPTION_ACTIVATION, NN_ACTIVATION_TANH));
  CHECK_OK(nn_options_set_int(options, NN_OPTION_NORMALISATION, NN_NORMALISATION_LAYER));
  CHECK_OK(nn_options_set_real(options, NN_OPTION_DROPOUT, 0.5));
  CHECK_OK(nn_options_set_int(options, NN_OPTION_INITIALISATION, NN_INITIALISATION_ZEROS));
  CHECK_OK(nn_options_set_real(options, NN_OPTION_INITIAL_BIAS, 2));
  CHECK_OK(nn_create(&network, kSizes, COUNT_OF(kSizes), options));
  for (size_t l = 0; l < 3; ++l) {
    for (size_t i = 0; i < COUNT_OF(kHidden); ++i) {
      int64_t of_all = 77;
      CHECK_OK(nn_options_get_int(options, kHidden[i], &of_all));
      CHECK_OK(nn_get_layer_int(network, l, kHidden[i], &whole));
      CHECK(whole == (l == 2 ? 0 : of_all));
    }
    CHECK_OK(nn_get_layer_real(network, l, NN_OPTION_DROPOUT, &real));
    CHECK(real == (l == 2 ? 0 : 0.5));
    CHECK_OK(nn_get_layer_int(network, l, NN_OPTION_INITIALISATION, &whole));
    CHECK(whole == NN_INITIALISATION_ZEROS);
    CHECK_OK(nn_get_layer_real(network, l, NN_OPTION_INITIAL_BIAS, &real));
    CHECK(real == 2);
  }
  whole = 77;
  real = 77;
  CHECK_FAILS(nn_get_layer_int(network, 2, NN_OPTION_DROPOUT, &whole), NN_ERROR_INVALID_ARGUMENT,
              "NN_OPTION_DROPOUT");
  CHECK_FAILS(nn_get_layer_real(network, 2, NN_OPTION_ACTIVATION, &real), NN_ERROR_INVALID_ARGUMENT,
              "NN_OPTION_ACTIVATION");
  CHECK_FAILS(nn_get_layer_real(network, 3, NN_OPTION_DROPOUT, &real), NN_ERROR_INVALID_ARGUMENT,
              "layer", "3");
  CHECK(whole == 77 && real == 77);
  nn_options_destroy(options);
  nn_destroy(network);
}

/* Of a layer with n inputs and m outputs, with so many weights that the moments are sharp. */
static void test_distribution(int64_t type, int64_t initialisation) {
  enum { kN = 300, kM = 200 };
  static const size_t kWide[] = {kN, kM, 10};
  static double weights[kN * kM], again[kN * kM];
  static const double kVariances[] = {
      2.0 / kN, 2.0 / kN, 2.0 / (kN + kM), 2.0 / (kN + kM), 1.0 / kN, 1.0 / kN, 0};
  double bias[kM], sum = 0, squares = 0, fourth = 0, largest = 0;
  nn_network* networks[3];
  for (int i = 0; i < 3; ++i) { /* of the last, another seed */
    const int64_t options[] = {
        NN_OPTION_TYPE, type, NN_OPTION_SEED, 4 + i / 2, NN_OPTION_INITIALISATION,
        initialisation, 0};
    networks[i] = make_network(kWide, COUNT_OF(kWide), options);
  }
  CHECK_OK(nn_get_parameters(networks[1], 0, again, bias, NN_F64));
  CHECK_OK(nn_get_parameters(networks[0], 0, weights, bias, NN_F64));
  CHECK(memcmp(weights, again, sizeof weights) == 0);
  CHECK_OK(nn_get_parameters(networks[2], 0, again, bias, NN_F64));
  const int zeros = initialisation == NN_INITIALISATION_ZEROS;
  CHECK((memcmp(weights, again, sizeof weights) == 0) == zeros);
  for (size_t i = 0; i < kN * kM; ++i) {
    const double square = weights[i] * weights[i];
    sum += weights[i];
    squares += square;
    fourth += square * square;
    if (fabs(weights[i]) > largest) largest = fabs(weights[i]);
  }
  for (size_t j = 0; j < kM; ++j) CHECK(bias[j] == 0);
  for (int i = 0; i < 3; ++i) nn_destroy(networks[i]);
  const double count = kN * kM, expected = kVariances[initialisation];
  if (zeros) {
    CHECK(largest == 0);
    return;
  }
  /* Within five standard deviations, from the fourth moments of both distributions. */
  const int uniform = initialisation % 2;
  const double kurtosis = uniform ? 1.8 : 3, room = 5 / sqrt(count);
  CHECK(fabs(sum / count) < room * sqrt(expected));
  CHECK(fabs(squares / count / expected - 1) < room * sqrt(kurtosis - 1));
  CHECK(fabs(fourth / count / (expected * expected) - kurtosis) < room * 10);
  const double end = sqrt(3 * expected);
  if (uniform) {
    CHECK(largest <= end * (1 + 1e-7) && largest > 0.999 * end);
  } else {
    CHECK(largest > 3.5 * sqrt(expected) && largest < 7 * sqrt(expected));
  }
}

/* A layer's draws do not depend on how its neighbours begin. */
static void test_independence(void) {
  nn_options* options = make_options(NULL);
  nn_network *plain = make_network(kSizes, COUNT_OF(kSizes), NULL), *mixed = NULL;
  double weights[2][30], bias[2][5];
  CHECK_OK(nn_options_set_layer_int(options, 0, NN_OPTION_INITIALISATION,
                                    NN_INITIALISATION_XAVIER_UNIFORM));
  CHECK_OK(nn_options_set_layer_int(options, 2, NN_OPTION_INITIALISATION, NN_INITIALISATION_ZEROS));
  CHECK_OK(nn_create(&mixed, kSizes, COUNT_OF(kSizes), options));
  for (size_t l = 0; l < 3; ++l) {
    const size_t n = kSizes[l] * kSizes[l + 1];
    CHECK_OK(nn_get_parameters(plain, l, weights[0], bias[0], NN_F64));
    CHECK_OK(nn_get_parameters(mixed, l, weights[1], bias[1], NN_F64));
    CHECK((memcmp(weights[0], weights[1], sizeof(double) * n) == 0) == (l == 1));
    for (size_t i = 0; l == 2 && i < n; ++i) CHECK(weights[1][i] == 0);
  }
  nn_options_destroy(options);
  nn_destroy(plain);
  nn_destroy(mixed);
}

int main(void) {
  test_set_and_get();
  test_refused();
  test_create();
  test_resolved();
  test_last_layer();
  for (int64_t type = NN_F32; type <= NN_F64; ++type) {
    for (int64_t i = NN_INITIALISATION_HE_NORMAL; i <= NN_INITIALISATION_ZEROS; ++i) {
      test_distribution(type, i);
    }
  }
  test_independence();
  return check_done();
}
