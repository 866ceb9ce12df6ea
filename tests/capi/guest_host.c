/* SPDX-License-Identifier: MIT
 *
 * What belongs to the host stays the host's: signal mask and handlers, environment, working
 * directory, file descriptors, standard output and error. Worker threads block all signals and are
 * gone after nn_destroy(). nn_last_error() is per thread and never NULL.
 */
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "support.h"

enum { kRows = 1000, kInputs = 70, kOutputs = 10 };

extern char** environ;

static const size_t kSizes[] = {kInputs, 40, kOutputs};
static float inputs[kRows * kInputs];
static float outputs[kRows * kOutputs];
static uint8_t labels[kRows];

static void handle(int number) { (void)number; }

/* All threads but the first one must block all signals, except those that a thread's own
 * instructions raise: those must reach the host's handlers. Returns how many threads there were. */
static int check_workers_block_signals(void) {
  /* What cannot be blocked: SIGKILL, SIGSTOP, and the two that the C library keeps. */
  const unsigned long long unblockable = 1ULL << (SIGKILL - 1) | 1ULL << (SIGSTOP - 1) | 3ULL << 31;
  static const int kOwn[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT};
  unsigned long long own = 0;
  for (size_t i = 0; i < COUNT_OF(kOwn); ++i) own |= 1ULL << (kOwn[i] - 1);
  int workers = 0;
  DIR* tasks = opendir("/proc/self/task");
  REQUIRE(tasks != NULL);
  for (const struct dirent* task; (task = readdir(tasks)) != NULL;) {
    if (task->d_name[0] == '.' || atoi(task->d_name) == getpid()) continue;
    char path[300], line[256];
    unsigned long long blocked = 0;
    snprintf(path, sizeof path, "/proc/self/task/%s/status", task->d_name);
    FILE* status = fopen(path, "r");
    if (status == NULL) continue;
    while (fgets(line, sizeof line, status) != NULL) {
      if (strncmp(line, "SigBlk:", 7) == 0) blocked = strtoull(line + 7, NULL, 16);
    }
    fclose(status);
    CHECK((blocked | unblockable | own) == ~0ULL);
    CHECK((blocked & own) == 0);
    ++workers;
  }
  closedir(tasks);
  return workers;
}

static int open_descriptors(void) {
  int count = 0;
  DIR* descriptors = opendir("/proc/self/fd");
  REQUIRE(descriptors != NULL);
  while (readdir(descriptors) != NULL) ++count;
  closedir(descriptors);
  return count;
}

static int32_t go_on(const nn_progress* progress, void* user) {
  (void)progress;
  (void)user;
  return 0;
}

/* A bit of everything, bad calls included. */
static void use_library(int threads_before) {
  const int64_t options[] = {NN_OPTION_WORKERS, 3, NN_OPTION_EPOCHS, 2, 0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  const int three = usable_workers(3), two = usable_workers(2);
  CHECK(thread_count() == threads_before); /* not before they are needed */
  CHECK_OK(nn_train_batch(network, inputs, NN_F32, labels, NN_U8, kRows, NULL));
  CHECK(thread_count() == threads_before + three - 1);
  nn_dataset* dataset = NULL;
  REQUIRE_OK(nn_dataset_create(&dataset, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1));
  CHECK_OK(nn_fit(network, dataset, dataset, go_on, NULL));
  CHECK_OK(nn_predict(network, inputs, NN_F32, kRows, outputs, NN_F32));
  CHECK_FAILS(nn_dataset_load_csv(&dataset, temp_path("missing.csv"), 0), NN_ERROR_IO, "missing");
  const char* csv = write_temp("bad.csv", "1,2\n3,x\n", 8);
  CHECK_FAILS(nn_dataset_load_csv(&dataset, csv, 0), NN_ERROR_FORMAT, "bad.csv");
  labels[3] = 99;
  CHECK_FAILS(nn_train_batch(network, inputs, NN_F32, labels, NN_U8, kRows, NULL),
              NN_ERROR_INVALID_ARGUMENT, "label 99");
  labels[3] = 0;
  /* Worker threads are not the first thread, nor such as a sanitizer may run. */
  const int others = check_workers_block_signals();
  CHECK(others >= three - 1);
  CHECK_OK(nn_set_int(network, NN_OPTION_WORKERS, 2));
  CHECK_OK(nn_train_batch(network, inputs, NN_F32, labels, NN_U8, kRows, NULL));
  CHECK(settled_thread_count(threads_before + two - 1) == threads_before + two - 1);
  nn_dataset_destroy(dataset);
  nn_destroy(network);
  CHECK(settled_thread_count(threads_before) == threads_before);
}

static void test_signals_and_files(void) {
  sigset_t mask, before, after;
  struct sigaction actions[NSIG], now;
  sigemptyset(&mask);
  sigaddset(&mask, SIGUSR2);
  sigprocmask(SIG_SETMASK, &mask, &before);
  signal(SIGUSR1, handle);
  memset(actions, 0, sizeof actions);
  for (int s = 1; s < NSIG; ++s) sigaction(s, NULL, &actions[s]);
  char directory[4096], directory_after[4096];
  REQUIRE(getcwd(directory, sizeof directory) != NULL);
  (void)temp_path("made before the descriptors are counted");
  check_silence();
  const int descriptors = open_descriptors();
  use_library(thread_count());
  CHECK(open_descriptors() == descriptors);
  check_silent();
  for (int s = 1; s < NSIG; ++s) {
    memset(&now, 0, sizeof now);
    sigaction(s, NULL, &now);
    CHECK(now.sa_handler == actions[s].sa_handler && now.sa_flags == actions[s].sa_flags);
  }
  sigprocmask(SIG_SETMASK, &before, &after);
  for (int s = 1; s < NSIG; ++s) CHECK(sigismember(&after, s) == (s == SIGUSR2));
  REQUIRE(getcwd(directory_after, sizeof directory_after) != NULL);
  CHECK(strcmp(directory, directory_after) == 0);
}

static void test_environment(void) {
  size_t count = 0, bytes = 0;
  for (; environ[count] != NULL; ++count) bytes += strlen(environ[count]) + 1;
  char* copy = must_allocate(bytes + 1);
  char** const where = environ;
  for (size_t i = 0, at = 0; i < count; ++i, at += strlen(copy + at) + 1)
    strcpy(copy + at, environ[i]);
  use_library(thread_count());
  CHECK(environ == where);
  size_t same = 0;
  for (size_t at = 0; same < count && environ[same] != NULL; at += strlen(copy + at) + 1, ++same) {
    if (!CHECK(strcmp(environ[same], copy + at) == 0)) break;
  }
  CHECK(same == count && environ[same] == NULL);
  free(copy);
}

static void* idle(void* user) { return user; }

static void* fail_elsewhere(void* user) {
  (void)user;
  const char* first = nn_last_error();
  CHECK(first != NULL && first[0] == '\0'); /* nothing has failed on this thread */
  CHECK_FAILS(nn_create(NULL, kSizes, 3, NULL), NN_ERROR_INVALID_ARGUMENT, "out: NULL");
  return NULL;
}

static void test_last_error(void) {
  nn_network* network = NULL;
  CHECK_FAILS(nn_create(&network, NULL, 3, NULL), NN_ERROR_INVALID_ARGUMENT, "layer_sizes: NULL");
  pthread_t thread;
  REQUIRE(pthread_create(&thread, NULL, fail_elsewhere, NULL) == 0);
  REQUIRE(pthread_join(thread, NULL) == 0);
  CHECK(strcmp(nn_last_error(), "layer_sizes: NULL") == 0);
  /* A success does not clear it, and its own text may be an argument. */
  nn_options* options = NULL;
  CHECK_OK(nn_options_create(&options));
  nn_options_destroy(options);
  CHECK(strcmp(nn_last_error(), "layer_sizes: NULL") == 0);
  nn_dataset* dataset = NULL;
  CHECK(nn_dataset_load_csv(&dataset, nn_last_error(), 0) == NN_ERROR_IO);
  CHECK(strstr(nn_last_error(), "layer_sizes: NULL: ") == nn_last_error());
  /* A message that is too long is cut, not written beyond its room. */
  static char path[1 << 16];
  memset(path, 'p', sizeof path - 1);
  CHECK(nn_dataset_load_csv(&dataset, path, 0) == NN_ERROR_IO);
  CHECK(strlen(nn_last_error()) > 20 && strlen(nn_last_error()) < 4096);
}

static void test_names(void) {
  static const char* const kNames[] = {"NN_OK",
                                       "NN_ERROR_INVALID_ARGUMENT",
                                       "NN_ERROR_OUT_OF_MEMORY",
                                       "NN_ERROR_IO",
                                       "NN_ERROR_FORMAT",
                                       "NN_ERROR_UNSUPPORTED",
                                       "NN_ERROR_NOT_FINITE",
                                       "NN_ERROR_CANCELLED",
                                       "NN_ERROR_THREAD",
                                       "NN_ERROR_INTERNAL"};
  for (size_t i = 0; i < COUNT_OF(kNames); ++i) {
    CHECK(strcmp(nn_status_name(-(nn_status)i), kNames[i]) == 0);
  }
  static const nn_status kUnknown[] = {1, -10, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < COUNT_OF(kUnknown); ++i) {
    CHECK(strcmp(nn_status_name(kUnknown[i]), "unknown status") == 0);
  }
  char version[32];
  snprintf(version, sizeof version, "%d.%d.%d", NN_VERSION_MAJOR, NN_VERSION_MINOR,
           NN_VERSION_PATCH);
  CHECK(strcmp(nn_version_string(), version) == 0);
  CHECK(nn_version() == NN_VERSION);
  CHECK(nn_cpu_target() != NULL && nn_cpu_target()[0] != '\0');
}

int main(void) {
  CHECK(nn_last_error() != NULL && nn_last_error()[0] == '\0');
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  pthread_t first; /* with it a sanitizer starts a thread of its own */
  REQUIRE(pthread_create(&first, NULL, idle, NULL) == 0 && pthread_join(first, NULL) == 0);
  test_signals_and_files();
  test_environment();
  test_last_error();
  test_names();
  return check_done();
}
