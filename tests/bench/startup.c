/* SPDX-License-Identifier: MIT
 *
 * The start-up benchmark: how long a program waits until it trains. Each round is a process of its
 * own that has run nothing before: it opens the library, creates a network, makes two steps and
 * destroys it. On the public header alone. Prints a table on standard error and one line of JSON;
 * the README explains its fields.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime, fork */
#include <dlfcn.h>
#include <inttypes.h>
#include <neuro.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "usage: startup [ROUNDS [WORKERS [LIBRARY]]]\n"
    "\n"
    "Measures, in ROUNDS new processes (101), how long opening the library, creating a network "
    "and\n"
    "its first steps on WORKERS threads (2) take. LIBRARY: another one than was built along.\n";

enum { kBatch = 32, kInputs = 784, kClasses = 10, kLayers = 5, kMostRounds = 100000 };
static const size_t kSizes[kLayers] = {kInputs, 64, 32, 16, kClasses};

enum figure { LOAD, CREATE, FIRST_STEP, CREATE_AND_FIRST_STEP, SECOND_STEP, DESTROY, FIGURES };
static const char* const kNames[FIGURES] = {"load_ms",        "create_ms",
                                            "first_step_ms",  "create_and_first_step_ms",
                                            "second_step_ms", "destroy_ms"};

/* What a round's process tells the one that started it. */
struct round {
  double ms[FIGURES];
  char version[16], target[16];
};

static void fail(const char* doing, const char* message) {
  fprintf(stderr, "startup: %s: %s\n", doing, message);
  exit(EXIT_FAILURE);
}

/* -------------------------------------------------------------------- a round's own process -- */

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

/* POSIX has object and function pointers alike, ISO C has not. */
static void find(void* library, const char* name, void* function) {
  *(void**)function = dlsym(library, name);
  if (*(void**)function == NULL) fail(name, "is not in the library");
}
#define FIND(name)               \
  __typeof__(&name) call_##name; \
  find(library, #name, &call_##name)
#define CHECK(call) \
  if ((call) != NN_OK) fail(#call, call_nn_last_error())

/* The library's symbols are bound lazily, as the linker's defaults have it for whoever links it. */
static void measure(struct round* round, const char* path, int workers) {
  static uint8_t inputs[kBatch * kInputs], labels[kBatch];
  uint32_t noise = 1;
  for (size_t i = 0; i < sizeof inputs; ++i)
    inputs[i] = (noise = noise * 1664525 + 1013904223) >> 24;
  for (size_t i = 0; i < kBatch; ++i) labels[i] = (uint8_t)(i % kClasses);

  const double begin = now_ms();
  void* library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  const double loaded = now_ms();
  if (library == NULL) fail(path, dlerror());
  FIND(nn_options_create);
  FIND(nn_options_set_int);
  FIND(nn_options_destroy);
  FIND(nn_create);
  FIND(nn_train_batch);
  FIND(nn_destroy);
  FIND(nn_last_error);
  FIND(nn_version_string);
  FIND(nn_cpu_target);
  nn_options* options = NULL;
  CHECK(call_nn_options_create(&options));
  CHECK(call_nn_options_set_int(options, NN_OPTION_WORKERS, workers));

  nn_network* network = NULL;
  double loss = 0;
  const double create = now_ms();
  CHECK(call_nn_create(&network, kSizes, kLayers, options));
  const double first = now_ms();
  CHECK(call_nn_train_batch(network, inputs, NN_U8, labels, NN_U8, kBatch, &loss));
  const double second = now_ms();
  CHECK(call_nn_train_batch(network, inputs, NN_U8, labels, NN_U8, kBatch, &loss));
  const double destroy = now_ms();
  call_nn_destroy(network);
  const double end = now_ms();

  round->ms[LOAD] = loaded - begin;
  round->ms[CREATE] = first - create;
  round->ms[FIRST_STEP] = second - first;
  round->ms[CREATE_AND_FIRST_STEP] = second - create;
  round->ms[SECOND_STEP] = destroy - second;
  round->ms[DESTROY] = end - destroy;
  snprintf(round->version, sizeof round->version, "%s", call_nn_version_string());
  snprintf(round->target, sizeof round->target, "%s", call_nn_cpu_target());
  call_nn_options_destroy(options);
}

/* ------------------------------------------------------------------------------- all rounds -- */

/* Runs this program anew, so that nothing of the process is warm. */
static void run_round(struct round* round, const char* workers, const char* library) {
  int ends[2];
  if (pipe(ends) != 0) fail("a pipe", "cannot be had");
  const pid_t child = fork();
  if (child < 0) fail("a process", "cannot be had");
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl("/proc/self/exe", "startup", "--round", workers, library, (char*)NULL);
    _exit(127);
  }
  close(ends[1]);
  const ssize_t got = read(ends[0], round, sizeof *round);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0 || got != (ssize_t)sizeof *round) fail("a round", "gave no result");
}

static int compare_numbers(const void* left, const void* right) {
  const double a = *(const double*)left, b = *(const double*)right;
  return (a > b) - (a < b);
}

/* A line of the table; the figure's median. */
static double summarise(enum figure figure, const struct round* rounds, int64_t count) {
  double* values = calloc((size_t)count, sizeof *values);
  if (values == NULL) fail("allocating memory", "there is not enough");
  for (int64_t i = 0; i < count; ++i) values[i] = rounds[i].ms[figure];
  qsort(values, (size_t)count, sizeof *values, compare_numbers);
  const double median = 0.5 * (values[(count - 1) / 2] + values[count / 2]);
  fprintf(stderr, "%-25s %8.3f %8.3f %8.3f %8.3f %8.3f\n", kNames[figure], median, values[0],
          values[count / 4], values[count - 1 - count / 4], values[count - 1]);
  free(values);
  return median;
}

static void report(const struct round* rounds, int64_t count, int workers) {
  fprintf(stderr, "%-25s %8s %8s %8s %8s %8s\n", "", "median", "min", "25%", "75%", "max");
  printf("{\"program\": \"libneuro\", \"version\": \"%s\", \"target\": \"%s\", \"net\": \"",
         rounds[0].version, rounds[0].target);
  for (size_t i = 0; i < kLayers; ++i) printf("%s%zu", i == 0 ? "" : "-", kSizes[i]);
  printf("\", \"batch\": %d, \"type\": \"f32\", \"workers\": %d, \"rounds\": %" PRId64, kBatch,
         workers, count);
  for (int i = 0; i < FIGURES; ++i) {
    printf(", \"%s\": %.4f", kNames[i], summarise((enum figure)i, rounds, count));
  }
  printf("}\n");
}

/* A whole number within 1 ... most. */
static int64_t parse_count(const char* text, int64_t most) {
  char* end = NULL;
  const long long value = strtoll(text, &end, 10);
  if (end != text && *end == '\0' && value >= 1 && value <= most) return value;
  fputs(usage, stderr);
  exit(2);
}

int main(int argc, char** argv) {
  if (argc == 4 && strcmp(argv[1], "--round") == 0) {
    struct round round = {0};
    measure(&round, argv[3], atoi(argv[2]));
    return write(STDOUT_FILENO, &round, sizeof round) == (ssize_t)sizeof round ? 0 : 1;
  }
  const int64_t count = argc > 1 ? parse_count(argv[1], kMostRounds) : 101;
  const char* workers = argc > 2 ? argv[2] : "2";
  const char* library = argc > 3 ? argv[3] : NEURO_LIBRARY;
  const int worker_count = (int)parse_count(workers, 1024);
  struct round* rounds = calloc((size_t)count, sizeof *rounds);
  if (rounds == NULL) fail("allocating memory", "there is not enough");
  run_round(&rounds[0], workers, library); /* the files come from the disk */
  for (int64_t i = 0; i < count; ++i) run_round(&rounds[i], workers, library);
  report(rounds, count, worker_count);
  free(rounds);
  return EXIT_SUCCESS;
}
