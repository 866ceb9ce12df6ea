/* SPDX-License-Identifier: MIT
 *
 * The text that belongs to a network: what may be set, in which order it is listed, and that files
 * keep it, together with what other programs and later versions of the library have written there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "model_bytes.h"
#include "support.h"

/* Values in their quotation marks. */
enum { kMostKey = 255, kMostValue = (1 << 20) - 2, kMostKeys = 4096 };

static const size_t kSizes[] = {2, 3, 2};

static nn_network* new_network(void) { return make_network(kSizes, COUNT_OF(kSizes), NULL); }

/* So many times the same character. */
static const char* repeated(char c, size_t n) {
  static char text[kMostValue + 2];
  REQUIRE(n < sizeof text);
  memset(text, c, n);
  text[n] = '\0';
  return text;
}

static int has(const nn_network* network, const char* key, const char* value) {
  const char* found = nn_metadata(network, key);
  return found != NULL && strcmp(found, value) == 0;
}

static void expect_keys(const nn_network* network, const char* const* keys, size_t count) {
  CHECK(nn_metadata_count(network) == count);
  for (size_t i = 0; i < count; ++i) {
    const char* key = nn_metadata_key(network, i);
    CHECK(key != NULL && strcmp(key, keys[i]) == 0);
  }
  CHECK(nn_metadata_key(network, count) == NULL && nn_metadata_key(network, SIZE_MAX) == NULL);
}

static void test_set_and_get(void) {
  nn_network* network = new_network();
  CHECK(nn_metadata(network, "a") == NULL);
  expect_keys(network, NULL, 0);
  CHECK_OK(nn_set_metadata(network, "b", "two"));
  CHECK_OK(nn_set_metadata(network, "a", ""));
  CHECK_OK(nn_set_metadata(network, "B", "upper case comes first"));
  CHECK_OK(nn_set_metadata(network, "\xC3\xA4", "\xE2\x82\xAC \xF0\x9F\x98\x80"));
  CHECK_OK(nn_set_metadata(network, "neuro", "\"quoted\" \\ and\nlines\t\x01\x7f"));
  static const char* const kKeys[] = {"B", "a", "b", "neuro", "\xC3\xA4"};
  expect_keys(network, kKeys, COUNT_OF(kKeys));
  CHECK_OK(nn_set_metadata(network, "b", "another"));
  CHECK(has(network, "b", "another") && has(network, "a", ""));
  CHECK(nn_metadata(network, "c") == NULL && nn_metadata(network, "") == NULL);

  snapshot file = save_bytes(network);
  nn_network* loaded = load_bytes(file, NULL);
  expect_keys(loaded, kKeys, COUNT_OF(kKeys));
  for (size_t i = 0; i < COUNT_OF(kKeys); ++i) {
    CHECK(has(loaded, kKeys[i], nn_metadata(network, kKeys[i])));
  }
  CHECK(saves_as(loaded, file));
  nn_destroy(loaded);
  free_snapshot(&file);

  CHECK_OK(nn_set_metadata(network, "a", NULL));
  CHECK_OK(nn_set_metadata(network, "a", NULL));
  CHECK(nn_metadata(network, "a") == NULL && nn_metadata_count(network) == 4);
  nn_destroy(network);

  CHECK(nn_metadata(NULL, "a") == NULL && nn_metadata_count(NULL) == 0);
  CHECK(nn_metadata_key(NULL, 0) == NULL);
}

static void test_refused(void) {
  static const char* const kNotUtf8[] = {
      "\x80", "\xC3", "\xC0\xAF", "\xED\xA0\x80", "a\xF5z", "\xF0\x80\x80\x80", "\xE2\x82"};
  nn_network* network = new_network();
  CHECK_OK(nn_set_metadata(network, "kept", "value"));
  snapshot before = save_bytes(network);
  CHECK_FAILS(nn_set_metadata(NULL, "a", "b"), NN_ERROR_INVALID_ARGUMENT, "network", "NULL");
  CHECK_FAILS(nn_set_metadata(network, NULL, "b"), NN_ERROR_INVALID_ARGUMENT, "key", "NULL");
  CHECK_FAILS(nn_set_metadata(network, "", "b"), NN_ERROR_INVALID_ARGUMENT, "key", "empty");
  CHECK(nn_metadata(network, NULL) == NULL);
  for (size_t i = 0; i < COUNT_OF(kNotUtf8); ++i) {
    CHECK_FAILS(nn_set_metadata(network, kNotUtf8[i], "b"), NN_ERROR_INVALID_ARGUMENT, "key",
                "UTF-8");
    CHECK_FAILS(nn_set_metadata(network, "kept", kNotUtf8[i]), NN_ERROR_INVALID_ARGUMENT, "value",
                "UTF-8");
  }
  CHECK_FAILS(nn_set_metadata(network, "neuro.format", "2"), NN_ERROR_INVALID_ARGUMENT, "key",
              "neuro.format", "library's");
  CHECK_FAILS(nn_set_metadata(network, "neuro.", NULL), NN_ERROR_INVALID_ARGUMENT, "library's");
  CHECK_FAILS(nn_set_metadata(network, repeated('k', kMostKey + 1), "b"), NN_ERROR_INVALID_ARGUMENT,
              "key", "256", "255");
  CHECK_FAILS(nn_set_metadata(network, "kept", repeated('v', kMostValue + 1)),
              NN_ERROR_INVALID_ARGUMENT, "value", "1048577", "1048576");
  CHECK_FAILS(nn_set_metadata(network, "kept", repeated('\n', kMostValue / 6 + 1)),
              NN_ERROR_INVALID_ARGUMENT, "value", "1048580", "1048576");
  CHECK(saves_as(network, before));
  free_snapshot(&before);
  nn_destroy(network);
}

static void expect_reloads(const nn_network* network) {
  snapshot file = save_bytes(network);
  nn_network* loaded = load_bytes(file, NULL);
  CHECK(nn_metadata_count(loaded) == nn_metadata_count(network));
  CHECK(saves_as(loaded, file));
  nn_destroy(loaded);
  free_snapshot(&file);
}

/* Whatever may be set can be saved and loaded, even where JSON writes a character as six. */
static void test_limits(void) {
  nn_network* network = new_network();
  char key[kMostKey + 1];
  snprintf(key, sizeof key, "%s", repeated('k', kMostKey));
  CHECK_OK(nn_set_metadata(network, key, "b"));
  CHECK_OK(nn_set_metadata(network, key, repeated('\x01', kMostValue / 6)));
  CHECK_OK(nn_set_metadata(network, "\"", repeated('\\', kMostValue / 2)));
  expect_reloads(network);
  CHECK_OK(nn_set_metadata(network, "\"", NULL));
  CHECK_OK(nn_set_metadata(network, key, NULL));

  /* All of it at once, to the byte: sixteen values, less their keys of three bytes. */
  const size_t rest = kMostValue - 16 * 3;
  for (int i = 0; i < 15; ++i) {
    const char name[] = {(char)('a' + i), '\0'};
    CHECK_OK(nn_set_metadata(network, name, repeated('v', kMostValue)));
  }
  CHECK_FAILS(nn_set_metadata(network, "p", repeated('v', rest + 1)), NN_ERROR_INVALID_ARGUMENT,
              "value", "16777217", "16777216");
  CHECK_OK(nn_set_metadata(network, "p", repeated('v', rest)));
  CHECK_FAILS(nn_set_metadata(network, "z", ""), NN_ERROR_INVALID_ARGUMENT, "value", "16777221");
  CHECK_OK(nn_set_metadata(network, "a", repeated('w', kMostValue))); /* one for another */
  expect_reloads(network);
  nn_destroy(network);

  network = new_network();
  for (int i = 0; i < kMostKeys; ++i) {
    char name[16];
    snprintf(name, sizeof name, "%d", i);
    if (nn_set_metadata(network, name, "") != NN_OK) break;
  }
  CHECK(nn_metadata_count(network) == kMostKeys);
  CHECK_FAILS(nn_set_metadata(network, "new", ""), NN_ERROR_INVALID_ARGUMENT, "key", "4096");
  CHECK_OK(nn_set_metadata(network, "7", "changed"));
  expect_reloads(network);
  nn_destroy(network);
}

/* A file that somebody else has added to: what is not ours, and what a later version of the library
 * may write without a higher format version, goes from file to file. */
static void test_additions_are_kept(void) {
  static const struct {
    const char *key, *value;
    int visible;
  } kAdded[] = {
      {"author", "somebody", 1},
      {"neuro.later", "[1,2]", 1},
      {"neuro.option.momentum", "0.9", 0},
      {"__x__", "", 1},
  };
  nn_network* network = new_network();
  CHECK_OK(nn_set_metadata(network, "mine", "too"));
  snapshot original = save_bytes(network);
  nn_destroy(network);
  for (size_t i = 0; i < COUNT_OF(kAdded); ++i) {
    snapshot file = add_metadata(original, kAdded[i].key, kAdded[i].value);
    network = load_bytes(file, NULL);
    CHECK(nn_metadata_count(network) == (kAdded[i].visible ? 2 : 1));
    CHECK(!kAdded[i].visible || has(network, kAdded[i].key, kAdded[i].value));
    snapshot saved = save_bytes(network);
    nn_network* again = load_bytes(saved, NULL);
    CHECK(nn_metadata_count(again) == nn_metadata_count(network));
    CHECK(saves_as(again, saved));
    /* It is still there, however it is sorted. */
    char entry[80];
    snprintf(entry, sizeof entry, "\"%s\":\"%s\"", kAdded[i].key, kAdded[i].value);
    snapshot without = edit_header(saved, entry, "\"gone\":\"\"");
    CHECK(without.size > 0);
    free_snapshot(&without);
    nn_destroy(again);
    nn_destroy(network);
    free_snapshot(&saved);
    free_snapshot(&file);
  }
  free_snapshot(&original);
}

/* A later version may give networks something that changes what they mean: then it says so. */
static void test_versions(void) {
  nn_network* network = new_network();
  snapshot original = save_bytes(network);
  nn_destroy(network);
  static const struct {
    const char *from, *to;
    nn_status status;
    const char *text, *more;
  } kChanges[] = {
      {"\"neuro.format\":\"1\"", "\"neuro.format\":\"2\"", NN_ERROR_UNSUPPORTED,
       "is of format version 2; this version of the library reads up to 1", ""},
      {"\"neuro.format\":\"1\"", "\"neuro.format\":\"18446744073709551615\"", NN_ERROR_UNSUPPORTED,
       "format version 18446744073709551615", "up to 1"},
      {"\"neuro.format\":\"1\"", "\"neuro.format\":\"0\"", NN_ERROR_FORMAT, "\"neuro.format\"",
       "there is no version 0"},
      {"\"neuro.format\":\"1\"", "\"neuro.format\":\"one\"", NN_ERROR_FORMAT, "\"neuro.format\"",
       "is not a whole number"},
      {"\"neuro.format\":\"1\",", "", NN_ERROR_FORMAT, "have no \"neuro.format\"",
       "nn_load_parameters()"},
      {"\"neuro.activation\":\"relu\"", "\"neuro.activation\":\"tanh\"", NN_ERROR_UNSUPPORTED,
       "\"neuro.activation\": \"tanh\"", "is not known to this version"},
      {"\"neuro.output\":\"softmax\"", "\"neuro.output\":\"poisson\"", NN_ERROR_UNSUPPORTED,
       "\"neuro.output\": \"poisson\"", "is not known to this version"},
      {"\"neuro.input_scaling\":\"none\"", "\"neuro.input_scaling\":\"log\"", NN_ERROR_UNSUPPORTED,
       "\"neuro.input_scaling\": \"log\"", "is not known to this version"},
      {"\"neuro.option.seed\":\"0\"", "\"neuro.option.seed\":\"-1\"", NN_ERROR_FORMAT,
       "option seed", "0 ... 9223372036854775807"},
      {"\"neuro.option.learning_rate\":\"0.1\"", "\"neuro.option.learning_rate\":\"0,1\"",
       NN_ERROR_FORMAT, "option learning_rate", "0 ... 1e+06"},
  };
  for (size_t i = 0; i < COUNT_OF(kChanges); ++i) {
    snapshot file = edit_header(original, kChanges[i].from, kChanges[i].to);
    CHECK(refused(file, kChanges[i].status, kChanges[i].text, kChanges[i].more));
    free_snapshot(&file);
  }
  /* What only people read may say anything, or be missing. */
  char library[64];
  snprintf(library, sizeof library, "\"neuro.library\":\"%s\"", nn_version_string());
  snapshot file = edit_header(original, library, "\"neuro.library\":\"77.0\"");
  network = load_bytes(file, NULL);
  CHECK(saves_as(network, original));
  nn_destroy(network);
  free_snapshot(&file);
  free_snapshot(&original);
}

int main(void) {
  test_set_and_get();
  test_refused();
  test_limits();
  test_additions_are_kept();
  test_versions();
  return check_done();
}
