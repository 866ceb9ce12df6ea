/* SPDX-License-Identifier: MIT
 *
 * Model files that were made to deceive, class by class: lengths, places, products and lists that
 * lie or contradict each other, each refused in words that say what is wrong with what.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "model_bytes.h"
#include "support.h"

/* A network of two inputs and one output, and nothing that could be left out. */
#define METADATA                                                                         \
  "\"__metadata__\":{\"neuro.format\":\"1\",\"neuro.layer_sizes\":\"[2,1]\","            \
  "\"neuro.activation\":\"relu\",\"neuro.output\":\"identity\",\"neuro.input_scaling\":" \
  "\"standard\"}"
#define WEIGHT "\"layers.0.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}"
#define BIAS "\"layers.0.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}"
#define OFFSET "\"neuro.input_scaling.offset\":"
#define FACTOR "\"neuro.input_scaling.factor\":"
enum { kDataBytes = 12 };

static const char kHeader[] = "{" METADATA "," WEIGHT "," BIAS "}";

static snapshot base_file(void) { return put_together(kHeader, NULL, kDataBytes); }

static void test_lengths(void) {
  static const struct {
    unsigned char length[8];
    size_t size;
    const char* text;
  } kCases[] = {
      {{0}, 0, "byte 0: the file ends before the length of its header"},
      {{0}, 7, "byte 7: the file ends before the length of its header"},
      {{0}, 8, "byte 0: the header is empty"},
      {{2}, 9, "byte 0: a header of 2 bytes, but the file has only 9"},
      {{0, 0, 0, 0, 0, 0, 0, 0x80}, 64, "byte 0: a header of 9223372036854775808 bytes"},
      {{255, 255, 255, 255, 255, 255, 255, 255}, 64, "a header of 18446744073709551615 bytes"},
      {{248, 255, 255, 255, 255, 255, 255, 255}, 64, "a header of 18446744073709551608 bytes"},
      {{1, 225, 245, 5}, 64, "byte 0: a header of 100000001 bytes, more than 100000000"},
      {{0, 225, 245, 5}, 64, "byte 0: a header of 100000000 bytes, but the file has only 64"},
  };
  for (size_t i = 0; i < COUNT_OF(kCases); ++i) {
    unsigned char bytes[64] = {0};
    memcpy(bytes, kCases[i].length, 8);
    CHECK(refused((snapshot){bytes, kCases[i].size}, NN_ERROR_FORMAT, kCases[i].text, ""));
  }
}

/* What stands in the header instead of something. */
typedef struct edit {
  const char *from, *to;
  nn_status status;
  const char* text;
} edit;

static void test_edits(const edit* edits, size_t count, size_t data_bytes) {
  snapshot base = put_together(kHeader, NULL, data_bytes);
  for (size_t i = 0; i < count; ++i) {
    snapshot file = edit_header(base, edits[i].from, edits[i].to);
    if (!refused(file, edits[i].status, edits[i].text, "")) fprintf(stderr, "  %s\n", edits[i].to);
    free_snapshot(&file);
  }
  free_snapshot(&base);
}

/* Where tensors lie. */
static void test_places(void) {
  static const edit kEdits[] = {
      {"[8,12]", "[4,8]", NN_ERROR_FORMAT,
       "tensor \"layers.0.bias\": begins at byte 4 of the data, the one before ends at 8"},
      {"[0,8]", "[4,12]", NN_ERROR_FORMAT,
       "tensor \"layers.0.weight\": begins at byte 4 of the data, the one before ends at 0"},
      {"[8,12]", "[9,13]", NN_ERROR_FORMAT, "begins at byte 9 of the data, the one before ends"},
      {"[8,12]", "[12,8]", NN_ERROR_FORMAT, "begins at byte 12 of the data and ends before, at 8"},
      {"[8,12]", "[8,16]", NN_ERROR_FORMAT,
       "tensor \"layers.0.bias\": its shape has 4 bytes, its data 8"},
      {"[0,8]", "[0]", NN_ERROR_FORMAT, "\"layers.0.weight\": data_offsets has 1 numbers, not 2"},
      {"[0,8]", "[0,8,8]", NN_ERROR_FORMAT, "data_offsets has more than 2 numbers"},
      {"[0,8]", "[-1,8]", NN_ERROR_FORMAT, "data_offsets holds a number with a sign"},
      {"[0,8]", "[0,8.0]", NN_ERROR_FORMAT, "data_offsets holds a number with a fraction"},
      {"[0,8]", "[0,18446744073709551616]", NN_ERROR_FORMAT, "above 2^64 - 1"},
      {"[0,8]", "[18446744073709551608,8]", NN_ERROR_FORMAT, "and ends before, at 8"},
      {"[1,2]", "[4294967296,4294967296]", NN_ERROR_FORMAT,
       "\"layers.0.weight\": its shape has more than 2^64 bytes"},
      {"[1,2]", "[9223372036854775808,2]", NN_ERROR_FORMAT, "more than 2^64 bytes"},
      {"[1,2]", "[0,18446744073709551615]", NN_ERROR_FORMAT, "its shape has 0 bytes, its data 8"},
      {"[1,2]", "[1,1,1,1,1,1,1,1,2]", NN_ERROR_UNSUPPORTED, "more than 8 dimensions"},
      {"[1,2]", "[1,[2]]", NN_ERROR_FORMAT, "shape holds an array, not whole numbers alone"},
      {"\"F32\",\"shape\":[1,2]", "\"F4\",\"shape\":[1,2]", NN_ERROR_UNSUPPORTED,
       "\"layers.0.weight\": unknown dtype \"F4\""},
  };
  test_edits(kEdits, COUNT_OF(kEdits), kDataBytes);

  snapshot base = base_file();
  snapshot longer = put_together(kHeader, NULL, kDataBytes + 1);
  CHECK(refused(longer, NN_ERROR_FORMAT, "the tensors have 12 bytes, the data 13", ""));
  snapshot shorter = put_together(kHeader, NULL, kDataBytes - 1);
  CHECK(refused(shorter, NN_ERROR_FORMAT, "the tensors have 12 bytes, the data 11", ""));
  nn_network* network = load_bytes(base, NULL); /* without any edit it is a good one */
  CHECK(nn_layer_count(network) == 2 && nn_layer_size(network, 0) == 2);
  nn_destroy(network);
  free_snapshot(&longer);
  free_snapshot(&shorter);
  free_snapshot(&base);
}

static void test_json(void) {
  static const edit kEdits[] = {
      {"," BIAS, "," BIAS "," BIAS, NN_ERROR_FORMAT, "tensor \"layers.0.bias\": there is a second"},
      {"," BIAS, "," BIAS "," METADATA, NN_ERROR_FORMAT, "a second __metadata__"},
      {"\"neuro.format\":\"1\"", "\"a\":\"1\",\"a\":\"2\"", NN_ERROR_FORMAT,
       "metadata \"a\": a second one"},
      {"\"shape\":[1,2]", "\"shape\":[1,2],\"shape\":[1,2]", NN_ERROR_FORMAT, "a second shape"},
      {"\"shape\":[1,2],", "", NN_ERROR_FORMAT, "tensor \"layers.0.weight\": has no shape"},
      {"\"shape\":[1,2]", "\"shape\":[1,2],\"x\":1", NN_ERROR_FORMAT, "unknown field \"x\""},
      {"\"neuro.format\":\"1\"", "\"neuro.format\":1", NN_ERROR_FORMAT,
       "metadata \"neuro.format\": is a number, not a string"},
      {"\"neuro.format\":\"1\"", "\"a\":{\"b\":\"c\"}", NN_ERROR_FORMAT,
       "metadata \"a\": is an object, not a string"},
      {"\"neuro.format\":\"1\"", "\"a\":\"\\ud800\"", NN_ERROR_FORMAT, "not JSON"},
      {"\"neuro.format\":\"1\"", "\"a\":\"\xff\"", NN_ERROR_FORMAT, "not JSON"},
      {"\"neuro.format\":\"1\"", "\"a\":\"\\u0000\"", NN_ERROR_FORMAT, "has a zero character"},
      {METADATA ",", "", NN_ERROR_FORMAT, "its metadata have no \"neuro.format\""},
      {METADATA, "\"__metadata__\":[]", NN_ERROR_FORMAT, "__metadata__ is an array, not an object"},
      {"{" METADATA, " {" METADATA, NN_ERROR_FORMAT, "byte 8: the header does not begin with '{'"},
      {BIAS "}", BIAS "}}", NN_ERROR_FORMAT, "not JSON"},
      {BIAS "}", BIAS, NN_ERROR_FORMAT, "not JSON"},
  };
  test_edits(kEdits, COUNT_OF(kEdits), kDataBytes);

  /* Nested as deeply as there is room: refused at the second level, with no recursion. */
  enum { kDeep = 1 << 20 };
  char* nested = must_allocate(kDeep + 1);
  for (int kind = 0; kind < 2; ++kind) {
    memset(nested, '[', kDeep);
    nested[kDeep] = '\0';
    if (kind == 1) {
      for (size_t i = 0; i + 5 <= kDeep; i += 5) memcpy(nested + i, "{\"a\":", 5);
    } else {
      memcpy(nested, "{\"a\":", 5);
    }
    snapshot file = put_together(nested, NULL, 0);
    CHECK(refused(file, NN_ERROR_FORMAT, "tensor \"a\": ",
                  kind == 1 ? "unknown field \"a\"" : "is an array, not an object"));
    free_snapshot(&file);
  }
  free(nested);
}

/* What a header with layers too large for any memory is refused for: where sizes have 32 bits, that
 * a layer has such a size at all. */
#if SIZE_MAX > UINT32_MAX
static const char kHugeLayers[] =
    "tensor \"layers.0.weight\" has the shape [1, 2]; the network's is [9223372036854775807, "
    "9223372036854775807]";
#else
static const char kHugeLayers[] = "has a number that is no layer's size";
#endif

/* What the metadata say of a network, against the tensors and against itself. */
static void test_descriptions(void) {
  static const edit kEdits[] = {
      {"[2,1]", "[2]", NN_ERROR_FORMAT, "\"neuro.layer_sizes\": has fewer than two numbers"},
      {"[2,1]", "[]", NN_ERROR_FORMAT, "\"neuro.layer_sizes\": has fewer than two numbers"},
      {"[2,1]", "[2,0]", NN_ERROR_FORMAT, "has a number that is no layer's size"},
      {"[2,1]", "[2,1.0]", NN_ERROR_FORMAT, "is not a list of numbers in their range"},
      {"[2,1]", "[2,18446744073709551615]", NN_ERROR_FORMAT, "that is no layer's size"},
      {"[2,1]", "[9223372036854775807,9223372036854775807]", NN_ERROR_FORMAT, kHugeLayers},
      {"[2,1]", "[2,1000000000]", NN_ERROR_FORMAT, "the network's is [1000000000, 2]"},
      {"[2,1]", "[1,2]", NN_ERROR_FORMAT, "has the shape [1, 2]; the network's is [2, 1]"},
      {"[2,1]", "[2,2,1]", NN_ERROR_FORMAT, "has 2 tensors; a network of 2 layers has 4"},
      {"layers.0.bias", "layers.0.bits", NN_ERROR_FORMAT, "has no tensor \"layers.0.bias\""},
      {"layers.0.bias", "layers.00.bias", NN_ERROR_FORMAT, "has no tensor \"layers.0.bias\""},
      {"\"shape\":[1],", "\"shape\":[1,1],", NN_ERROR_FORMAT,
       "tensor \"layers.0.bias\" has the shape [1, 1]; the network's is [1]"},
      {"\"F32\",\"shape\":[1],", "\"I32\",\"shape\":[1],", NN_ERROR_UNSUPPORTED,
       "tensor \"layers.0.bias\" is of type I32, not F32 or F64"},
      {"\"standard\"", "\"standard\"," OFFSET "\"[1,2]\"", NN_ERROR_FORMAT,
       "its metadata have no \"neuro.input_scaling.factor\""},
      {"\"standard\"", "\"standard\"," OFFSET "\"[1]\"," FACTOR "\"[1,2]\"", NN_ERROR_FORMAT,
       "\"neuro.input_scaling.offset\": has not as many numbers as the network has inputs"},
      {"\"standard\"", "\"standard\"," OFFSET "\"[1,2]\"," FACTOR "\"[1,2,3]\"", NN_ERROR_FORMAT,
       "\"neuro.input_scaling.factor\": has too many numbers"},
      {"\"standard\"", "\"standard\"," OFFSET "\"[1,1e999]\"," FACTOR "\"[1,2]\"", NN_ERROR_FORMAT,
       "\"neuro.input_scaling.offset\": is not a list of numbers in their range"},
      {"\"standard\"", "\"standard\"," OFFSET "\"[1,nan]\"," FACTOR "\"[1,2]\"", NN_ERROR_FORMAT,
       "is not a list of numbers in their range"},
      {"\"standard\"", "\"none\"," OFFSET "\"[1,2]\"," FACTOR "\"[1,2]\"", NN_ERROR_FORMAT,
       "\"neuro.input_scaling.offset\": there is no input scaling"},
      {"\"standard\"", "\"standard\",\"neuro.history.rows\":\"[1]\"", NN_ERROR_FORMAT,
       "its metadata have no \"neuro.history.learning_rate\""},
      {"\"standard\"",
       "\"standard\",\"neuro.history.rows\":\"[1]\",\"neuro.history.learning_rate\":\"[]\"",
       NN_ERROR_FORMAT, "\"neuro.history.learning_rate\": has not as many numbers as epochs"},
      {"\"standard\"", "\"standard\",\"neuro.history.rows\":\"[-1]\"", NN_ERROR_FORMAT,
       "\"neuro.history.rows\": is not a list of numbers in their range"},
      {"\"standard\"", "\"standard\",\"neuro.option.epochs\":\"0\"", NN_ERROR_FORMAT,
       "the option epochs is no number within 1 ... 2147483647"},
      {"\"relu\"", "\"[\\\"tanh\\\"]\"", NN_ERROR_FORMAT,
       "\"neuro.activation\": has too many words"},
      {"\"relu\"", "\"[tanh]\"", NN_ERROR_FORMAT, "\"neuro.activation\": is not a list of words"},
      {"\"relu\"", "\"relu\",\"neuro.normalisation\":\"[\\\"batch\\\"]\"", NN_ERROR_FORMAT,
       "\"neuro.normalisation\": has too many words"},
      {"\"relu\"", "\"relu\",\"neuro.dropout\":\"[0.5]\"", NN_ERROR_FORMAT,
       "\"neuro.dropout\": has too many numbers"},
      {"\"relu\"", "\"relu\",\"neuro.input_dropout\":\"1\"", NN_ERROR_FORMAT,
       "NN_OPTION_INPUT_DROPOUT is 1, which is not within 0 ... 0.99"},
      {"\"relu\"", "\"relu\",\"neuro.normalisation.epsilon\":\"0\"", NN_ERROR_FORMAT,
       "NN_OPTION_NORMALISATION_EPSILON is 0, which is not within"},
      {"\"relu\"", "\"relu\",\"neuro.loss.huber_delta\":\"-1\"", NN_ERROR_FORMAT,
       "NN_OPTION_HUBER_DELTA is -1, which is not within"},
      {"\"identity\"", "\"sigmoid\",\"neuro.loss\":\"absolute\"", NN_ERROR_FORMAT,
       "\"neuro.loss\": does not go with the output"},
      {"\"identity\"", "\"identity\",\"neuro.loss\":\"hinge\"", NN_ERROR_UNSUPPORTED,
       "\"neuro.loss\": \"hinge\" is not known to this version"},
  };
  test_edits(kEdits, COUNT_OF(kEdits), kDataBytes);

  /* Tensors of both types. */
  static const edit kMixed[] = {
      {"\"F32\",\"shape\":[1],\"data_offsets\":[8,12]",
       "\"F64\",\"shape\":[1],\"data_offsets\":[8,16]", NN_ERROR_FORMAT,
       "tensor \"layers.0.bias\" is of type F64, others are of F32"},
  };
  test_edits(kMixed, COUNT_OF(kMixed), 16);
}

/* The numbers of a checkpoint, of which `changed` gets the value. */
static void test_checkpoint(const char* changed, const char* value, const char* text) {
  static const char* const kNumbers[][2] = {
      {"steps", "5"}, {"epochs_begun", "2"}, {"epochs", "1"},  {"row", "3"},
      {"rows", "10"}, {"loss_sum", "1.5"},   {"correct", "2"},
  };
  char replacement[800] = "\"standard\"";
  for (size_t i = 0; i < COUNT_OF(kNumbers); ++i) {
    const int this_one = changed != NULL && strcmp(changed, kNumbers[i][0]) == 0;
    if (this_one && value == NULL) continue; /* it is missing */
    const size_t used = strlen(replacement);
    snprintf(replacement + used, sizeof replacement - used, ",\"neuro.checkpoint.%s\":\"%s\"",
             kNumbers[i][0], this_one ? value : kNumbers[i][1]);
  }
  snapshot base = base_file();
  snapshot file = edit_header(base, "\"standard\"", replacement);
  if (text != NULL) {
    char name[64];
    snprintf(name, sizeof name, "\"neuro.checkpoint.%s\"", changed);
    CHECK(refused(file, NN_ERROR_FORMAT, name, text));
  } else {
    nn_network* network = load_bytes(file, NULL);
    CHECK(nn_step_count(network) == 5);
    nn_destroy(network);
  }
  free_snapshot(&file);
  free_snapshot(&base);
}

static void test_checkpoints(void) {
  test_checkpoint(NULL, NULL, NULL);
  test_checkpoint("steps", "-5", "is not a whole number in its range");
  test_checkpoint("steps", "9223372036854775808", "is not a whole number in its range");
  test_checkpoint("epochs_begun", "4294967296", "is not a whole number in its range");
  test_checkpoint("epochs_begun", "0", "is 0 in the middle of an epoch");
  test_checkpoint("epochs_begun", NULL, "its metadata have no");
  test_checkpoint("row", "11", "is no row of the epoch");
  test_checkpoint("row", "0", "is no row of the epoch");
  test_checkpoint("rows", NULL, "its metadata have no");
  test_checkpoint("correct", "4", "is more than there were rows");
  test_checkpoint("correct", NULL, "its metadata have no");
  test_checkpoint("loss_sum", "", "is not a number");
  test_checkpoint("loss_sum", "1,5", "is not a number");
  test_checkpoint("loss_sum", "inf", "is not a number");
}

int main(void) {
  test_lengths();
  test_places();
  test_json();
  test_descriptions();
  test_checkpoints();
  return check_done();
}
