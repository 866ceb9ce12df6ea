/* SPDX-License-Identifier: MIT
 *
 * Fits networks of all kinds, with schedules, splits, weights and accumulated batches, makes steps
 * of several sizes and predicts: all of it comes to the bits that are written down here, on one
 * worker and on two. target.py runs it with each instruction set; for them it prints which one it
 * was and a fingerprint of everything. With the argument "print" it prints what is to be written
 * down; with the name of a kind, networks of that kind are all that it looks at.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "network_kinds.h"
#include "support.h"

enum { kRows = 230, kMore = 50, kInputs = 30, kOutputs = 5, kLayers = 3, kMostWeights = 200 * 60 };

/* Wide enough for a batch of 100 rows to be worth two workers. */
static const size_t kSizes[] = {kInputs, 200, 60, kOutputs};

static double inputs[(kRows + kMore) * kInputs];
static double dense[(kRows + kMore) * kOutputs];
static uint8_t labels[kRows + kMore];
static double weights[kRows + kMore];

/* Never to be changed for the sake of speed: whoever trained yesterday must get the same bits
 * today. */
static const struct {
  const char* kind;
  uint64_t f32, f64;
} kKnown[] = {
    {"plain", 0x1d1acedb10971d17, 0x2252a74dd3d314d6},
    {"penalties", 0x587ddb8b77694d30, 0x0dccece7556be286},
    {"momentum", 0xa5abd37f014d1986, 0xed09fe9bec7fa6b4},
    {"nesterov", 0x3953c28b39ca5004, 0x253c4ddabec9a72d},
    {"rmsprop", 0x91d491d3b4c0e2e8, 0x6b762b68b4f980f8},
    {"adagrad", 0x30bdb199f7ad67f7, 0xce648b9d7be945d4},
    {"adam", 0x7e9eac6f248af68d, 0xf5b28ae8a1ffbcf2},
    {"adamw", 0x2b27e3b11ef3eaa4, 0xab7843155aeba7f9},
    {"rprop", 0xbaf7a652da28cfdd, 0x5e4f342c01dcad04},
    {"stopping", 0xe51a77130afe395e, 0xe9a3f033e2d214a9},
};

/* Fowler, Noll and Vo's FNV-1a, over numbers, whatever the order of their bytes in memory. */
static uint64_t hash_numbers(uint64_t hash, const double* numbers, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    uint64_t bits = 0;
    memcpy(&bits, &numbers[i], sizeof bits);
    for (int byte = 0; byte < 8; ++byte) {
      hash = (hash ^ (bits >> (8 * byte) & 255)) * UINT64_C(1099511628211);
    }
  }
  return hash;
}

static uint64_t hash_network(uint64_t hash, const nn_network* network) {
  static double numbers[kMostWeights];
  double bias[200], more[4][200];
  for (size_t l = 0; l < kLayers; ++l) {
    const size_t n = kSizes[l], m = kSizes[l + 1];
    int64_t normalisation = NN_NORMALISATION_NONE;
    REQUIRE_OK(nn_get_parameters(network, l, numbers, bias, NN_F64));
    hash = hash_numbers(hash_numbers(hash, numbers, n * m), bias, m);
    if (l + 1 == kLayers) break;
    REQUIRE_OK(nn_get_layer_int(network, l, NN_OPTION_NORMALISATION, &normalisation));
    if (normalisation == NN_NORMALISATION_NONE) continue;
    const int batch = normalisation == NN_NORMALISATION_BATCH;
    REQUIRE_OK(nn_get_normalisation(network, l, more[0], more[1], batch ? more[2] : NULL,
                                    batch ? more[3] : NULL, NN_F64));
    for (int a = 0; a < (batch ? 4 : 2); ++a) hash = hash_numbers(hash, more[a], m);
  }
  return hash;
}

static uint64_t hash_history(uint64_t hash, const nn_network* network) {
  for (size_t i = 0; i < nn_history_count(network); ++i) {
    nn_epoch epoch = {.struct_size = sizeof epoch};
    CHECK_OK(nn_history(network, i, &epoch));
    const double numbers[] = {epoch.learning_rate, epoch.loss, epoch.validation_loss};
    hash = hash_numbers(hash, numbers, COUNT_OF(numbers));
  }
  return hash;
}

/* Batches of several sizes, plain, weighted and in halves. */
static uint64_t hash_steps(uint64_t hash, nn_network* network, const void* targets, nn_type type) {
  static const size_t kBatches[] = {1, 5, 64, 100};
  for (size_t i = 0; i < 3 * COUNT_OF(kBatches); ++i) {
    const size_t rows = kBatches[i / 3];
    double loss = 0;
    if (i % 3 == 0) {
      CHECK_OK(nn_train_batch(network, inputs, NN_F64, targets, type, rows, &loss));
    } else if (i % 3 == 1) {
      CHECK_OK(
          nn_train_batch_weighted(network, inputs, NN_F64, targets, type, weights, rows, &loss));
    } else {
      CHECK_OK(nn_compute_gradients(network, inputs, NN_F64, targets, type, rows, &loss));
      CHECK_OK(nn_apply_gradients(network));
    }
    hash = hash_numbers(hash, &loss, 1);
  }
  return hash;
}

static nn_dataset* rows_from(size_t first, size_t rows, int is_dense) {
  nn_dataset* made = NULL;
  REQUIRE_OK(nn_dataset_create(&made, inputs + first * kInputs, NN_F64, rows, kInputs,
                               is_dense ? (const void*)(dense + first * kOutputs) : labels + first,
                               is_dense ? NN_F64 : NN_U8, is_dense ? kOutputs : 1));
  CHECK_OK(nn_dataset_set_weights(made, weights + first));
  return made;
}

static uint64_t fingerprint(const network_kind* kind, int64_t type, int64_t workers, int keep) {
  static double outputs[(kRows + kMore) * kOutputs];
  const int is_dense = kind->output == NN_OUTPUT_IDENTITY;
  const int64_t more[] = {NN_OPTION_TYPE,
                          type,
                          NN_OPTION_WORKERS,
                          workers,
                          NN_OPTION_EPOCHS,
                          3,
                          NN_OPTION_BATCH_SIZE,
                          100,
                          NN_OPTION_KEEP_GRADIENTS,
                          keep,
                          NN_OPTION_SEED,
                          11,
                          NN_OPTION_INPUT_SCALING,
                          NN_SCALING_STANDARD,
                          0};
  nn_options* options = kind_options(kind, more);
  nn_network* network = NULL;
  nn_dataset* train = rows_from(0, kRows, is_dense);
  nn_dataset* validation = rows_from(kRows, kMore, is_dense);
  const void* targets = is_dense ? (const void*)dense : labels;
  REQUIRE_OK(nn_create(&network, kSizes, COUNT_OF(kSizes), options));
  double split = 0;
  CHECK_OK(nn_get_real(network, NN_OPTION_VALIDATION_SPLIT, &split));
  CHECK_OK(nn_fit(network, train, split > 0 ? NULL : validation, NULL, NULL));
  uint64_t hash = hash_history(UINT64_C(14695981039346656037), network);
  hash = hash_steps(hash, network, targets, is_dense ? NN_F64 : NN_U8);
  hash = hash_network(hash, network);
  CHECK_OK(nn_predict(network, inputs, NN_F64, kRows + kMore, outputs, NN_F64));
  hash = hash_numbers(hash, outputs, COUNT_OF(outputs));
  nn_options_destroy(options);
  nn_dataset_destroy(train);
  nn_dataset_destroy(validation);
  nn_destroy(network);
  return hash;
}

static void make_rows(void) {
  fill_f64(inputs, COUNT_OF(inputs), 1);
  fill_f64(dense, COUNT_OF(dense), 2);
  fill_labels(labels, COUNT_OF(labels), kOutputs, 3);
  fill_f64(weights, COUNT_OF(weights), 4);
  for (size_t i = 0; i < COUNT_OF(weights); ++i) weights[i] += 1;
}

int main(int argc, char** argv) {
  const int prints = argc == 2 && strcmp(argv[1], "print") == 0;
  const char* only = argc == 2 && !prints ? argv[1] : NULL;
  uint64_t all = 0;
  make_rows();
  CHECK(COUNT_OF(kKnown) == (size_t)kNetworkKindCount);
  for (int k = 0; k < kNetworkKindCount; ++k) {
    const network_kind* kind = &kNetworkKinds[k];
    if (only != NULL && strcmp(kind->name, only) != 0) continue;
    const uint64_t found[] = {fingerprint(kind, NN_F32, 1, 0), fingerprint(kind, NN_F64, 1, 0)};
    if (prints) {
      printf("    {\"%s\", 0x%016llx, 0x%016llx},\n", kind->name, (unsigned long long)found[0],
             (unsigned long long)found[1]);
      continue;
    }
    for (int t = 0; t < 2; ++t) {
      const int64_t type = t == 0 ? NN_F32 : NN_F64;
      const int known = strcmp(kKnown[k].kind, kind->name) == 0 &&
                        found[t] == (t == 0 ? kKnown[k].f32 : kKnown[k].f64);
      if (!CHECK(known)) fprintf(stderr, "    %s, type %d\n", kind->name, (int)type);
      if (!CHECK(fingerprint(kind, type, 2, 0) == found[t])) {
        fprintf(stderr, "    %s, type %d, on two workers\n", kind->name, (int)type);
      }
      if (!CHECK(fingerprint(kind, type, 1, 1) == found[t])) {
        fprintf(stderr, "    %s, type %d, with gradients kept\n", kind->name, (int)type);
      }
      all = all * 31 + found[t];
    }
  }
  CHECK(prints || all != 0);
  printf("%s %016llx\n", nn_cpu_target(), (unsigned long long)all);
  return check_done();
}
