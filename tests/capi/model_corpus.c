/* SPDX-License-Identifier: MIT
 *
 * The model files of all releases: each one loads, predicts what it always has, keeps everything
 * when it is saved again, and a checkpoint goes on to the end that it always had.
 * Usage: model_corpus DIRECTORY, that of models/manifest.txt
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "corpus_data.h"
#include "model_bytes.h"
#include "support.h"

enum { kMostFiles = 1000 };

/* A line of the manifest: FILE model|checkpoint HASH STEPS EPOCHS KEYS [HASH-AT-THE-END], or
 * FILE KIND HASH, KIND being parameters- or normalised-, then f32 or f64. */
typedef struct entry {
  char file[120], kind[20];
  unsigned long long predictions, resumed;
  long long steps;
  unsigned long epochs, keys;
} entry;

static const char* directory;
static entry entries[kMostFiles];
static size_t count;

static const char* path_of(const char* file) {
  static char path[1000];
  snprintf(path, sizeof path, "%s/%s", directory, file);
  return path;
}

static void read_manifest(void) {
  char line[400];
  FILE* manifest = fopen(path_of("manifest.txt"), "r");
  REQUIRE(manifest != NULL);
  while (fgets(line, sizeof line, manifest) != NULL) {
    if (line[0] == '#') continue;
    REQUIRE(count < kMostFiles);
    entry* e = &entries[count++];
    const int fields = sscanf(line, "%119s %19s %llx %lld %lu %lu %llx", e->file, e->kind,
                              &e->predictions, &e->steps, &e->epochs, &e->keys, &e->resumed);
    const int expected = strcmp(e->kind, "checkpoint") == 0 ? 7 : strcmp(e->kind, "model") ? 3 : 6;
    if (!CHECK(fields == expected)) fprintf(stderr, "    %s", line);
  }
  fclose(manifest);
}

/* Every file is in the manifest, once; that every line has its file is seen when that is loaded. */
static void test_listing(void) {
  size_t files = 0;
  DIR* listing = opendir(directory);
  REQUIRE(listing != NULL);
  for (const struct dirent* file; (file = readdir(listing)) != NULL;) {
    if (strstr(file->d_name, ".safetensors") == NULL) continue;
    ++files;
    size_t found = 0;
    for (size_t i = 0; i < count; ++i) found += strcmp(file->d_name, entries[i].file) == 0;
    if (!CHECK(found == 1)) fprintf(stderr, "    %s\n", file->d_name);
  }
  closedir(listing);
  CHECK(files == count && count >= 8);
}

static void expect_contents(const nn_network* network, const entry* e) {
  CHECK(corpus_hash(network) == e->predictions);
  CHECK(nn_step_count(network) == e->steps);
  CHECK(nn_history_count(network) == e->epochs);
  CHECK(nn_metadata_count(network) == e->keys);
}

static int same_contents(const nn_network* a, const nn_network* b) {
  snapshot parameters = take_snapshot(a);
  int same = unchanged(b, parameters) && nn_history_count(a) == nn_history_count(b) &&
             nn_metadata_count(a) == nn_metadata_count(b);
  free_snapshot(&parameters);
  for (size_t i = 0; same && i < nn_history_count(a); ++i) {
    nn_epoch x, y;
    memset(&x, 0, sizeof x);
    memset(&y, 0, sizeof y);
    x.struct_size = y.struct_size = sizeof x;
    same = nn_history(a, i, &x) == NN_OK && nn_history(b, i, &y) == NN_OK &&
           memcmp(&x, &y, sizeof x) == 0;
  }
  for (size_t i = 0; same && i < nn_metadata_count(a); ++i) {
    const char *key = nn_metadata_key(a, i), *value = nn_metadata(b, key);
    same = value != NULL && strcmp(value, nn_metadata(a, key)) == 0;
  }
  for (nn_option option = 1; same && nn_option_name(option) != NULL; ++option) {
    int64_t x = 0, y = 0;
    double u = 0, v = 0;
    same = nn_get_int(a, option, &x) == NN_OK ? nn_get_int(b, option, &y) == NN_OK && x == y
                                              : nn_get_real(a, option, &u) == NN_OK &&
                                                    nn_get_real(b, option, &v) == NN_OK && u == v;
  }
  return same;
}

static void test_network(const entry* e) {
  const int is_checkpoint = strcmp(e->kind, "checkpoint") == 0;
  snapshot file = read_file(path_of(e->file));
  nn_network* network = NULL;
  REQUIRE_OK(nn_load(&network, path_of(e->file), NULL));
  expect_contents(network, e);
  snapshot saved = is_checkpoint ? checkpoint_bytes(network) : save_bytes(network);
  nn_network* again = load_bytes(saved, NULL);
  expect_contents(again, e);
  CHECK(same_contents(network, again));

  /* The version that wrote it is what its name begins with. A later one may write otherwise. */
  const char* version = nn_version_string();
  if (strncmp(e->file, version, strlen(version)) == 0 && e->file[strlen(version)] == '-') {
    CHECK(same_snapshot(saved, file));
  }

  if (is_checkpoint) {
    int64_t output = 0;
    REQUIRE_OK(nn_get_int(network, NN_OPTION_OUTPUT, &output));
    nn_dataset* dataset = corpus_dataset(output == NN_OUTPUT_IDENTITY);
    CHECK_OK(nn_resume(network, dataset, NULL, NULL, NULL));
    CHECK_OK(nn_resume(again, dataset, NULL, NULL, NULL));
    CHECK(corpus_hash(network) == e->resumed && corpus_hash(again) == e->resumed);
    nn_dataset_destroy(dataset);
  }
  nn_destroy(again);
  nn_destroy(network);
  free_snapshot(&saved);
  free_snapshot(&file);
}

static int is_foreign(const entry* e) {
  return strncmp(e->kind, "parameters-", 11) == 0 || strncmp(e->kind, "normalised-", 11) == 0;
}

/* A file that another program has written: its tensors, in a network of the same type. */
static void test_parameters(const entry* e) {
  const int64_t type[] = {NN_OPTION_TYPE, strstr(e->kind, "f64") != NULL ? NN_F64 : NN_F32, 0};
  nn_options* options = make_options(type);
  if (strncmp(e->kind, "normalised", 10) == 0) {
    static const int64_t kLayers[][3] = {
        {0, NN_OPTION_NORMALISATION, NN_NORMALISATION_BATCH},
        {1, NN_OPTION_NORMALISATION, NN_NORMALISATION_LAYER},
        {1, NN_OPTION_ACTIVATION, NN_ACTIVATION_TANH},
    };
    for (size_t i = 0; i < COUNT_OF(kLayers); ++i) {
      CHECK_OK(nn_options_set_layer_int(options, (size_t)kLayers[i][0], (nn_option)kLayers[i][1],
                                        kLayers[i][2]));
    }
  }
  nn_network* network = NULL;
  REQUIRE_OK(nn_create(&network, kCorpusSizes, COUNT_OF(kCorpusSizes), options));
  CHECK_OK(nn_load_parameters(network, path_of(e->file)));
  if (!CHECK(corpus_hash(network) == e->predictions)) {
    fprintf(stderr, "    %s: %016llx\n", e->file, (unsigned long long)corpus_hash(network));
  }
  nn_options_destroy(options);
  nn_destroy(network);
}

int main(int argc, char** argv) {
  REQUIRE(argc == 2);
  directory = argv[1];
  read_manifest();
  test_listing();
  for (size_t i = 0; i < count; ++i) {
    if (is_foreign(&entries[i])) {
      test_parameters(&entries[i]);
    } else {
      test_network(&entries[i]);
    }
  }
  return check_done();
}
