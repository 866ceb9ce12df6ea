/* SPDX-License-Identifier: MIT
 *
 * fork() with worker threads alive: parent and child both go on training and predicting, to the
 * same bits, and both destroy the network, which the parent's threads have not come along with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "support.h"

enum { kRows = 1000, kInputs = 70, kOutputs = 10, kPatience = 120 };

static const size_t kSizes[] = {kInputs, 40, kOutputs};
static float inputs[kRows * kInputs];
static uint8_t labels[kRows];

/* What parent and child must agree on. */
typedef struct outcome {
  double losses[20];
  float outputs[kRows * kOutputs];
  float weights[40 * kInputs], bias[40];
} outcome;

static void go_on(nn_network* network, outcome* to) {
  memset(to, 0, sizeof *to);
  for (size_t i = 0; i < COUNT_OF(to->losses); ++i) {
    CHECK_OK(nn_train_batch(network, inputs, NN_F32, labels, NN_U8, i % 2 != 0 ? kRows : 200,
                            &to->losses[i]));
  }
  CHECK_OK(nn_predict(network, inputs, NN_F32, kRows, to->outputs, NN_F32));
  CHECK_OK(nn_get_parameters(network, 0, to->weights, to->bias, NN_F32));
}

/* before: how far the parent has come with the network when it forks. */
static void test_fork(void (*before)(nn_network*)) {
  static outcome here, there;
  const int64_t options[] = {NN_OPTION_WORKERS, 3, 0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  const int workers = usable_workers(3);
  before(network);
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  fflush(NULL);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    alarm(kPatience); /* a child that hangs dies of it */
    close(ends[0]);
    go_on(network, &here);
    const int threads = thread_count();
    nn_destroy(network);
    const int good =
        threads >= workers && settled_thread_count(threads - workers + 1) == threads - workers + 1;
    size_t written = 0;
    while (written < sizeof here) {
      const ssize_t n = write(ends[1], (const char*)&here + written, sizeof here - written);
      if (n <= 0) _exit(2);
      written += (size_t)n;
    }
    _exit(good ? 0 : 3);
  }
  close(ends[1]);
  go_on(network, &here);
  size_t got = 0;
  for (ssize_t n; got < sizeof there; got += (size_t)n) {
    n = read(ends[0], (char*)&there + got, sizeof there - got);
    if (n <= 0) break;
  }
  close(ends[0]);
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK(got == sizeof there && memcmp(&here, &there, sizeof here) == 0);
  CHECK(thread_count() >= workers);
  nn_destroy(network);
}

static void do_nothing(nn_network* network) { (void)network; }

static void train(nn_network* network) {
  for (int i = 0; i < 10; ++i) {
    CHECK_OK(nn_train_batch(network, inputs, NN_F32, labels, NN_U8, kRows, NULL));
  }
}

static void predict(nn_network* network) {
  static float outputs[kRows * kOutputs];
  CHECK_OK(nn_predict(network, inputs, NN_F32, kRows, outputs, NN_F32));
}

/* The child does nothing but destroy what the parent has made. */
static void test_destroy_only(void) {
  const int64_t options[] = {NN_OPTION_WORKERS, 3, 0};
  nn_network* network = make_network(kSizes, COUNT_OF(kSizes), options);
  train(network);
  fflush(NULL);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    alarm(kPatience);
    nn_destroy(network);
    _exit(0);
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  train(network);
  nn_destroy(network);
}

int main(void) {
  alarm(4 * kPatience);
  fill_f32(inputs, COUNT_OF(inputs), 1);
  fill_labels(labels, kRows, kOutputs, 2);
  check_silence();
  test_fork(do_nothing);
  test_fork(train);
  test_fork(predict);
  for (int i = 0; i < 10; ++i) test_fork(train);
  test_destroy_only();
  check_silent();
  return check_done();
}
