/* SPDX-License-Identifier: MIT
 *
 * Parameters on their way from files into networks: into one of another type, values that are not
 * finite, and nn_load_parameters() from files that another program has written.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "model_bytes.h"
#include "support.h"

enum { kInputs = 2, kHidden = 3, kOutputs = 2, kWeights = kInputs * kHidden };

static const size_t kSizes[] = {kInputs, kHidden, kOutputs};

static nn_network* network_of(int64_t type) {
  const int64_t options[] = {NN_OPTION_TYPE, type, NN_OPTION_SEED, 5, 0};
  return make_network(kSizes, COUNT_OF(kSizes), options);
}

/* ------------------------------------------------------------------------------ other types -- */

static nn_network* load_as(snapshot file, int64_t type) {
  const int64_t options[] = {NN_OPTION_TYPE, type, 0};
  nn_options* chosen = make_options(options);
  nn_network* network = load_bytes(file, chosen);
  int64_t got = 0;
  CHECK_OK(nn_get_int(network, NN_OPTION_TYPE, &got));
  CHECK(got == type);
  nn_options_destroy(chosen);
  return network;
}

static void test_conversion(void) {
  double weights[kWeights], bias[kHidden], other[kWeights], other_bias[kHidden];
  nn_network* single = network_of(NN_F32);
  snapshot file = save_bytes(single);
  nn_network* loaded = load_as(file, NN_F64);
  CHECK_OK(nn_get_parameters(single, 0, weights, bias, NN_F64));
  CHECK_OK(nn_get_parameters(loaded, 0, other, other_bias, NN_F64));
  CHECK(memcmp(weights, other, sizeof weights) == 0 && memcmp(bias, other_bias, sizeof bias) == 0);
  /* And back again, to the same file: nothing was rounded. */
  snapshot wide = save_bytes(loaded);
  nn_destroy(loaded);
  loaded = load_as(wide, NN_F32);
  CHECK(saves_as(loaded, file));
  nn_destroy(loaded);
  nn_destroy(single);
  free_snapshot(&wide);
  free_snapshot(&file);

  float rounded[kWeights], rounded_bias[kHidden];
  nn_network* twice = network_of(NN_F64);
  CHECK_OK(nn_get_parameters(twice, 0, weights, bias, NN_F64));
  weights[0] = 1 + ldexp(1, -24) + ldexp(1, -50); /* just above the middle of two floats */
  weights[1] = 1e-45;                             /* a denormal float */
  weights[2] = FLT_MAX;
  CHECK_OK(nn_set_parameters(twice, 0, weights, bias, NN_F64));
  file = save_bytes(twice);
  loaded = load_as(file, NN_F32);
  CHECK_OK(nn_get_parameters(loaded, 0, rounded, rounded_bias, NN_F32));
  for (int i = 0; i < kWeights; ++i) CHECK(rounded[i] == (float)weights[i]);
  CHECK(rounded[0] == 1 + ldexpf(1, -23) && rounded[1] > 0);
  nn_destroy(loaded);
  free_snapshot(&file);

  weights[3] = -1e300;
  CHECK_OK(nn_set_parameters(twice, 0, weights, bias, NN_F64));
  file = save_bytes(twice);
  const int64_t to_single[] = {NN_OPTION_TYPE, NN_F32, 0};
  nn_options* options = make_options(to_single);
  loaded = NULL;
  CHECK_FAILS(nn_load_buffer(&loaded, file.bytes, file.size, options), NN_ERROR_FORMAT,
              "\"layers.0.weight\", row 1, column 1: -1e+300 is not finite in the network's type");
  CHECK(loaded == NULL);
  nn_options_destroy(options);
  loaded = load_bytes(file, NULL); /* which is no trouble in double */
  CHECK(saves_as(loaded, file));
  nn_destroy(loaded);
  nn_destroy(twice);
  free_snapshot(&file);
}

/* ------------------------------------------------------------------------------- not finite -- */

static void put_little_endian(unsigned char* to, uint64_t bits, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) to[i] = (unsigned char)(bits >> 8 * i);
}

static void test_not_finite(int64_t type) {
  static const uint64_t kDouble[] = {UINT64_C(0x7ff8000000000000), UINT64_C(0x7ff0000000000000),
                                     UINT64_C(0xfff0000000000000)};
  static const uint64_t kSingle[] = {0x7fc00000, 0x7f800000, 0xff800000};
  static const char* const kNames[] = {"nan", "inf", "-inf"};
  static const struct {
    size_t element;
    const char* where;
  } kPlaces[] = {{0, "\"layers.0.weight\", row 0, column 0"},
                 {5, "\"layers.0.weight\", row 2, column 1"},
                 {7, "\"layers.0.bias\", row 0, column 1"},
                 {12, "\"layers.1.weight\", row 1, column 0"},
                 {16, "\"layers.1.bias\", row 0, column 1"}};
  nn_network* network = network_of(type);
  const size_t bytes = type == NN_F64 ? 8 : 4;
  snapshot good = save_bytes(network);
  snapshot parameters = take_snapshot(network);
  const int64_t allow[] = {NN_OPTION_ALLOW_NOT_FINITE, 1, 0};
  nn_options* options = make_options(allow);
  for (size_t p = 0; p < COUNT_OF(kPlaces); ++p) {
    for (size_t v = 0; v < COUNT_OF(kNames); ++v) {
      snapshot file = edit_header(good, "__metadata__", "__metadata__"); /* a copy */
      put_little_endian(file.bytes + data_offset(file) + bytes * kPlaces[p].element,
                        type == NN_F64 ? kDouble[v] : kSingle[v], bytes);
      char what[40];
      snprintf(what, sizeof what, ": %s is not finite", kNames[v]);
      CHECK(refused(file, NN_ERROR_FORMAT, kPlaces[p].where, what));
      nn_network* loaded = load_bytes(file, options);
      CHECK(saves_as(loaded, file));
      nn_destroy(loaded);

      const char* path = write_temp("not_finite.safetensors", file.bytes, file.size);
      CHECK_FAILS(nn_load_parameters(network, path), NN_ERROR_FORMAT, kPlaces[p].where, what);
      CHECK(unchanged(network, parameters));
      free_snapshot(&file);
    }
  }
  nn_options_destroy(options);
  free_snapshot(&parameters);
  free_snapshot(&good);
  nn_destroy(network);
}

/* ------------------------------------------------------------------ other programs' networks -- */

enum { kElements = kWeights + kHidden + kHidden * kOutputs + kOutputs };

static double element(size_t i) { return 0.25 * (double)i - 1.5; }

typedef struct tensor {
  const char *name, *dtype, *shape;
  size_t elements, first; /* of the numbers above */
} tensor;

static size_t dtype_bytes(const char* dtype) {
  return dtype[1] == '6' ? 8 : dtype[1] == '3' ? 4 : 2; /* F64, F32, F16 */
}

/* The file of these tensors, in this order, with values of element(). */
static const char* write_tensors(const tensor* tensors, size_t count) {
  char header[4000] = "{\"__metadata__\":{\"format\":\"pt\"}";
  unsigned char data[1000];
  size_t used = strlen(header), at = 0;
  for (size_t t = 0; t < count; ++t) {
    const size_t bytes = dtype_bytes(tensors[t].dtype), begin = at;
    for (size_t i = 0; i < tensors[t].elements; ++i, at += bytes) {
      const double twice = element(tensors[t].first + i);
      const float once = (float)twice;
      uint64_t wide = 0;
      uint32_t narrow = 0;
      memcpy(&wide, &twice, sizeof wide);
      memcpy(&narrow, &once, sizeof narrow);
      REQUIRE(at + bytes <= sizeof data);
      put_little_endian(data + at, bytes == 8 ? wide : bytes == 4 ? narrow : 0, bytes);
    }
    used += (size_t)snprintf(header + used, sizeof header - used,
                             ",\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%lu,%lu]}",
                             tensors[t].name, tensors[t].dtype, tensors[t].shape,
                             (unsigned long)begin, (unsigned long)at);
  }
  snprintf(header + used, sizeof header - used, "}");
  snapshot file = put_together(header, data, at);
  const char* path = write_temp("foreign.safetensors", file.bytes, file.size);
  free_snapshot(&file);
  return path;
}

static const tensor kSequential[] = {
    {"0.weight", "F32", "[3,2]", 6, 0},
    {"0.bias", "F32", "[3]", 3, 6},
    {"2.weight", "F32", "[2,3]", 6, 9},
    {"2.bias", "F32", "[2]", 2, 15},
};

static void expect_elements(const nn_network* network, const size_t* sizes, size_t layers) {
  double weights[64], bias[16];
  size_t next = 0;
  for (size_t l = 0; l < layers; ++l) {
    CHECK_OK(nn_get_parameters(network, l, weights, bias, NN_F64));
    for (size_t i = 0; i < sizes[l] * sizes[l + 1]; ++i) CHECK(weights[i] == element(next++));
    for (size_t i = 0; i < sizes[l + 1]; ++i) CHECK(bias[i] == element(next++));
  }
}

static void test_foreign_files(void) {
  for (int64_t type = NN_F32; type <= NN_F64; ++type) {
    for (int wide = 0; wide < 2; ++wide) {
      tensor tensors[COUNT_OF(kSequential)];
      memcpy(tensors, kSequential, sizeof tensors);
      for (size_t t = 0; wide && t < COUNT_OF(tensors); ++t) tensors[t].dtype = "F64";
      nn_network* network = network_of(type);
      CHECK_OK(nn_set_metadata(network, "kept", "yes"));
      CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 0.01));
      CHECK_OK(nn_load_parameters(network, write_tensors(tensors, COUNT_OF(tensors))));
      expect_elements(network, kSizes, 2);
      double rate = 0;
      CHECK_OK(nn_get_real(network, NN_OPTION_LEARNING_RATE, &rate));
      CHECK(rate == 0.01 && nn_metadata_count(network) == 1);
      /* Training sees the new weights in all places: as one of set parameters does. */
      nn_network* set = network_of(type);
      CHECK_OK(nn_set_real(set, NN_OPTION_LEARNING_RATE, 0.01));
      const float inputs[] = {1, 2};
      const uint8_t label = 1;
      for (size_t l = 0; l < 2; ++l) {
        double weights[kWeights], bias[kHidden];
        CHECK_OK(nn_get_parameters(network, l, weights, bias, NN_F64));
        CHECK_OK(nn_set_parameters(set, l, weights, bias, NN_F64));
      }
      CHECK_OK(nn_train_batch(set, inputs, NN_F32, &label, NN_U8, 1, NULL));
      CHECK_OK(nn_train_batch(network, inputs, NN_F32, &label, NN_U8, 1, NULL));
      snapshot expected = take_snapshot(set);
      CHECK(unchanged(network, expected));
      free_snapshot(&expected);
      nn_destroy(set);
      nn_destroy(network);
    }
  }
}

/* Twelve layers 1-1-...: "2" comes before "10", wherever the tensors lie in the file. */
static void test_natural_order(void) {
  enum { kLayers = 12 };
  size_t sizes[kLayers + 1];
  char names[2 * kLayers][24];
  tensor tensors[2 * kLayers];
  for (size_t i = 0; i <= kLayers; ++i) sizes[i] = 1;
  for (size_t l = 0; l < kLayers; ++l) {
    snprintf(names[2 * l], sizeof names[0], "net.%lu.weight", (unsigned long)(l + 1));
    snprintf(names[2 * l + 1], sizeof names[0], "net.%lu.bias", (unsigned long)(l + 1));
    for (size_t k = 0; k < 2; ++k) {
      const size_t at = 2 * kLayers - 1 - (2 * l + k);
      tensors[at] = (tensor){names[2 * l + k], "F32", k ? "[1]" : "[1,1]", 1, 2 * l + k};
    }
  }
  nn_network* network = make_network(sizes, COUNT_OF(sizes), NULL);
  CHECK_OK(nn_load_parameters(network, write_tensors(tensors, COUNT_OF(tensors))));
  expect_elements(network, sizes, kLayers);
  nn_destroy(network);
}

static void test_misfits(void) {
  static const tensor kNumBatches = {"1.num_batches", "F32", "[1]", 1, 0};
  static const struct {
    size_t which; /* of kSequential, which takes this one's place; 4: is added */
    tensor instead;
    nn_status status;
    const char *text, *more;
  } kCases[] = {
      {0,
       {"0.weight", "F32", "[2,3]", 6, 0},
       NN_ERROR_INVALID_ARGUMENT,
       "\"0.weight\" has the shape [2, 3]; the network's is [3, 2]",
       ""},
      {0, {"0.weight", "F32", "[6]", 6, 0}, NN_ERROR_INVALID_ARGUMENT, "\"0.weight\"", "[6]"},
      {1, {"0.bias", "F32", "[3,1]", 3, 0}, NN_ERROR_INVALID_ARGUMENT, "\"0.bias\"", "[3, 1]"},
      {1, {"0.bias", "F32", "[4]", 4, 0}, NN_ERROR_INVALID_ARGUMENT, "\"0.bias\"", "[4]"},
      {1,
       {"0.bias", "F16", "[3]", 3, 0},
       NN_ERROR_UNSUPPORTED,
       "\"0.bias\" is of type F16",
       "F32 or F64"},
      {1,
       {"0.scale", "F32", "[3]", 3, 0},
       NN_ERROR_INVALID_ARGUMENT,
       "\"0.scale\"",
       "neither in .weight nor in .bias"},
      {1,
       {"1.bias", "F32", "[3]", 3, 0},
       NN_ERROR_INVALID_ARGUMENT,
       "\"0.weight\"",
       "no bias beside it"},
      {4,
       {"4.weight", "F32", "[1,1]", 1, 0},
       NN_ERROR_INVALID_ARGUMENT,
       "3 weights and 2 biases",
       "2 layers"},
  };
  nn_network* network = network_of(NN_F32);
  snapshot before = save_bytes(network);
  for (size_t i = 0; i < COUNT_OF(kCases); ++i) {
    tensor tensors[COUNT_OF(kSequential) + 1];
    memcpy(tensors, kSequential, sizeof kSequential);
    tensors[kCases[i].which] = kCases[i].instead;
    CHECK_FAILS(nn_load_parameters(network, write_tensors(tensors, kCases[i].which == 4 ? 5 : 4)),
                kCases[i].status, "foreign.safetensors", kCases[i].text, kCases[i].more);
    CHECK(saves_as(network, before));
  }
  tensor extra[COUNT_OF(kSequential) + 1];
  memcpy(extra, kSequential, sizeof kSequential);
  extra[4] = kNumBatches;
  CHECK_FAILS(nn_load_parameters(network, write_tensors(extra, 5)), NN_ERROR_INVALID_ARGUMENT,
              "\"1.num_batches\"", "no layer's");
  CHECK_FAILS(nn_load_parameters(network, write_tensors(kSequential, 3)), NN_ERROR_INVALID_ARGUMENT,
              "2 weights and 1 biases");
  CHECK_FAILS(nn_load_parameters(network, write_tensors(kSequential, 0)), NN_ERROR_INVALID_ARGUMENT,
              "0 weights and 0 biases");
  CHECK_FAILS(nn_load_parameters(network, write_temp("short", "1234567", 7)), NN_ERROR_FORMAT,
              "short", "byte 7");
  CHECK_FAILS(nn_load_parameters(network, temp_path("missing")), NN_ERROR_IO, "missing");
  CHECK_FAILS(nn_load_parameters(network, NULL), NN_ERROR_INVALID_ARGUMENT, "path", "NULL");
  CHECK_FAILS(nn_load_parameters(NULL, "x"), NN_ERROR_INVALID_ARGUMENT, "network", "NULL");
  CHECK(saves_as(network, before));
  free_snapshot(&before);
  nn_destroy(network);
}

/* What PyTorch's nn.Sequential of Linear, BatchNorm1d or LayerNorm, an activation and Linear has.
 */
static void test_normalised(void) {
  static const tensor kBatch[] = {
      {"0.weight", "F32", "[3,2]", 6, 0},
      {"0.bias", "F32", "[3]", 3, 6},
      {"1.weight", "F64", "[3]", 3, 9},
      {"1.bias", "F64", "[3]", 3, 12},
      {"1.running_mean", "F64", "[3]", 3, 0},
      {"1.running_var", "F64", "[3]", 3, 6},
      {"1.num_batches_tracked", "I64", "[]", 1, 0},
      {"3.weight", "F32", "[2,3]", 6, 9},
      {"3.bias", "F32", "[2]", 2, 15},
  };
  for (int64_t kind = NN_NORMALISATION_BATCH; kind <= NN_NORMALISATION_LAYER; ++kind) {
    const int is_batch = kind == NN_NORMALISATION_BATCH;
    const int64_t options[] = {NN_OPTION_TYPE, NN_F64, NN_OPTION_NORMALISATION, kind, 0};
    nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
    tensor tensors[COUNT_OF(kBatch)];
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(kBatch); ++i) {
      const int of_batches = strstr(kBatch[i].name, "running") || strstr(kBatch[i].name, "tracked");
      if (is_batch || !of_batches) tensors[count++] = kBatch[i];
    }
    double scale[kHidden], shift[kHidden], mean[kHidden], variance[kHidden];
    CHECK_OK(nn_load_parameters(network, write_tensors(tensors, count)));
    expect_elements(network, kSizes, 2);
    CHECK_OK(nn_get_normalisation(network, 0, scale, shift, is_batch ? mean : NULL,
                                  is_batch ? variance : NULL, NN_F64));
    for (size_t i = 0; i < kHidden; ++i) {
      CHECK(scale[i] == element(9 + i) && shift[i] == element(12 + i));
      CHECK(!is_batch || (mean[i] == element(i) && variance[i] == element(6 + i)));
    }
    snapshot before = save_bytes(network);
    if (is_batch) {
      tensors[5].first = 0; /* begins at -1.5 */
      CHECK_FAILS(nn_load_parameters(network, write_tensors(tensors, count)), NN_ERROR_FORMAT,
                  "\"1.running_var\", row 0, column 0: -1.5 is below 0");
      CHECK_FAILS(nn_load_parameters(network, write_tensors(kSequential, 4)),
                  NN_ERROR_INVALID_ARGUMENT, "2 weights", "2 layers, 1 of them normalised");
    } else {
      CHECK_FAILS(nn_load_parameters(network, write_tensors(kBatch, COUNT_OF(kBatch))),
                  NN_ERROR_INVALID_ARGUMENT, "\"1.weight\" has a running_mean", "layer 0");
    }
    CHECK(saves_as(network, before));
    free_snapshot(&before);
    nn_destroy(network);
  }
}

/* A model file is such a file as well: its tensors go into any network of its sizes. */
static void test_own_files(void) {
  nn_network *from = network_of(NN_F64), *to = network_of(NN_F64);
  const double weights[kWeights] = {1, 2, 3, 4, 5, 6}, bias[kHidden] = {7, 8, 9};
  CHECK_OK(nn_set_parameters(from, 0, weights, bias, NN_F64));
  CHECK_OK(nn_set_metadata(from, "a", "stays behind"));
  const char* path = temp_path("own.safetensors");
  CHECK_OK(nn_save(from, path));
  CHECK_OK(nn_load_parameters(to, path));
  snapshot parameters = take_snapshot(from);
  CHECK(unchanged(to, parameters) && same_predictions(from, to));
  CHECK(nn_metadata_count(to) == 0);
  free_snapshot(&parameters);
  nn_destroy(from);
  nn_destroy(to);
}

int main(void) {
  test_conversion();
  test_not_finite(NN_F32);
  test_not_finite(NN_F64);
  test_foreign_files();
  test_natural_order();
  test_misfits();
  test_normalised();
  test_own_files();
  return check_done();
}
