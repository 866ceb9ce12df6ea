/* SPDX-License-Identifier: MIT
 *
 * The library can be opened, used and closed again and again: afterwards its mapping and its
 * threads are gone. Usage: guest_dlclose LIBRARY. Not linked with the library, nor with the other
 * tests' helpers, which are.
 */
#include <dlfcn.h>
#include <neuro.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kTimes = 50, kRows = 1000, kInputs = 70, kOutputs = 10 };

static float inputs[kRows * kInputs];
static float outputs[kRows * kOutputs];
static uint8_t labels[kRows];

static int fail(int round, const char* what) {
  fprintf(stderr, "round %d: failed: %s\n", round, what);
  return 1;
}

/* Whether a line of /proc/self/maps names the library. */
static int is_mapped(const char* name) {
  char line[4096];
  int found = 0;
  FILE* maps = fopen("/proc/self/maps", "r");
  if (maps == NULL) return -1;
  while (fgets(line, sizeof line, maps) != NULL) found = found || strstr(line, name) != NULL;
  fclose(maps);
  return found;
}

static int thread_count(void) {
  char line[256];
  int threads = 0;
  FILE* status = fopen("/proc/self/status", "r");
  if (status == NULL) return -1;
  while (fgets(line, sizeof line, status) != NULL) sscanf(line, "Threads: %d", &threads);
  fclose(status);
  return threads;
}

/* POSIX has object and function pointers alike, ISO C has not. */
static void find(void* library, const char* name, void* function) {
  *(void**)function = dlsym(library, name);
}

#define FIND(name)                    \
  __typeof__(&name) call_##name;      \
  find(library, #name, &call_##name); \
  if (call_##name == NULL) return fail(round, #name " is there")

static int use_library(int round, void* library, double* loss) {
  static const size_t kSizes[] = {kInputs, 40, kOutputs};
  FIND(nn_options_create);
  FIND(nn_options_set_int);
  FIND(nn_options_destroy);
  FIND(nn_create);
  FIND(nn_destroy);
  FIND(nn_set_int);
  FIND(nn_get_int);
  FIND(nn_train_batch);
  FIND(nn_predict);
  FIND(nn_last_error);
  nn_options* options = NULL;
  nn_network* network = NULL;
  const int threads = thread_count();
  if (call_nn_options_create(&options) != NN_OK) return fail(round, "options");
  if (call_nn_options_set_int(options, NN_OPTION_WORKERS, 3) != NN_OK) return fail(round, "set");
  if (call_nn_create(&network, kSizes, 3, options) != NN_OK) return fail(round, "create");
  call_nn_options_destroy(options);
  if (call_nn_train_batch(network, inputs, NN_F32, labels, NN_U8, kRows, loss) != NN_OK) {
    return fail(round, call_nn_last_error());
  }
  const int running = thread_count();
  int64_t usable = 0;
  if (call_nn_set_int(network, NN_OPTION_WORKERS, 0) != NN_OK ||
      call_nn_get_int(network, NN_OPTION_WORKERS, &usable) != NN_OK) {
    return fail(round, call_nn_last_error());
  }
  if (running != threads + (usable < 3 ? (int)usable : 3) - 1) return fail(round, "workers run");
  if (call_nn_predict(network, inputs, NN_F32, kRows, outputs, NN_F32) != NN_OK) {
    return fail(round, call_nn_last_error());
  }
  /* A message in this thread's storage: nothing may be left to clean up when it is closed. */
  if (call_nn_create(&network, NULL, 3, NULL) != NN_ERROR_INVALID_ARGUMENT) {
    return fail(round, "refuse");
  }
  call_nn_destroy(network);
  return 0;
}

static void* idle(void* user) { return user; }

int main(int argc, char** argv) {
  if (argc != 2) return fail(0, "usage: guest_dlclose LIBRARY");
  for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; ++i) {
    inputs[i] = (float)(i * 7919 % 1000) / 500.0f - 1;
  }
  for (size_t i = 0; i < kRows; ++i) labels[i] = (uint8_t)(i * 31 % kOutputs);
  pthread_t first; /* with it a sanitizer starts a thread of its own */
  if (pthread_create(&first, NULL, idle, NULL) != 0 || pthread_join(first, NULL) != 0) return 1;
  const int threads = thread_count();
  double first_loss = 0;
  for (int round = 0; round < kTimes; ++round) {
    double loss = 0;
    if (is_mapped("/libneuro.so") != 0) return fail(round, "not mapped before it is opened");
    void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return fail(round, dlerror());
    if (is_mapped("/libneuro.so") != 1) return fail(round, "mapped");
    if (use_library(round, library, &loss) != 0) return 1;
    if (dlclose(library) != 0) return fail(round, dlerror());
    if (is_mapped("/libneuro.so") != 0) return fail(round, "the mapping is gone");
    for (int wait = 0; wait < 1000000 && thread_count() != threads; ++wait) {
    }
    if (thread_count() != threads) return fail(round, "the threads are gone");
    if (round == 0) first_loss = loss;
    if (!(loss > 0) || memcmp(&loss, &first_loss, sizeof loss) != 0)
      return fail(round, "same loss");
  }
  printf("opened, used and closed %d times\n", kTimes);
  return 0;
}
