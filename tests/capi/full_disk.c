/* SPDX-License-Identifier: MIT
 *
 * Saving on a file system that is really full: a call fails with the reason, the old model stays
 * and loads, and what the failed one took is free again. Usage: full_disk DIRECTORY, which lies on
 * a file system of half a megabyte and a few files.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "support.h"

static const char kFull[] = "No space left on device";
static const char* directory;
static char path[256];

static nn_network* network_of(size_t inputs, int64_t seed) {
  const size_t sizes[] = {inputs, 10};
  const int64_t options[] = {NN_OPTION_SEED, seed, 0};
  return make_network(sizes, COUNT_OF(sizes), options);
}

static void make_path(char* out, size_t size, const char* name) {
  snprintf(out, size, "%s/%s", directory, name);
}

static int count_entries(void) {
  int entries = 0;
  DIR* listing = opendir(directory);
  REQUIRE(listing != NULL);
  for (const struct dirent* entry; (entry = readdir(listing)) != NULL;) {
    entries += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
  }
  closedir(listing);
  return entries;
}

/* The model is what was saved of this network. */
static void check_model(const nn_network* network) {
  snapshot parameters = take_snapshot(network);
  nn_network* loaded = NULL;
  if (CHECK_OK(nn_load(&loaded, path, NULL))) CHECK(unchanged(loaded, parameters));
  nn_destroy(loaded);
  free_snapshot(&parameters);
}

/* Networks of growing size until one has no room next to the last one that had. */
static void test_growing(void) {
  nn_network* last = network_of(1, 1);
  REQUIRE_OK(nn_save(last, path));
  int saved = 0, refused = 0;
  for (size_t inputs = 500; refused < 3; inputs += 500) {
    nn_network* bigger = network_of(inputs, 2);
    if (refused == 0 && nn_save(bigger, path) == NN_OK) {
      nn_destroy(last);
      last = bigger;
      ++saved;
    } else {
      CHECK_FAILS(nn_save(bigger, path), NN_ERROR_IO, path, kFull);
      CHECK_FAILS(nn_save_checkpoint(bigger, path), NN_ERROR_IO, path, kFull);
      nn_destroy(bigger);
      ++refused;
    }
    CHECK(count_entries() == 1);
    check_model(last);
  }
  CHECK(saved > 5);
  nn_destroy(last);
}

/* Not a page is left, then not even a file. */
static void test_full(void) {
  nn_network* small = network_of(1, 3);
  nn_network* other = network_of(1, 4);
  REQUIRE_OK(nn_save(small, path));

  char filler[256];
  make_path(filler, sizeof filler, "filler");
  static const char kPage[4096];
  const int file = open(filler, O_WRONLY | O_CREAT | O_EXCL, 0600);
  REQUIRE(file >= 0);
  while (write(file, kPage, sizeof kPage) > 0) {
  }
  CHECK(errno == ENOSPC);
  CHECK_FAILS(nn_save(other, path), NN_ERROR_IO, path, kFull);
  CHECK(count_entries() == 2);
  check_model(small);
  close(file);
  REQUIRE(unlink(filler) == 0);

  int files = 0;
  for (int created; files < 100; ++files) {
    snprintf(filler, sizeof filler, "%s/filler%d", directory, files);
    created = open(filler, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (created < 0) break;
    close(created);
  }
  CHECK(errno == ENOSPC);
  CHECK_FAILS(nn_save(other, path), NN_ERROR_IO, path, kFull);
  CHECK(count_entries() == 1 + files);
  check_model(small);
  while (files-- > 0) {
    snprintf(filler, sizeof filler, "%s/filler%d", directory, files);
    REQUIRE(unlink(filler) == 0);
  }

  CHECK_OK(nn_save(other, path));
  CHECK(count_entries() == 1);
  check_model(other);
  nn_destroy(small);
  nn_destroy(other);
}

int main(int argc, char** argv) {
  REQUIRE(argc == 2);
  directory = argv[1];
  make_path(path, sizeof path, "model");
  test_growing();
  test_full();
  return check_done();
}
