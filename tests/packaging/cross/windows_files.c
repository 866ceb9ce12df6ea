/* SPDX-License-Identifier: MIT
 *
 * Files on Windows: names beyond ASCII and beyond MAX_PATH, what is no file, what is in use, what a
 * killed process has left, and several threads that save and load at once.
 */
#include <direct.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

#include "check.h"
#include "model_bytes.h"
#include "support.h"

enum { kThreads = 4, kRounds = 25 };

static const size_t kSizes[] = {3, 4, 2};
static nn_network* network;

static int loads(const char* path) {
  nn_network* loaded = NULL;
  const int good = CHECK_OK(nn_load(&loaded, path, NULL));
  if (good) {
    snapshot taken = take_snapshot(network);
    CHECK(unchanged(loaded, taken));
    free_snapshot(&taken);
  }
  nn_destroy(loaded);
  return good;
}

static int exists(const wchar_t* path) {
  return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES;
}

static int entries(const char* pattern) {
  WIN32_FIND_DATAA entry;
  int count = 0;
  const HANDLE listing = FindFirstFileA(pattern, &entry);
  if (listing == INVALID_HANDLE_VALUE) return 0;
  do ++count;
  while (FindNextFileA(listing, &entry));
  FindClose(listing);
  return count;
}

static void test_names(void) {
  /* Greek, and beyond 16 bits. */
  const char* name = "\xce\xbd\xce\xb5\xcf\x8d\xcf\x81\xcf\x89\xce\xbd \xf0\x9f\xa7\xa0.nn";
  CHECK_OK(nn_save(network, name));
  CHECK(exists(L"\u03bd\u03b5\u03cd\u03c1\u03c9\u03bd \U0001f9e0.nn"));
  loads(name);
  CHECK_OK(nn_save(network, name)); /* in its own place */
  loads(name);
  CHECK(DeleteFileW(L"\u03bd\u03b5\u03cd\u03c1\u03c9\u03bd \U0001f9e0.nn"));
  CHECK_FAILS(nn_save(network, "\xff.nn"), NN_ERROR_IO, "\xff.nn", "Invalid or incomplete");
  CHECK_FAILS(nn_save(network, ""), NN_ERROR_IO, "No such file or directory");
  CHECK_FAILS(nn_save(network, "model.nn:stream"), NN_ERROR_IO, "Invalid argument");
  CHECK_FAILS(nn_save(network, "missing/model.nn"), NN_ERROR_IO,
              "missing/model.nn: No such file or directory");

  /* Longer than MAX_PATH: folders of 60 characters, made with the prefix that lifts the limit. */
  wchar_t wide[1200] = L"\\\\?\\";
  char path[1200] = "";
  GetCurrentDirectoryW(300, wide + 4);
  for (int depth = 0; depth < 6; ++depth) {
    const char* folder = "a-folder-whose-name-alone-has-sixty-characters-in-it-as-it-is";
    wcscat(wide, L"\\a-folder-whose-name-alone-has-sixty-characters-in-it-as-it-is");
    strcat(strcat(path, folder), "/");
    REQUIRE(CreateDirectoryW(wide, NULL) || GetLastError() == ERROR_ALREADY_EXISTS);
  }
  strcat(path, "model.nn");
  CHECK_OK(nn_save(network, path));
  CHECK_OK(nn_save(network, path));
  loads(path);
}

static void test_refused(void) {
  nn_network* loaded = NULL;
  nn_dataset* dataset = NULL;
  _mkdir("folder");
  const char* const reason = "is not a regular file";
  CHECK_FAILS(nn_save(network, "folder"), NN_ERROR_IO, "folder", reason);
  CHECK_FAILS(nn_save(network, "folder/"), NN_ERROR_IO, "folder/", reason);
  CHECK_FAILS(nn_save(network, "NUL"), NN_ERROR_IO, "NUL", reason);
  CHECK_FAILS(nn_load(&loaded, "folder", NULL), NN_ERROR_IO, "folder", reason);
  CHECK_FAILS(nn_load(&loaded, "NUL", NULL), NN_ERROR_IO, "NUL", reason);
  CHECK_FAILS(nn_load(&loaded, "missing.nn", NULL), NN_ERROR_IO,
              "missing.nn: No such file or directory");
  CHECK_FAILS(nn_dataset_load_csv(&dataset, "missing.csv", 0), NN_ERROR_IO,
              "missing.csv: No such file or directory");
  _rmdir("folder");

  CHECK_OK(nn_save(network, "kept.nn"));
  SetFileAttributesA("kept.nn", FILE_ATTRIBUTE_READONLY);
  CHECK_FAILS(nn_save(network, "kept.nn"), NN_ERROR_IO, "kept.nn: Permission denied");
  SetFileAttributesA("kept.nn", FILE_ATTRIBUTE_NORMAL);
  loads("kept.nn");
  remove("kept.nn");
}

static void test_leftovers(void) {
  static const char kLeft[] = ".model.nn.neuro-saving-0123456789abcdef";
  static const char kOther[] = ".model.nn.neuro-saving-else";
  FILE* left = fopen(kLeft, "wb");
  REQUIRE(left != NULL && fclose(left) == 0);
  FILE* other = fopen(kOther, "wb");
  REQUIRE(other != NULL && fclose(other) == 0);
  CHECK_OK(nn_save(network, "model.nn"));
  CHECK(entries(kLeft) == 0);
  CHECK(entries(kOther) == 1);
  remove(kOther);

  /* A writer that lives lets nobody remove its file. */
  const HANDLE writer = CreateFileA(kLeft, GENERIC_WRITE | DELETE, FILE_SHARE_READ, NULL,
                                    CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
  REQUIRE(writer != INVALID_HANDLE_VALUE);
  CHECK_OK(nn_save(network, "model.nn"));
  CHECK(entries(kLeft) == 1);
  CloseHandle(writer);
  CHECK_OK(nn_save(network, "model.nn"));
  CHECK(entries(".model.nn.neuro-saving*") == 0);
  loads("model.nn");
}

/* Where the old file cannot be replaced it stays, and so does nothing else. */
static void test_in_use(void) {
  const HANDLE user = CreateFileA("model.nn", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
  REQUIRE(user != INVALID_HANDLE_VALUE);
  CHECK(nn_save(network, "model.nn") == NN_ERROR_IO);
  CloseHandle(user);
  CHECK(entries(".model.nn.neuro-saving*") == 0);
  loads("model.nn");
}

static void* save_and_load(void* unused) {
  (void)unused;
  for (int i = 0; i < kRounds; ++i) {
    nn_network* loaded = NULL;
    CHECK_OK(nn_save(network, "model.nn"));
    CHECK_OK(nn_load(&loaded, "model.nn", NULL));
    nn_destroy(loaded);
  }
  return NULL;
}

static void test_threads(void) {
  pthread_t threads[kThreads];
  for (int t = 0; t < kThreads; ++t) {
    REQUIRE(pthread_create(&threads[t], NULL, save_and_load, NULL) == 0);
  }
  for (int t = 0; t < kThreads; ++t) pthread_join(threads[t], NULL);
  CHECK(entries(".model.nn.neuro-saving*") == 0);
}

int main(void) {
  network = make_network(kSizes, COUNT_OF(kSizes), NULL);
  test_names();
  test_refused();
  test_leftovers();
  test_in_use();
  test_threads();
  remove("model.nn");
  nn_destroy(network);
  return check_done();
}
