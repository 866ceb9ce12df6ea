/* SPDX-License-Identifier: MIT
 *
 * Made-up data, snapshots of networks, files and threads for the test programs.
 */
#include "support.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

nn_options* make_options(const int64_t* keys_and_values) {
  nn_options* options = NULL;
  REQUIRE_OK(nn_options_create(&options));
  for (; keys_and_values != NULL && keys_and_values[0] != 0; keys_and_values += 2) {
    REQUIRE_OK(nn_options_set_int(options, (nn_option)keys_and_values[0], keys_and_values[1]));
  }
  return options;
}

nn_network* make_network(const size_t* sizes, size_t count, const int64_t* keys_and_values) {
  nn_options* options = make_options(keys_and_values);
  nn_network* network = NULL;
  REQUIRE_OK(nn_create(&network, sizes, count, options));
  nn_options_destroy(options);
  return network;
}

snapshot take_snapshot(const nn_network* network) {
  int64_t type = 0;
  REQUIRE_OK(nn_get_int(network, NN_OPTION_TYPE, &type));
  const size_t element = type == NN_F64 ? sizeof(double) : sizeof(float);
  const size_t layers = nn_layer_count(network) - 1;
  snapshot taken = {NULL, 0};
  for (size_t l = 0; l < layers; ++l) {
    taken.size += element * (nn_layer_size(network, l) + 1) * nn_layer_size(network, l + 1);
  }
  taken.bytes = must_allocate(taken.size);
  unsigned char* at = taken.bytes;
  for (size_t l = 0; l < layers; ++l) {
    unsigned char* bias = at + element * nn_layer_size(network, l) * nn_layer_size(network, l + 1);
    REQUIRE_OK(nn_get_parameters(network, l, at, bias, (nn_type)type));
    at = bias + element * nn_layer_size(network, l + 1);
  }
  return taken;
}

int same_snapshot(snapshot a, snapshot b) {
  return a.size == b.size && memcmp(a.bytes, b.bytes, a.size) == 0;
}

void free_snapshot(snapshot* taken) {
  free(taken->bytes);
  taken->bytes = NULL;
}

int unchanged(const nn_network* network, snapshot taken) {
  snapshot now = take_snapshot(network);
  const int same = same_snapshot(now, taken);
  free_snapshot(&now);
  return same;
}

/* A linear congruential generator: its upper bits are all that a test needs. */
static uint64_t next_random(uint64_t* state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *state >> 32;
}

void fill_f64(double* out, size_t n, uint64_t seed) {
  for (size_t i = 0; i < n; ++i) out[i] = (double)next_random(&seed) / 2147483648.0 - 1;
}

void fill_f32(float* out, size_t n, uint64_t seed) {
  for (size_t i = 0; i < n; ++i) out[i] = (float)(next_random(&seed) >> 8) / 8388608.0f - 1;
}

void fill_labels(uint8_t* out, size_t n, unsigned classes, uint64_t seed) {
  for (size_t i = 0; i < n; ++i) out[i] = (uint8_t)(next_random(&seed) % classes);
}

void* must_allocate(size_t bytes) {
  void* memory = malloc(bytes);
  REQUIRE(memory != NULL);
  return memory;
}

static void find_data(char* out, const char* directory, const char* name) {
  snprintf(out, PATH_MAX, "%s/%s", directory, name);
  if (access(out, R_OK) != 0) snprintf(out, PATH_MAX, "%s/%s.gz", directory, name);
}

nn_dataset* load_mnist(void) {
  char images[PATH_MAX], labels[PATH_MAX];
  const char* directory = getenv("NEURO_TEST_DATA");
  if (directory == NULL) {
    check_abandon(__FILE__, __LINE__,
                  "NEURO_TEST_DATA is not set: it names a directory with MNIST's "
                  "train-images-idx3-ubyte and train-labels-idx1-ubyte, plain or .gz");
  }
  find_data(images, directory, "train-images-idx3-ubyte");
  find_data(labels, directory, "train-labels-idx1-ubyte");
  nn_dataset* dataset = NULL;
  REQUIRE_OK(nn_dataset_load_idx(&dataset, images, labels));
  return dataset;
}

const char* write_temp(const char* name, const void* bytes, size_t size) {
  const char* path = temp_path(name);
  FILE* file = fopen(path, "wb");
  REQUIRE(file != NULL);
  REQUIRE(size == 0 || fwrite(bytes, size, 1, file) == 1);
  REQUIRE(fclose(file) == 0);
  return path;
}

snapshot read_file(const char* path) {
  snapshot content = {NULL, 0};
  struct stat status;
  FILE* file = fopen(path, "rb");
  REQUIRE(file != NULL && fstat(fileno(file), &status) == 0);
  content.size = (size_t)status.st_size;
  content.bytes = must_allocate(content.size + 1);
  REQUIRE(fread(content.bytes, 1, content.size, file) == content.size);
  REQUIRE(fclose(file) == 0);
  return content;
}

int usable_workers(int workers) {
  const size_t sizes[] = {1, 1};
  nn_network* network = make_network(sizes, COUNT_OF(sizes), NULL);
  int64_t automatic = 0;
  if (nn_get_int(network, NN_OPTION_WORKERS, &automatic) != NN_OK) exit(EXIT_FAILURE);
  nn_destroy(network);
  return automatic < workers ? (int)automatic : workers;
}

int thread_count(void) {
  int threads = 0;
  DIR* tasks = opendir("/proc/self/task");
  REQUIRE(tasks != NULL);
  for (const struct dirent* task; (task = readdir(tasks)) != NULL;)
    threads += task->d_name[0] != '.';
  closedir(tasks);
  return threads;
}

int settled_thread_count(int expected) {
  const struct timespec pause = {0, 1000000};
  for (int i = 0; i < 2000 && thread_count() != expected; ++i) nanosleep(&pause, NULL);
  return thread_count();
}
