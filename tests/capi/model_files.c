/* SPDX-License-Identifier: MIT
 *
 * What is saved is what is loaded: networks of every kind come back from files and from memory with
 * the same predictions and are saved as the same bytes again; options say what of a file they
 * replace; and what cannot be saved or loaded is refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "model_bytes.h"
#include "support.h"

enum { kInputs = 3, kOutputs = 2, kRows = 40, kEpochs = 2 };

static const size_t kSizes[] = {kInputs, 7, 5, kOutputs};
static float inputs[kRows * kInputs];
static uint8_t labels[kRows];
static double dense[kRows * kOutputs];
static nn_dataset *labelled, *regression;

static void make_data(void) {
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  fill_f64(dense, COUNT_OF(dense), 3);
  REQUIRE_OK(nn_dataset_create(&labelled, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1));
  REQUIRE_OK(
      nn_dataset_create(&regression, inputs, NN_F32, kRows, kInputs, dense, NN_F64, kOutputs));
}

static nn_network* new_network(int64_t type, int64_t output, int64_t scaling, int fitted) {
  const int64_t options[] = {NN_OPTION_TYPE,
                             type,
                             NN_OPTION_OUTPUT,
                             output,
                             NN_OPTION_INPUT_SCALING,
                             scaling,
                             NN_OPTION_EPOCHS,
                             kEpochs,
                             NN_OPTION_SEED,
                             7,
                             0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  if (fitted) {
    nn_dataset* data = output == NN_OUTPUT_SOFTMAX ? labelled : regression;
    CHECK_OK(nn_fit(network, data, data, NULL, NULL));
  }
  return network;
}

static nn_network* plain_network(void) {
  return new_network(NN_F32, NN_OUTPUT_SOFTMAX, NN_SCALING_NONE, 1);
}

/* Equal, or both NaN. */
static int same_number(double a, double b) { return a == b || (a != a && b != b); }

static int same_history(const nn_network* a, const nn_network* b) {
  int same = nn_history_count(a) == nn_history_count(b);
  for (size_t i = 0; same && i < nn_history_count(a); ++i) {
    nn_epoch x = {.struct_size = sizeof x}, y = {.struct_size = sizeof y};
    CHECK_OK(nn_history(a, i, &x));
    CHECK_OK(nn_history(b, i, &y));
    same = x.rows == y.rows && x.learning_rate == y.learning_rate && x.loss == y.loss &&
           same_number(x.accuracy, y.accuracy) &&
           same_number(x.validation_loss, y.validation_loss) &&
           same_number(x.validation_accuracy, y.validation_accuracy);
  }
  return same;
}

static void expect_same_network(const nn_network* a, const nn_network* b) {
  static const nn_option kKept[] = {NN_OPTION_TYPE,   NN_OPTION_SEED,   NN_OPTION_BATCH_SIZE,
                                    NN_OPTION_EPOCHS, NN_OPTION_OUTPUT, NN_OPTION_INPUT_SCALING};
  snapshot parameters = take_snapshot(a);
  CHECK(unchanged(b, parameters));
  free_snapshot(&parameters);
  CHECK(same_predictions(a, b));
  CHECK(same_history(a, b));
  CHECK(nn_layer_count(b) == COUNT_OF(kSizes) && nn_layer_size(b, 1) == kSizes[1]);
  for (size_t i = 0; i < COUNT_OF(kKept); ++i) {
    int64_t x = -1, y = -2;
    CHECK_OK(nn_get_int(a, kKept[i], &x));
    CHECK_OK(nn_get_int(b, kKept[i], &y));
    CHECK(x == y);
  }
}

static void test_round_trip(int64_t type, int64_t output, int64_t scaling, int fitted) {
  nn_network* network = new_network(type, output, scaling, fitted);
  const char* path = temp_path("model.safetensors");
  for (int checkpoint = 0; checkpoint < 2; ++checkpoint) {
    snapshot file = checkpoint ? checkpoint_bytes(network) : save_bytes(network);
    snapshot again = checkpoint ? checkpoint_bytes(network) : save_bytes(network);
    CHECK(same_snapshot(file, again));
    free_snapshot(&again);
    CHECK_OK(checkpoint ? nn_save_checkpoint(network, path) : nn_save(network, path));
    snapshot on_disk = read_file(path);
    CHECK(same_snapshot(file, on_disk));
    free_snapshot(&on_disk);

    nn_network* from_memory = load_bytes(file, NULL);
    nn_network* from_file = NULL;
    REQUIRE_OK(nn_load(&from_file, path, NULL));
    nn_network* const loaded[] = {from_memory, from_file};
    for (size_t i = 0; i < COUNT_OF(loaded); ++i) {
      expect_same_network(network, loaded[i]);
      CHECK(nn_step_count(loaded[i]) == (checkpoint ? nn_step_count(network) : 0));
      again = checkpoint ? checkpoint_bytes(loaded[i]) : save_bytes(loaded[i]);
      CHECK(same_snapshot(file, again));
      free_snapshot(&again);
      nn_destroy(loaded[i]);
    }
    free_snapshot(&file);
  }
  CHECK(nn_step_count(network) == (fitted ? kEpochs * 2 : 0));
  nn_destroy(network);
}

static void test_round_trips(void) {
  static const int64_t kTypes[] = {NN_F32, NN_F64};
  static const int64_t kOutputKinds[] = {NN_OUTPUT_SOFTMAX, NN_OUTPUT_IDENTITY};
  static const int64_t kScalings[] = {NN_SCALING_NONE, NN_SCALING_MIN_MAX, NN_SCALING_STANDARD};
  for (size_t t = 0; t < COUNT_OF(kTypes); ++t) {
    for (size_t o = 0; o < COUNT_OF(kOutputKinds); ++o) {
      for (size_t s = 0; s < COUNT_OF(kScalings); ++s) {
        test_round_trip(kTypes[t], kOutputKinds[o], kScalings[s], 0);
        test_round_trip(kTypes[t], kOutputKinds[o], kScalings[s], 1);
      }
    }
  }
}

static void test_buffer_sizes(void) {
  nn_network* network = plain_network();
  nn_status (*const saves[])(const nn_network*, void*, size_t, size_t*) = {
      nn_save_buffer, nn_save_checkpoint_buffer};
  for (size_t s = 0; s < COUNT_OF(saves); ++s) {
    size_t size = 0, told = 0;
    REQUIRE_OK(saves[s](network, NULL, 0, &size));
    CHECK(size > 8);
    unsigned char* buffer = must_allocate(size + 1);
    memset(buffer, 0xA5, size + 1);
    char capacity[40];
    snprintf(capacity, sizeof capacity, "%lu", (unsigned long)(size - 1));
    CHECK_FAILS(saves[s](network, buffer, size - 1, &told), NN_ERROR_INVALID_ARGUMENT, "capacity",
                capacity);
    CHECK(told == size);
    CHECK_FAILS(saves[s](network, buffer, 0, &told), NN_ERROR_INVALID_ARGUMENT, "capacity");
    for (size_t i = 0; i <= size; ++i) {
      if (buffer[i] != 0xA5) {
        CHECK(!"nothing is written where not all of it fits");
        break;
      }
    }
    told = 0;
    CHECK_OK(saves[s](network, buffer, size, &told));
    CHECK(told == size && buffer[size] == 0xA5);
    CHECK_OK(saves[s](network, buffer, size + 1, &told));
    CHECK(told == size && buffer[size] == 0xA5);
    free(buffer);
    CHECK_FAILS(saves[s](NULL, NULL, 0, &told), NN_ERROR_INVALID_ARGUMENT, "network");
    CHECK_FAILS(saves[s](network, NULL, 0, NULL), NN_ERROR_INVALID_ARGUMENT, "size");
    CHECK_FAILS(saves[s](network, NULL, 1, &told), NN_ERROR_INVALID_ARGUMENT, "buffer");
  }
  nn_destroy(network);
}

/* Options that are set win, the file's come next; how a machine is used is never a file's matter.
 */
static void test_options(void) {
  nn_network* network = plain_network();
  CHECK_OK(nn_set_real(network, NN_OPTION_LEARNING_RATE, 0.037));
  CHECK_OK(nn_set_int(network, NN_OPTION_BATCH_SIZE, 17));
  CHECK_OK(nn_set_int(network, NN_OPTION_EPOCHS, 9));
  CHECK_OK(nn_set_int(network, NN_OPTION_WORKERS, 1));
  CHECK_OK(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 33));
  CHECK_OK(nn_set_int(network, NN_OPTION_ALLOW_NOT_FINITE, 1));
  snapshot file = save_bytes(network);
  nn_destroy(network);

  nn_network* fresh = make_network(kSizes, COUNT_OF(kSizes), NULL);
  static const nn_option kOfTheHost[] = {NN_OPTION_WORKERS, NN_OPTION_ALLOW_NOT_FINITE};
  double real = 0;
  network = load_bytes(file, NULL);
  for (size_t i = 0; i < COUNT_OF(kOfTheHost); ++i) {
    int64_t here = -1, expected = -2;
    CHECK_OK(nn_get_int(network, kOfTheHost[i], &here));
    CHECK_OK(nn_get_int(fresh, kOfTheHost[i], &expected));
    CHECK(here == expected);
  }
  CHECK_OK(nn_get_real(network, NN_OPTION_PROGRESS_INTERVAL, &real));
  CHECK(real == 0.1);
  CHECK_OK(nn_get_real(network, NN_OPTION_LEARNING_RATE, &real));
  CHECK(real == 0.037);
  nn_destroy(network);
  nn_destroy(fresh);

  /* One that is set to its default is set all the same. */
  const int64_t set[] = {NN_OPTION_EPOCHS,
                         5,
                         NN_OPTION_SEED,
                         3,
                         NN_OPTION_WORKERS,
                         1,
                         NN_OPTION_OUTPUT,
                         NN_OUTPUT_SOFTMAX,
                         NN_OPTION_INPUT_SCALING,
                         NN_SCALING_NONE,
                         0};
  nn_options* options = make_options(set);
  CHECK_OK(nn_options_set_real(options, NN_OPTION_LEARNING_RATE, 0.1));
  network = load_bytes(file, options);
  for (size_t i = 0; set[i] != 0; i += 2) {
    int64_t value = -1;
    CHECK_OK(nn_get_int(network, (nn_option)set[i], &value));
    CHECK(value == set[i + 1]);
  }
  int64_t batch = 0;
  CHECK_OK(nn_get_int(network, NN_OPTION_BATCH_SIZE, &batch));
  CHECK(batch == 17);
  CHECK_OK(nn_get_real(network, NN_OPTION_LEARNING_RATE, &real));
  CHECK(real == 0.1);
  nn_destroy(network);
  nn_options_destroy(options);

  /* What a network is cannot be had otherwise. */
  static const int64_t kContradictions[][2] = {{NN_OPTION_OUTPUT, NN_OUTPUT_IDENTITY},
                                               {NN_OPTION_INPUT_SCALING, NN_SCALING_MIN_MAX}};
  for (size_t i = 0; i < COUNT_OF(kContradictions); ++i) {
    const int64_t one[] = {kContradictions[i][0], kContradictions[i][1], 0};
    options = make_options(one);
    network = NULL;
    CHECK_FAILS(nn_load_buffer(&network, file.bytes, file.size, options), NN_ERROR_INVALID_ARGUMENT,
                "options", nn_option_name((nn_option)one[0]), "is 1", "data is 0");
    CHECK(network == NULL);
    nn_options_destroy(options);
  }
  free_snapshot(&file);
}

/* A progress callback may save; with every batch that is the network as it is then. */
typedef struct saver {
  nn_network* network;
  int calls;
} saver;

static int32_t save_meanwhile(const nn_progress* progress, void* user) {
  saver* s = user;
  ++s->calls;
  snapshot now = take_snapshot(s->network);
  const char* path = temp_path("meanwhile.safetensors");
  CHECK_OK(nn_save(s->network, path));
  nn_network* loaded = NULL;
  REQUIRE_OK(nn_load(&loaded, path, NULL));
  CHECK(unchanged(loaded, now) && same_predictions(s->network, loaded));
  CHECK(nn_history_count(loaded) == (size_t)(progress->epoch - 1 + progress->epoch_ended));
  nn_destroy(loaded);
  free_snapshot(&now);
  return 0;
}

static void test_callback(void) {
  saver s = {new_network(NN_F32, NN_OUTPUT_SOFTMAX, NN_SCALING_STANDARD, 0), 0};
  CHECK_OK(nn_set_real(s.network, NN_OPTION_PROGRESS_INTERVAL, 0));
  CHECK_OK(nn_set_int(s.network, NN_OPTION_BATCH_SIZE, 16));
  CHECK_OK(nn_fit(s.network, labelled, NULL, save_meanwhile, &s));
  CHECK(s.calls == 3 * kEpochs);
  nn_destroy(s.network);
}

static void test_history(void) {
  nn_network* network = plain_network();
  struct {
    nn_epoch epoch;
    double behind;
  } larger = {{.struct_size = sizeof larger}, 0.5};
  nn_epoch epoch = {.struct_size = sizeof epoch};
  CHECK(nn_history_count(network) == kEpochs && nn_history_count(NULL) == 0);
  CHECK_OK(nn_history(network, 1, &epoch));
  CHECK(epoch.rows == kRows && epoch.learning_rate == 0.1 && epoch.loss > 0);
  CHECK(epoch.struct_size == sizeof epoch && epoch.validation_loss > 0);
  CHECK_OK(nn_history(network, 1, &larger.epoch));
  CHECK(larger.behind == 0.5 && larger.epoch.loss == epoch.loss);
  const nn_epoch before = epoch;
  CHECK_FAILS(nn_history(network, kEpochs, &epoch), NN_ERROR_INVALID_ARGUMENT, "i: 2", "2 epochs");
  CHECK_FAILS(nn_history(network, SIZE_MAX, &epoch), NN_ERROR_INVALID_ARGUMENT, "i: ");
  CHECK_FAILS(nn_history(NULL, 0, &epoch), NN_ERROR_INVALID_ARGUMENT, "network");
  CHECK_FAILS(nn_history(network, 0, NULL), NN_ERROR_INVALID_ARGUMENT, "epoch");
  CHECK(memcmp(&before, &epoch, sizeof epoch) == 0);
  epoch.struct_size = sizeof epoch - 1;
  CHECK_FAILS(nn_history(network, 0, &epoch), NN_ERROR_INVALID_ARGUMENT, "struct_size",
              "sizeof(nn_epoch)");
  nn_destroy(network);
}

/* Lists that are longer than one entry of a file's metadata may be: the input scaling of very many
 * columns, a history of very many epochs. */
static void test_long_lists(void) {
  enum { kWide = 70001, kMany = 65536 };
  const size_t sizes[] = {kWide, 1, 2}, tiny[] = {1, 2};
  const int64_t scaled[] = {NN_OPTION_INPUT_SCALING, NN_SCALING_STANDARD, NN_OPTION_EPOCHS, 1, 0};
  const int64_t patient[] = {NN_OPTION_EPOCHS, kMany, NN_OPTION_WORKERS, 1, 0};
  double* columns = must_allocate(3 * kWide * sizeof *columns);
  fill_f64(columns, 3 * (size_t)kWide, 5);
  nn_dataset *wide = NULL, *small = NULL;
  REQUIRE_OK(nn_dataset_wrap(&wide, columns, NN_F64, 3, kWide, labels, NN_U8, 1));
  REQUIRE_OK(nn_dataset_wrap(&small, columns, NN_F64, 2, 1, labels, NN_U8, 1));
  nn_network* const networks[] = {make_network(sizes, COUNT_OF(sizes), scaled),
                                  make_network(tiny, COUNT_OF(tiny), patient)};
  CHECK_OK(nn_fit(networks[0], wide, NULL, NULL, NULL));
  CHECK_OK(nn_fit(networks[1], small, NULL, NULL, NULL));
  CHECK(nn_history_count(networks[1]) == kMany);
  for (size_t i = 0; i < COUNT_OF(networks); ++i) {
    snapshot file = save_bytes(networks[i]);
    nn_network* loaded = load_bytes(file, NULL);
    CHECK(same_predictions(networks[i], loaded) && same_history(networks[i], loaded));
    CHECK(saves_as(loaded, file));
    nn_destroy(loaded);
    nn_destroy(networks[i]);
    free_snapshot(&file);
  }
  nn_dataset_destroy(wide);
  nn_dataset_destroy(small);
  free(columns);

  /* And more layers than a file may have. */
  enum { kDeep = 65537 };
  size_t* ones = must_allocate((kDeep + 1) * sizeof *ones);
  for (size_t i = 0; i <= kDeep; ++i) ones[i] = 1;
  nn_network* deep = make_network(ones, kDeep + 1, NULL);
  size_t size = 0;
  CHECK_FAILS(nn_save_buffer(deep, NULL, 0, &size), NN_ERROR_UNSUPPORTED, "network", "65537 layers",
              "65536");
  CHECK_FAILS(nn_save(deep, temp_path("deep.safetensors")), NN_ERROR_UNSUPPORTED, "65537 layers");
  nn_destroy(deep);
  free(ones);
}

static void test_paths(void) {
  nn_network* const untouched = (nn_network*)(void*)kSizes;
  nn_network *network = plain_network(), *out = untouched;
  const char* directory = temp_path("directory.safetensors");
  const char* fifo = temp_path("fifo.safetensors");
  REQUIRE(mkdir(directory, 0700) == 0 && mkfifo(fifo, 0600) == 0);
  nn_status (*const saves[])(const nn_network*, const char*) = {nn_save, nn_save_checkpoint};
  for (size_t s = 0; s < COUNT_OF(saves); ++s) {
    CHECK_FAILS(saves[s](NULL, "x"), NN_ERROR_INVALID_ARGUMENT, "network", "NULL");
    CHECK_FAILS(saves[s](network, NULL), NN_ERROR_INVALID_ARGUMENT, "path", "NULL");
    CHECK_FAILS(saves[s](network, ""), NN_ERROR_IO, "No such file");
    CHECK_FAILS(saves[s](network, directory), NN_ERROR_IO, "directory.safetensors", "regular");
    CHECK_FAILS(saves[s](network, fifo), NN_ERROR_IO, "fifo.safetensors", "regular");
    CHECK_FAILS(saves[s](network, "/dev/null"), NN_ERROR_IO, "/dev/null", "regular");
    CHECK_FAILS(saves[s](network, temp_path("missing/model.safetensors")), NN_ERROR_IO,
                "missing/model.safetensors", "No such file");
  }
  CHECK_FAILS(nn_load(NULL, fifo, NULL), NN_ERROR_INVALID_ARGUMENT, "out", "NULL");
  CHECK_FAILS(nn_load(&out, NULL, NULL), NN_ERROR_INVALID_ARGUMENT, "path", "NULL");
  CHECK_FAILS(nn_load_buffer(NULL, kSizes, 8, NULL), NN_ERROR_INVALID_ARGUMENT, "out", "NULL");
  CHECK_FAILS(nn_load_buffer(&out, NULL, 8, NULL), NN_ERROR_INVALID_ARGUMENT, "data", "NULL");
  CHECK_FAILS(nn_load_buffer(&out, kSizes, 0, NULL), NN_ERROR_FORMAT, "data", "byte 0");
  CHECK_FAILS(nn_load(&out, directory, NULL), NN_ERROR_IO, "directory.safetensors", "regular");
  CHECK_FAILS(nn_load(&out, fifo, NULL), NN_ERROR_IO, "fifo.safetensors", "regular");
  CHECK_FAILS(nn_load(&out, "", NULL), NN_ERROR_IO, "No such file");
  CHECK_FAILS(nn_load(&out, temp_path("missing.safetensors"), NULL), NN_ERROR_IO,
              "missing.safetensors", "No such file");
  CHECK(out == untouched);
  CHECK(nn_step_count(NULL) == 0);
  nn_destroy(network);
}

int main(void) {
  make_data();
  test_round_trips();
  test_buffer_sizes();
  test_options();
  test_callback();
  test_history();
  test_long_lists();
  test_paths();
  nn_dataset_destroy(labelled);
  nn_dataset_destroy(regression);
  return check_done();
}
