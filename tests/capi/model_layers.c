/* SPDX-License-Identifier: MIT
 *
 * Model files of networks of every kind: what the file says of layers, losses and optimizers comes
 * back in all getters, options may contradict none of it but what only training needs, and
 * another optimizer's state is not taken.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "model_bytes.h"
#include "network_kinds.h"
#include "support.h"

enum { kInputs = 3, kOutputs = 2, kRows = 40 };

static const size_t kSizes[] = {kInputs, 7, 5, kOutputs};
static float inputs[kRows * kInputs];
static uint8_t labels[kRows];
static float dense[kRows * kOutputs];
static nn_dataset *labelled, *multiple;

static void make_data(void) {
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  for (size_t i = 0; i < kRows; ++i) dense[i * kOutputs + labels[i]] = 1;
  REQUIRE_OK(nn_dataset_create(&labelled, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1));
  REQUIRE_OK(nn_dataset_create(&multiple, inputs, NN_F32, kRows, kInputs, dense, NN_F32, kOutputs));
}

static const network_kind* find_kind(const char* name) {
  for (int k = 0; k < kNetworkKindCount; ++k) {
    if (strcmp(kNetworkKinds[k].name, name) == 0) return &kNetworkKinds[k];
  }
  check_abandon(__FILE__, __LINE__, name);
}

static nn_network* trained(const network_kind* kind, int64_t type) {
  const int64_t more[] = {NN_OPTION_TYPE, type, NN_OPTION_BATCH_SIZE, 16, NN_OPTION_WORKERS, 1, 0};
  nn_options* options = kind_options(kind, more);
  nn_network* network = NULL;
  REQUIRE_OK(nn_create(&network, kSizes, COUNT_OF(kSizes), options));
  CHECK_OK(
      nn_fit(network, kind->output == NN_OUTPUT_SOFTMAX ? labelled : multiple, NULL, NULL, NULL));
  nn_options_destroy(options);
  return network;
}

static double get(const nn_network* network, nn_option option) {
  int64_t whole = 0;
  double real = 0;
  if (nn_get_int(network, option, &whole) == NN_OK) return (double)whole;
  REQUIRE_OK(nn_get_real(network, option, &real));
  return real;
}

static double get_layer(const nn_network* network, size_t layer, nn_option option) {
  int64_t whole = 0;
  double real = 0;
  if (nn_get_layer_int(network, layer, option, &whole) == NN_OK) return (double)whole;
  REQUIRE_OK(nn_get_layer_real(network, layer, option, &real));
  return real;
}

static void expect_same_options(const nn_network* a, const nn_network* b) {
  static const nn_option kFixed[] = {NN_OPTION_OUTPUT, NN_OPTION_LOSS, NN_OPTION_HUBER_DELTA,
                                     NN_OPTION_NORMALISATION_EPSILON, NN_OPTION_INPUT_DROPOUT};
  static const nn_option kOfLayers[] = {NN_OPTION_ACTIVATION, NN_OPTION_NORMALISATION,
                                        NN_OPTION_DROPOUT};
  for (size_t i = 0; i < COUNT_OF(kFixed); ++i) CHECK(get(a, kFixed[i]) == get(b, kFixed[i]));
  for (nn_option option = NN_OPTION_OPTIMIZER; option <= NN_OPTION_SHUFFLE; ++option) {
    if (!CHECK(get(a, option) == get(b, option))) {
      fprintf(stderr, "    %s\n", nn_option_name(option));
    }
  }
  for (size_t l = 0; l < COUNT_OF(kSizes) - 2; ++l) {
    for (size_t i = 0; i < COUNT_OF(kOfLayers); ++i) {
      CHECK(get_layer(a, l, kOfLayers[i]) == get_layer(b, l, kOfLayers[i]));
    }
    const double activation = get_layer(a, l, NN_OPTION_ACTIVATION);
    if (activation == NN_ACTIVATION_LEAKY_RELU) {
      CHECK(get_layer(a, l, NN_OPTION_LEAKY_SLOPE) == get_layer(b, l, NN_OPTION_LEAKY_SLOPE));
    }
    if (activation == NN_ACTIVATION_ELU) {
      CHECK(get_layer(a, l, NN_OPTION_ELU_ALPHA) == get_layer(b, l, NN_OPTION_ELU_ALPHA));
    }
  }
}

static void test_round_trips(void) {
  for (int k = 0; k < kNetworkKindCount; ++k) {
    for (int64_t type = NN_F32; type <= NN_F64; ++type) {
      const int failures = check_failures();
      nn_network* network = trained(&kNetworkKinds[k], type);
      snapshot model = save_bytes(network), checkpoint = checkpoint_bytes(network);
      nn_network *plain = load_bytes(model, NULL), *whole = load_bytes(checkpoint, NULL);
      CHECK(same_predictions(network, plain) && same_predictions(network, whole));
      expect_same_options(network, plain);
      expect_same_options(network, whole);
      CHECK(saves_as(plain, model) && saves_as(whole, model));
      snapshot again = checkpoint_bytes(whole);
      CHECK(same_snapshot(again, checkpoint));
      free_snapshot(&again);
      /* A model has nothing of its training: loaded, its optimizer is as a new one. */
      CHECK(nn_step_count(plain) == 0 && nn_step_count(whole) == nn_step_count(network));
      nn_destroy(plain);
      nn_destroy(whole);
      nn_destroy(network);
      free_snapshot(&model);
      free_snapshot(&checkpoint);
      if (check_failures() > failures) fprintf(stderr, "    of %s\n", kNetworkKinds[k].name);
    }
  }
}

/* What all layers agree on is the option for all of them; else each has its own. */
static void test_options_of_layers(void) {
  nn_network* network = trained(find_kind("adam"), NN_F32);
  snapshot file = save_bytes(network);
  nn_destroy(network);
  network = load_bytes(file, NULL);
  CHECK(get(network, NN_OPTION_NORMALISATION) == NN_NORMALISATION_BATCH);
  CHECK(get(network, NN_OPTION_DROPOUT) == 0);
  CHECK(get_layer(network, 0, NN_OPTION_DROPOUT) == 0.25);
  CHECK(get_layer(network, 1, NN_OPTION_DROPOUT) == 0.5);
  nn_destroy(network);
  free_snapshot(&file);
}

typedef struct attempt {
  setting set;
  const char* text; /* of the refusal; NULL: none */
} attempt;

static void attempt_loads(const char* kind, const attempt* attempts, size_t count) {
  static const int64_t kNone[] = {0};
  nn_network* network = trained(find_kind(kind), NN_F64);
  snapshot file = checkpoint_bytes(network);
  nn_destroy(network);
  for (size_t i = 0; i < count; ++i) {
    network_kind only = {"", get(network = load_bytes(file, NULL), NN_OPTION_OUTPUT), {{0, 0, 0}}};
    nn_destroy(network);
    only.settings[0] = attempts[i].set;
    nn_options* options = kind_options(&only, kNone);
    nn_network* const untouched = (nn_network*)(void*)kSizes;
    nn_network* loaded = untouched;
    if (attempts[i].text != NULL) {
      CHECK_FAILS(nn_load_buffer(&loaded, file.bytes, file.size, options),
                  NN_ERROR_INVALID_ARGUMENT, "options: ", nn_option_name(attempts[i].set.option),
                  attempts[i].text);
      CHECK(loaded == untouched);
    } else {
      REQUIRE_OK(nn_load_buffer(&loaded, file.bytes, file.size, options));
      nn_destroy(loaded);
    }
    nn_options_destroy(options);
  }
  free_snapshot(&file);
}

static void test_contradictions(void) {
  static const attempt kNesterov[] = {
      {{kAllLayers, NN_OPTION_LOSS, NN_LOSS_HUBER}, NULL},
      {{kAllLayers, NN_OPTION_LOSS, NN_LOSS_DEFAULT}, "is 0, but that of data is 3"},
      {{kAllLayers, NN_OPTION_HUBER_DELTA, 0.75}, NULL},
      {{kAllLayers, NN_OPTION_HUBER_DELTA, 1}, "is 1, but that of data is 0.75"},
      {{kAllLayers, NN_OPTION_NORMALISATION_EPSILON, 0.5}, "but that of data is 1e-05"},
      {{kAllLayers, NN_OPTION_ACTIVATION, NN_ACTIVATION_ELU},
       "of layer 1 is 3, but that of data is 4"},
      {{0, NN_OPTION_ACTIVATION, NN_ACTIVATION_ELU}, NULL},
      {{0, NN_OPTION_ACTIVATION, NN_ACTIVATION_TANH}, "of layer 0 is 7, but that of data is 3"},
      {{2, NN_OPTION_ACTIVATION, NN_ACTIVATION_TANH}, "the last layer has none"},
      {{3, NN_OPTION_ACTIVATION, NN_ACTIVATION_TANH}, "layers are 0 ... 2"},
      {{kAllLayers, NN_OPTION_ELU_ALPHA, 0.5}, NULL},
      {{kAllLayers, NN_OPTION_ELU_ALPHA, 1}, "of layer 0 is 1, but that of data is 0.5"},
      {{1, NN_OPTION_ELU_ALPHA, 1}, NULL}, /* which is no ELU */
      {{kAllLayers, NN_OPTION_LEAKY_SLOPE, 1}, NULL},
      {{kAllLayers, NN_OPTION_NORMALISATION, NN_NORMALISATION_NONE}, NULL},
      {{1, NN_OPTION_NORMALISATION, NN_NORMALISATION_LAYER},
       "of layer 1 is 2, but that of data is 0"},
      {{kAllLayers, NN_OPTION_DROPOUT, 0.5}, NULL},
      {{kAllLayers, NN_OPTION_INPUT_DROPOUT, 0.5}, NULL},
      {{kAllLayers, NN_OPTION_INITIALISATION, NN_INITIALISATION_ZEROS}, NULL},
      {{kAllLayers, NN_OPTION_OPTIMIZER, NN_OPTIMIZER_RPROP}, NULL},
  };
  attempt_loads("nesterov", kNesterov, COUNT_OF(kNesterov));
}

/* Dropout of options goes before that of the file, layer by layer. */
static void test_dropout(void) {
  nn_network* network = trained(find_kind("adam"), NN_F32);
  snapshot file = save_bytes(network);
  nn_destroy(network);
  nn_options* options = make_options((const int64_t[]){0});
  CHECK_OK(nn_options_set_layer_real(options, 0, NN_OPTION_DROPOUT, 0));
  network = NULL;
  REQUIRE_OK(nn_load_buffer(&network, file.bytes, file.size, options));
  CHECK(get_layer(network, 0, NN_OPTION_DROPOUT) == 0);
  CHECK(get_layer(network, 1, NN_OPTION_DROPOUT) == 0.5);
  nn_destroy(network);
  CHECK_OK(nn_options_set_real(options, NN_OPTION_DROPOUT, 0.125));
  CHECK_OK(nn_options_set_real(options, NN_OPTION_INPUT_DROPOUT, 0.75));
  REQUIRE_OK(nn_load_buffer(&network, file.bytes, file.size, options));
  CHECK(get_layer(network, 0, NN_OPTION_DROPOUT) == 0);
  CHECK(get_layer(network, 1, NN_OPTION_DROPOUT) == 0.125);
  CHECK(get(network, NN_OPTION_INPUT_DROPOUT) == 0.75);
  nn_destroy(network);
  nn_options_destroy(options);
  free_snapshot(&file);
}

/* Another optimizer begins anew; what it finds is only checked. */
static void test_other_optimizers(void) {
  nn_network* network = trained(find_kind("adam"), NN_F64);
  snapshot file = checkpoint_bytes(network), model = save_bytes(network);
  nn_destroy(network);
  for (int64_t optimizer = NN_OPTIMIZER_SGD; optimizer <= NN_OPTIMIZER_RPROP; ++optimizer) {
    const int64_t chosen[] = {NN_OPTION_OPTIMIZER, optimizer, NN_OPTION_WORKERS, 1, 0};
    nn_options* options = make_options(chosen);
    nn_network *from_checkpoint = NULL, *from_model = NULL;
    REQUIRE_OK(nn_load_buffer(&from_checkpoint, file.bytes, file.size, options));
    REQUIRE_OK(nn_load_buffer(&from_model, model.bytes, model.size, options));
    CHECK(get(from_checkpoint, NN_OPTION_OPTIMIZER) == (double)optimizer);
    CHECK(nn_step_count(from_checkpoint) > 0);
    for (int step = 0; step < 2; ++step) {
      CHECK_OK(nn_train_batch(from_checkpoint, inputs, NN_F32, labels, NN_U8, kRows, NULL));
      CHECK_OK(nn_train_batch(from_model, inputs, NN_F32, labels, NN_U8, kRows, NULL));
    }
    snapshot saved = checkpoint_bytes(from_checkpoint);
    nn_network* again = load_bytes(saved, NULL);
    snapshot same = checkpoint_bytes(again);
    CHECK(same_snapshot(saved, same));
    free_snapshot(&same);
    free_snapshot(&saved);
    nn_destroy(again);
    nn_destroy(from_checkpoint);
    nn_destroy(from_model);
    nn_options_destroy(options);
  }
  free_snapshot(&file);
  free_snapshot(&model);
}

/* Without dropout a network with another optimizer goes the way of one that was only a model. */
static void test_dropped_state(void) {
  nn_network* network = trained(find_kind("momentum"), NN_F32);
  snapshot file = checkpoint_bytes(network), model = save_bytes(network);
  nn_destroy(network);
  const int64_t chosen[] = {NN_OPTION_OPTIMIZER, NN_OPTIMIZER_RMSPROP, NN_OPTION_WORKERS, 1, 0};
  nn_options* options = make_options(chosen);
  nn_network *from_checkpoint = NULL, *from_model = NULL;
  REQUIRE_OK(nn_load_buffer(&from_checkpoint, file.bytes, file.size, options));
  REQUIRE_OK(nn_load_buffer(&from_model, model.bytes, model.size, options));
  for (int step = 0; step < 3; ++step) {
    CHECK_OK(nn_train_batch(from_checkpoint, inputs, NN_F32, labels, NN_U8, kRows, NULL));
    CHECK_OK(nn_train_batch(from_model, inputs, NN_F32, labels, NN_U8, kRows, NULL));
  }
  snapshot parameters = take_snapshot(from_model);
  CHECK(unchanged(from_checkpoint, parameters));
  free_snapshot(&parameters);
  nn_destroy(from_checkpoint);
  nn_destroy(from_model);
  nn_options_destroy(options);
  free_snapshot(&file);
  free_snapshot(&model);
}

/* Numbers of layers that their options would not take. */
static void test_bounds(void) {
  static const struct {
    const char *kind, *from, *to, *text;
  } kCases[] = {
      {"momentum", "[\\\"leaky_relu(0.30000000000000004)", "[\\\"leaky_relu(1.5)",
       "NN_OPTION_LEAKY_SLOPE is 1.5, which is not within 0 ... 1"},
      {"nesterov", "elu(0.5)", "elu(-0.5)", "NN_OPTION_ELU_ALPHA is -0.5, which is not within"},
      {"adam", "[0.25,0.5]", "[0.25,1]", "NN_OPTION_DROPOUT is 1, which is not within 0 ... 0.99"},
  };
  for (size_t i = 0; i < COUNT_OF(kCases); ++i) {
    nn_network* network = trained(find_kind(kCases[i].kind), NN_F32);
    snapshot file = save_bytes(network);
    snapshot edited = edit_header(file, kCases[i].from, kCases[i].to);
    CHECK(refused(edited, NN_ERROR_FORMAT, kCases[i].text, ""));
    free_snapshot(&edited);
    free_snapshot(&file);
    nn_destroy(network);
  }
}

/* Checkpoints keep what classes weigh, as far as the network has them. */
static void test_class_weights(void) {
  static const double kWeights[] = {0.25, 1.75};
  nn_network* network = trained(find_kind("plain"), NN_F32);
  snapshot model = save_bytes(network), bare = checkpoint_bytes(network);
  CHECK_OK(nn_set_class_weights(network, kWeights, kOutputs));
  snapshot weighed = checkpoint_bytes(network);
  CHECK(saves_as(network, model) && !same_snapshot(bare, weighed));
  nn_network* loaded = load_bytes(weighed, NULL);
  snapshot again = checkpoint_bytes(loaded);
  CHECK(same_snapshot(again, weighed));
  CHECK_OK(nn_train_batch(network, inputs, NN_F32, labels, NN_U8, kRows, NULL));
  CHECK_OK(nn_train_batch(loaded, inputs, NN_F32, labels, NN_U8, kRows, NULL));
  snapshot parameters = take_snapshot(network);
  CHECK(unchanged(loaded, parameters));
  snapshot edited = edit_header(weighed, "[0.25,1.75]", "[0.25]");
  CHECK(refused(edited, NN_ERROR_FORMAT, "has weights of 1 classes; the network has 2", ""));
  free_snapshot(&edited);
  free_snapshot(&parameters);
  free_snapshot(&again);
  free_snapshot(&weighed);
  free_snapshot(&bare);
  free_snapshot(&model);
  nn_destroy(loaded);
  nn_destroy(network);
}

/* Parameters alone go from any file into any network of the same layers. */
static void test_parameters(void) {
  for (int k = 0; k < kNetworkKindCount; ++k) {
    const int64_t more[] = {NN_OPTION_SEED, 99, 0};
    nn_network *from = trained(&kNetworkKinds[k], NN_F64), *to = NULL;
    nn_options* options = kind_options(&kNetworkKinds[k], more);
    CHECK_OK(nn_options_set_int(options, NN_OPTION_TYPE, NN_F64));
    REQUIRE_OK(nn_create(&to, kSizes, COUNT_OF(kSizes), options));
    CHECK(!same_predictions(from, to));
    const char* path = temp_path("parameters.safetensors");
    CHECK_OK(nn_save_checkpoint(from, path));
    CHECK_OK(nn_load_parameters(to, path));
    CHECK(same_predictions(from, to));
    nn_options_destroy(options);
    nn_destroy(from);
    nn_destroy(to);
  }
}

/* A state in another type is converted with the parameters. */
static void test_other_types(void) {
  nn_network* network = trained(find_kind("adam"), NN_F32);
  snapshot file = checkpoint_bytes(network);
  nn_destroy(network);
  nn_options *wide = make_options((const int64_t[]){NN_OPTION_TYPE, NN_F64, 0}),
             *narrow = make_options((const int64_t[]){NN_OPTION_TYPE, NN_F32, 0});
  nn_network *doubles = NULL, *floats = NULL;
  REQUIRE_OK(nn_load_buffer(&doubles, file.bytes, file.size, wide));
  snapshot in_double = checkpoint_bytes(doubles);
  REQUIRE_OK(nn_load_buffer(&floats, in_double.bytes, in_double.size, narrow));
  snapshot back = checkpoint_bytes(floats);
  CHECK(same_snapshot(back, file));
  free_snapshot(&back);
  free_snapshot(&in_double);
  free_snapshot(&file);
  nn_destroy(doubles);
  nn_destroy(floats);
  nn_options_destroy(wide);
  nn_options_destroy(narrow);
}

int main(void) {
  make_data();
  test_round_trips();
  test_options_of_layers();
  test_contradictions();
  test_dropout();
  test_other_optimizers();
  test_dropped_state();
  test_other_types();
  test_bounds();
  test_class_weights();
  test_parameters();
  nn_dataset_destroy(labelled);
  nn_dataset_destroy(multiple);
  return check_done();
}
