/* SPDX-License-Identifier: MIT
 *
 * Trains on MNIST with the instruction set that NEURO_TARGET asks for and prints which one that was
 * and a fingerprint of everything learnt and predicted. target.py compares. With the argument
 * "unavailable" it checks that a name nobody knows is refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kRows = 2000, kPixels = 784 };

static const size_t kSizes[] = {kPixels, 64, 32, 16, 10};
static const size_t kOddSizes[] = {kPixels, 37, 11, 10};

/* Fowler, Noll and Vo's FNV-1a. */
static uint64_t hash(uint64_t h, const void* bytes, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    h = (h ^ ((const unsigned char*)bytes)[i]) * UINT64_C(1099511628211);
  }
  return h;
}

static uint64_t fingerprint(uint64_t h, const nn_dataset* data, const size_t* sizes, size_t count,
                            int64_t type, int64_t scaling) {
  static double outputs[kRows * 10];
  static float pixels[kRows * kPixels];
  const int64_t options[] = {NN_OPTION_TYPE,
                             type,
                             NN_OPTION_WORKERS,
                             2,
                             NN_OPTION_EPOCHS,
                             2,
                             NN_OPTION_INPUT_SCALING,
                             scaling,
                             NN_OPTION_SEED,
                             17,
                             0};
  nn_network* network = make_network(sizes, count, options);
  nn_metrics metrics = {sizeof metrics, 0, 0, 0, 0};
  CHECK_OK(nn_fit(network, data, data, NULL, NULL));
  CHECK_OK(nn_evaluate(network, data, &metrics));
  CHECK(metrics.accuracy > 0.5); /* it has learnt something: not the fingerprint of nothing */
  CHECK_OK(nn_dataset_get_inputs(data, 0, kRows, pixels, NN_F32));
  CHECK_OK(nn_predict(network, pixels, NN_F32, kRows, outputs, NN_F64));
  snapshot taken = take_snapshot(network);
  h = hash(h, taken.bytes, taken.size);
  h = hash(h, &metrics, sizeof metrics);
  h = hash(h, outputs, sizeof outputs);
  free_snapshot(&taken);
  nn_destroy(network);
  return h;
}

static int test_unavailable(void) {
  nn_network* const untouched = (nn_network*)(void*)&untouched;
  nn_network* network = untouched;
  CHECK(strcmp(nn_cpu_target(), "unavailable") == 0);
  char name[21]; /* of a very long name the message may show less */
  snprintf(name, sizeof name, "%s", getenv("NEURO_TARGET"));
  CHECK_FAILS(nn_create(&network, kSizes, COUNT_OF(kSizes), NULL), NN_ERROR_UNSUPPORTED, name);
  CHECK(network == untouched);
  return check_done();
}

/* As many rows as a test has time for where arithmetic is emulated. */
static nn_dataset* first_rows(void) {
  nn_dataset *mnist = load_mnist(), *first = NULL;
  double* pixels = must_allocate(sizeof *pixels * kRows * kPixels);
  int32_t* labels = must_allocate(sizeof *labels * kRows);
  REQUIRE_OK(nn_dataset_get_inputs(mnist, 0, kRows, pixels, NN_F64));
  REQUIRE_OK(nn_dataset_get_targets(mnist, 0, kRows, labels, NN_I32));
  REQUIRE_OK(nn_dataset_create(&first, pixels, NN_F64, kRows, kPixels, labels, NN_I32, 1));
  free(pixels);
  free(labels);
  nn_dataset_destroy(mnist);
  return first;
}

int main(int argc, char** argv) {
  if (argc == 2 && strcmp(argv[1], "unavailable") == 0) return test_unavailable();
  nn_dataset* data = first_rows();
  uint64_t h = UINT64_C(14695981039346656037);
  for (int64_t type = NN_F32; type <= NN_F64; ++type) {
    h = fingerprint(h, data, kSizes, COUNT_OF(kSizes), type, NN_SCALING_NONE);
    h = fingerprint(h, data, kOddSizes, COUNT_OF(kOddSizes), type, NN_SCALING_STANDARD);
  }
  nn_dataset_destroy(data);
  printf("%s %016llx\n", nn_cpu_target(), (unsigned long long)h);
  return check_done();
}
