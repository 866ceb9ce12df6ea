/* SPDX-License-Identifier: MIT
 *
 * The steady state: after the first call of a batch size, or nn_reserve(), a training step and a
 * prediction allocate nothing, map nothing, touch no new page, lock no mutex and start no thread.
 * Measured, after the measuring itself has been shown to work.
 */
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"
#include "interposer.h"
#include "support.h"

enum { kCalls = 1000, kWindows = 3, kRows = 4096, kMostRows = 256, kPixels = 784 };

static const size_t kDeep[] = {kPixels, 64, 32, 16, 10};
static const size_t kFlat[] = {kPixels, 128, 10};

static float* rows_f32;
static double* rows_f64;
static uint8_t* rows_u8;
static int32_t* labels;
static double* outputs;

static void load_rows(void) {
  nn_dataset* mnist = load_mnist();
  rows_f32 = must_allocate(sizeof *rows_f32 * kRows * kPixels);
  rows_f64 = must_allocate(sizeof *rows_f64 * kRows * kPixels);
  rows_u8 = must_allocate(sizeof *rows_u8 * kRows * kPixels);
  labels = must_allocate(sizeof *labels * kRows);
  outputs = must_allocate(sizeof *outputs * kMostRows * 10);
  REQUIRE_OK(nn_dataset_get_inputs(mnist, 0, kRows, rows_f32, NN_F32));
  REQUIRE_OK(nn_dataset_get_inputs(mnist, 0, kRows, rows_f64, NN_F64));
  REQUIRE_OK(nn_dataset_get_targets(mnist, 0, kRows, labels, NN_I32));
  for (size_t i = 0; i < (size_t)kRows * kPixels; ++i) {
    rows_u8[i] = (uint8_t)(rows_f64[i] * 255 + 0.5);
  }
  memset(outputs, 1, sizeof *outputs * kMostRows * 10);
  nn_dataset_destroy(mnist);
}

static const void* rows_of(nn_type type, size_t first) {
  if (type == NN_F32) return rows_f32 + first * kPixels;
  if (type == NN_F64) return rows_f64 + first * kPixels;
  return rows_u8 + first * kPixels;
}

static void* idle(void* nothing) { return nothing; }

/* Everything that the library must not do is seen when it is done. */
static void prove_counting(void) {
  void* volatile memory[6]; /* volatile: the compiler may not leave an allocation out */
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  pthread_t thread;
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

  interposer_arm();
  memory[0] = malloc(10);
  memory[1] = calloc(10, 10);
  memory[2] = aligned_alloc(64, 128);
  void* aligned = NULL;
  const int got = posix_memalign(&aligned, 64, 100);
  memory[3] = aligned;
  memory[0] = realloc(memory[0], 20);
  memory[1] = reallocarray(memory[1], 20, 20);
  for (int i = 0; i < 4; ++i) free(memory[i]);
  interposed seen = interposer_disarm();
  CHECK(got == 0 && seen.heap == 10 && seen.maps == 0 && seen.threads == 0);

  interposer_arm();
  char* map = mmap(NULL, 8 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  seen = interposer_disarm();
  REQUIRE(map != MAP_FAILED);
  CHECK(seen.maps == 1 && seen.heap == 0);
  (void)madvise(map, 8 * page, MADV_NOHUGEPAGE); /* one fault a page */
  interposer_arm();
  for (size_t i = 0; i < 8; ++i) ((volatile char*)map)[i * page] = 1;
  seen = interposer_disarm();
  CHECK(seen.faults >= 8);
  interposer_arm();
  map = mremap(map, 8 * page, 16 * page, MREMAP_MAYMOVE);
  munmap(map, 16 * page);
  (void)sbrk(0);
  seen = interposer_disarm();
  CHECK(seen.maps == 3);

  interposer_arm();
  const int started = pthread_create(&thread, NULL, idle, NULL);
  seen = interposer_disarm();
  REQUIRE(started == 0 && pthread_join(thread, NULL) == 0);
  CHECK(seen.threads == 1);

  interposer_arm();
  pthread_mutex_lock(&mutex);
  seen = interposer_disarm();
  pthread_mutex_unlock(&mutex);
  CHECK(seen.locks == 1);
}

/* The library's own allocations and threads are seen as well. */
static void prove_first_calls_seen(void) {
  const int64_t options[] = {NN_OPTION_WORKERS, 3, 0};
  nn_network* network = make_network(kFlat, COUNT_OF(kFlat), options);
  const int workers = usable_workers(3);
  interposer_arm();
  REQUIRE_OK(nn_train_batch(network, rows_u8, NN_U8, labels, NN_I32, 256, NULL));
  interposed seen = interposer_disarm();
  CHECK(seen.heap > 0 && (int)seen.threads == workers - 1 && seen.faults > 0);
  interposer_arm();
  REQUIRE_OK(nn_predict(network, rows_u8, NN_U8, 256, outputs, NN_F32));
  seen = interposer_disarm();
  CHECK(seen.heap > 0 && seen.threads == 0);
  nn_destroy(network);
}

typedef struct call {
  nn_network* network;
  nn_type input, output; /* output 0: train */
  size_t rows;
} call;

static int run_once(const call* c, int i) {
  const size_t first = (size_t)i * 97 % (kRows - kMostRows);
  const void* inputs = rows_of(c->input, first);
  double loss;
  return (c->output == 0
              ? nn_train_batch(c->network, inputs, c->input, labels + first, NN_I32, c->rows, &loss)
              : nn_predict(c->network, inputs, c->input, c->rows, outputs, c->output)) == NN_OK;
}

/* A thousand calls. The kernel may take a page away, or look at one, for reasons of its own: of
 * faults the best of a few windows counts; of everything else all. */
static void expect_steady(const call* c) {
  long fewest_faults = -1;
  for (int window = 0; window < kWindows && fewest_faults != 0; ++window) {
    const int threads = thread_count();
    int good = 1;
    interposer_arm();
    for (int i = 0; i < kCalls; ++i) good = good && run_once(c, i);
    const interposed seen = interposer_disarm();
    CHECK(good);
    if (!CHECK(seen.heap == 0 && seen.maps == 0 && seen.threads == 0 && seen.locks == 0)) {
      fprintf(stderr, "    heap %ld, maps %ld, threads %ld, locks %ld: type %d to %d, %zu rows\n",
              seen.heap, seen.maps, seen.threads, seen.locks, (int)c->input, (int)c->output,
              c->rows);
    }
    CHECK(thread_count() == threads);
    if (fewest_faults < 0 || seen.faults < fewest_faults) fewest_faults = seen.faults;
  }
  if (!CHECK(fewest_faults == 0)) {
    fprintf(stderr, "    %ld faults: type %d to %d, %zu rows\n", fewest_faults, (int)c->input,
            (int)c->output, c->rows);
  }
}

static void train_steadily(nn_network* network, nn_type input, size_t rows) {
  const call c = {network, input, 0, rows};
  CHECK(run_once(&c, 1));
  expect_steady(&c);
}

static void predict_steadily(nn_network* network, nn_type input, nn_type output, size_t rows) {
  const call c = {network, input, output, rows};
  CHECK(run_once(&c, 1));
  expect_steady(&c);
}

/* After nn_reserve() neither the first step allocates nor the first prediction. */
static void test_reserve(int64_t type, int64_t workers) {
  const int64_t options[] = {NN_OPTION_TYPE, type, NN_OPTION_WORKERS, workers, 0};
  nn_network* network = make_network(kFlat, COUNT_OF(kFlat), options);
  CHECK_OK(nn_reserve(network, 256));
  const call first = {network, NN_F32, 0, 256}, smaller = {network, NN_U8, 0, 100};
  const call prediction = {network, NN_F32, NN_F32, 256};
  interposer_arm();
  const int good = run_once(&first, 1) && run_once(&smaller, 2) && run_once(&prediction, 3);
  const interposed seen = interposer_disarm();
  CHECK(good && seen.heap == 0 && seen.maps == 0 && seen.threads == 0);
  expect_steady(&smaller);
  nn_destroy(network);
}

int main(void) {
  static const nn_type kInputs[] = {NN_U8, NN_F32, NN_F64};
  load_rows();
  prove_counting();
  prove_first_calls_seen();
  for (int64_t type = NN_F32; type <= NN_F64; ++type) {
    for (int64_t workers = 1; workers <= 3; ++workers) {
      const int64_t options[] = {NN_OPTION_TYPE, type, NN_OPTION_WORKERS, workers, 0};
      nn_network* deep = make_network(kDeep, COUNT_OF(kDeep), options);
      for (size_t i = 0; i < COUNT_OF(kInputs); ++i) {
        train_steadily(deep, kInputs[i], 32);
        predict_steadily(deep, kInputs[i], NN_F32, 1);
        predict_steadily(deep, kInputs[i], NN_F64, 256);
      }
      train_steadily(deep, NN_U8, 100);
      train_steadily(deep, NN_F32, 7); /* fewer than there is room for */
      nn_destroy(deep);

      nn_network* flat = make_network(kFlat, COUNT_OF(kFlat), options);
      train_steadily(flat, NN_F32, 256);
      nn_destroy(flat);
      test_reserve(type, workers);
    }
  }
  return check_done();
}
