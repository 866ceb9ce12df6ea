/* SPDX-License-Identifier: MIT
 *
 * What several test programs need: networks with their parameters as plain bytes, made-up data,
 * MNIST, files, this process's threads. Where something cannot be had the program ends.
 */
#ifndef NEURO_TESTS_CAPI_SUPPORT_H
#define NEURO_TESTS_CAPI_SUPPORT_H

#include <neuro.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* Options with the given integer options set: pairs of key and value, ended by 0. */
nn_options* make_options(const int64_t* keys_and_values);

/* A network with such options; NULL: all defaults. */
nn_network* make_network(const size_t* sizes, size_t count, const int64_t* keys_and_values);

/* All parameters of a network, in its own type, layer by layer. The caller frees bytes. */
typedef struct snapshot {
  unsigned char* bytes;
  size_t size;
} snapshot;
snapshot take_snapshot(const nn_network* network);
int same_snapshot(snapshot a, snapshot b);
void free_snapshot(snapshot* taken);

/* Whether the network's parameters still have the bits that were taken. */
int unchanged(const nn_network* network, snapshot taken);

/* Numbers in [-1, 1) and labels below `classes` that depend on the seed only. */
void fill_f32(float* out, size_t n, uint64_t seed);
void fill_f64(double* out, size_t n, uint64_t seed);
void fill_labels(uint8_t* out, size_t n, unsigned classes, uint64_t seed);

/* malloc() that ends the program where it fails. */
void* must_allocate(size_t bytes);

/* The training set in the directory that the environment variable NEURO_TEST_DATA names. */
nn_dataset* load_mnist(void);

/* A path in a directory of this program's own, removed when it exits. Valid until the eighth next
 * call. */
const char* temp_path(const char* name);
const char* write_temp(const char* name, const void* bytes, size_t size);

/* All bytes of a file. The caller frees them with free_snapshot(). */
snapshot read_file(const char* path);

/* How many of so many workers a network really gets: no more than there are CPUs for them. */
int usable_workers(int workers);

/* How many threads this process has. */
int thread_count(void);

/* thread_count(), once it has come down to `expected`: a joined thread may show for a moment yet.
 */
int settled_thread_count(int expected);

#endif
