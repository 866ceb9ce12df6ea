/* SPDX-License-Identifier: MIT
 *
 * Writes the files of a release into a directory, and its lines of the manifest to standard output.
 * Nothing runs this but a person who is about to release: see README.md.
 *
 *   usage: capi_make_models DIRECTORY
 */
#include <stdio.h>

#include "../check.h"
#include "../corpus_data.h"
#include "../network_kinds.h"
#include "../support.h"

static const char* directory;

static nn_network* new_network(int64_t type, int64_t output, int64_t scaling, int64_t seed) {
  const int64_t options[] = {NN_OPTION_TYPE,
                             type,
                             NN_OPTION_OUTPUT,
                             output,
                             NN_OPTION_INPUT_SCALING,
                             scaling,
                             NN_OPTION_SEED,
                             seed,
                             NN_OPTION_EPOCHS,
                             3,
                             NN_OPTION_BATCH_SIZE,
                             8,
                             0};
  nn_network* network = make_network(kCorpusSizes, COUNT_OF(kCorpusSizes), options);
  REQUIRE_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 0.0625));
  REQUIRE_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0));
  return network;
}

static void write_network(nn_network* network, const char* name, nn_dataset* resumed_on) {
  char file[100], path[1000];
  snprintf(file, sizeof file, "%s-%s.safetensors", nn_version_string(), name);
  snprintf(path, sizeof path, "%s/%s", directory, file);
  REQUIRE_OK(resumed_on != NULL ? nn_save_checkpoint(network, path) : nn_save(network, path));
  printf("%s %s %016llx", file, resumed_on != NULL ? "checkpoint" : "model",
         (unsigned long long)corpus_hash(network));
  printf(" %lld %lu %lu", resumed_on != NULL ? (long long)nn_step_count(network) : 0,
         (unsigned long)nn_history_count(network), (unsigned long)nn_metadata_count(network));
  if (resumed_on != NULL) {
    REQUIRE_OK(nn_resume(network, resumed_on, NULL, NULL, NULL));
    printf(" %016llx", (unsigned long long)corpus_hash(network));
  }
  printf("\n");
  nn_destroy(network);
}

static int32_t stop_in_second_epoch(const nn_progress* progress, void* user) {
  (void)user;
  return progress->epoch == 2 && progress->batch == 4;
}

/* A network of every kind: a checkpoint, and of every other one a model as well. */
static void write_kinds(nn_dataset* labelled, nn_dataset* dense) {
  for (int k = 0; k < kNetworkKindCount; ++k) {
    const network_kind* kind = &kNetworkKinds[k];
    const int is_double = k % 2;
    const int64_t more[] = {NN_OPTION_TYPE,
                            is_double ? NN_F64 : NN_F32,
                            NN_OPTION_SEED,
                            10 + k,
                            NN_OPTION_EPOCHS,
                            3,
                            NN_OPTION_BATCH_SIZE,
                            8,
                            0};
    nn_dataset* dataset = kind->output == NN_OUTPUT_IDENTITY ? dense : labelled;
    for (int checkpoint = 0; checkpoint < 2; ++checkpoint) {
      nn_options* options = kind_options(kind, more);
      nn_network* network = NULL;
      char name[60];
      REQUIRE_OK(nn_create(&network, kCorpusSizes, COUNT_OF(kCorpusSizes), options));
      REQUIRE_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0));
      nn_options_destroy(options);
      snprintf(name, sizeof name, "%s%s-%s", checkpoint ? "checkpoint-" : "", kind->name,
               is_double ? "f64" : "f32");
      if (checkpoint) {
        CHECK_FAILS(nn_fit(network, dataset, NULL, stop_in_second_epoch, NULL), NN_ERROR_CANCELLED,
                    "");
        write_network(network, name, dataset);
      } else if (k % 4 < 2) {
        REQUIRE_OK(nn_fit(network, dataset, NULL, NULL, NULL));
        write_network(network, name, NULL);
      } else {
        nn_destroy(network);
      }
    }
  }
}

int main(int argc, char** argv) {
  REQUIRE(argc == 2);
  directory = argv[1];
  nn_dataset *labelled = corpus_dataset(0), *dense = corpus_dataset(1);

  nn_network* network = new_network(NN_F32, NN_OUTPUT_SOFTMAX, NN_SCALING_NONE, 1);
  write_network(network, "untrained", NULL);

  network = new_network(NN_F32, NN_OUTPUT_SOFTMAX, NN_SCALING_NONE, 1);
  REQUIRE_OK(nn_fit(network, labelled, NULL, NULL, NULL));
  write_network(network, "softmax-f32", NULL);

  network = new_network(NN_F64, NN_OUTPUT_IDENTITY, NN_SCALING_STANDARD, 2);
  REQUIRE_OK(nn_fit(network, dense, dense, NULL, NULL));
  write_network(network, "identity-f64-standard", NULL);

  network = new_network(NN_F32, NN_OUTPUT_SOFTMAX, NN_SCALING_MIN_MAX, 3);
  REQUIRE_OK(nn_set_metadata(network, "classes", "[\"one\",\"two\",\"three\"]"));
  REQUIRE_OK(nn_set_metadata(network, "units", "\xC2\xB5m, \xE2\x84\x83"));
  REQUIRE_OK(nn_set_metadata(network, "odd \"key\"", "lines\nand\ttabs \\"));
  REQUIRE_OK(nn_set_metadata(network, "empty", ""));
  REQUIRE_OK(nn_fit(network, labelled, NULL, NULL, NULL));
  write_network(network, "metadata", NULL);

  network = new_network(NN_F32, NN_OUTPUT_SOFTMAX, NN_SCALING_STANDARD, 4);
  CHECK_FAILS(nn_fit(network, labelled, NULL, stop_in_second_epoch, NULL), NN_ERROR_CANCELLED, "");
  write_network(network, "checkpoint-f32", labelled);

  network = new_network(NN_F64, NN_OUTPUT_IDENTITY, NN_SCALING_NONE, 5);
  CHECK_FAILS(nn_fit(network, dense, NULL, stop_in_second_epoch, NULL), NN_ERROR_CANCELLED, "");
  write_network(network, "checkpoint-f64", dense);

  write_kinds(labelled, dense);
  nn_dataset_destroy(labelled);
  nn_dataset_destroy(dense);
  return check_done();
}
