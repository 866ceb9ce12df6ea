/* SPDX-License-Identifier: MIT
 *
 * Whatever rounding, denormal and trap modes the host has set, results have the same bits; the
 * modes and the exception flags are the host's again after every call, and inside the callback.
 */
#include <fenv.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "check.h"
#include "support.h"

enum { kRows = 1000, kInputs = 70, kOutputs = 10 };

static const size_t kSizes[] = {kInputs, 40, kOutputs};
static float inputs_f32[kRows * kInputs];
static double inputs_f64[kRows * kInputs];
static uint8_t labels[kRows];

/* What a host can set: rounding, and on x86 the whole control register. */
typedef struct modes {
  const char* name;
  int rounding;
  unsigned control; /* bits added to the control register: x86 only */
} modes;

enum { kFlushToZero = 0x8000, kDenormalsAreZero = 0x0040, kUnmaskInvalid = 0x0080 };

static const modes kModes[] = {
    {"default", FE_TONEAREST, 0},
    {"upward", FE_UPWARD, 0},
    {"downward", FE_DOWNWARD, 0},
    {"towards zero", FE_TOWARDZERO, 0},
#if defined(__x86_64__)
    {"flush to zero, denormals are zero", FE_TONEAREST, kFlushToZero | kDenormalsAreZero},
    {"all at once", FE_UPWARD, kFlushToZero | kDenormalsAreZero},
    {"invalid operations trap", FE_TONEAREST, 0x1000 /* cleared below */},
#endif
};

static void enter(const modes* m) {
  fesetenv(FE_DFL_ENV);
  fesetround(m->rounding);
#if defined(__x86_64__)
  if (m->control == 0x1000) {
    _mm_setcsr(_mm_getcsr() & ~(unsigned)(kUnmaskInvalid | 0x0200 | 0x0400)); /* 0/0, x/0, inf */
  } else {
    _mm_setcsr(_mm_getcsr() | m->control);
  }
#endif
}

static void leave(void) { fesetenv(FE_DFL_ENV); }

/* Everything a call could leave behind: modes and flags. */
typedef struct state {
  int rounding, flags;
  unsigned control;
} state;

static state current(void) {
  state s = {fegetround(), fetestexcept(FE_ALL_EXCEPT), 0};
#if defined(__x86_64__)
  s.control = _mm_getcsr();
#endif
  return s;
}

static state host; /* what the host has set, and must find again */

static int as_host(void) {
  const state now = current();
  return now.rounding == host.rounding && now.flags == host.flags && now.control == host.control;
}

/* A call of the library, after which all is as before. */
#define KEEPS(call)                       \
  do {                                    \
    CHECK_OK(call);                       \
    if (!CHECK(as_host())) reset_flags(); \
  } while (0)

static const modes* entered;

static void reset_flags(void) { enter(entered); }

typedef struct results {
  unsigned char* parameters[2];
  size_t size;
  double losses[4];
  float outputs[kRows * kOutputs];
  nn_metrics metrics;
  double progress[64];
  size_t reports;
} results;

static int callbacks_as_host;
static results* filled;

static int32_t on_progress(const nn_progress* p, void* user) {
  const nn_network* network = user;
  float out[kOutputs];
  callbacks_as_host = callbacks_as_host && as_host();
  if (filled->reports + 4 <= COUNT_OF(filled->progress)) {
    filled->progress[filled->reports++] = p->loss;
    filled->progress[filled->reports++] = p->accuracy;
    filled->progress[filled->reports++] = p->epoch_ended ? p->validation_loss : 0;
    filled->progress[filled->reports++] = p->epoch_ended ? p->validation_accuracy : 0;
  }
  callbacks_as_host =
      callbacks_as_host && nn_predict(network, inputs_f32, NN_F32, 1, out, NN_F32) == NN_OK;
  callbacks_as_host = callbacks_as_host && as_host();
  return 0;
}

static int32_t on_batch(const nn_augmentation* batch, void* user) {
  (void)user;
  callbacks_as_host = callbacks_as_host && as_host() && batch->rows > 0;
  return 0;
}

static int64_t on_read(void* to_inputs, void* to_labels, size_t rows, int64_t epoch, void* user) {
  (void)user;
  (void)epoch;
  callbacks_as_host = callbacks_as_host && as_host();
  memcpy(to_inputs, inputs_f32, sizeof *inputs_f32 * (rows - 1) * kInputs);
  memcpy(to_labels, labels, rows - 1);
  return (int64_t)rows - 1;
}

static void use_library(nn_type type, results* r) {
  nn_options* options = NULL;
  nn_network* network = NULL;
  nn_dataset* dataset = NULL;
  double rate = 0;
  KEEPS(nn_options_create(&options));
  KEEPS(nn_options_set_int(options, NN_OPTION_TYPE, type));
  KEEPS(nn_options_set_int(options, NN_OPTION_WORKERS, 2));
  KEEPS(nn_options_set_int(options, NN_OPTION_EPOCHS, 2));
  KEEPS(nn_options_set_int(options, NN_OPTION_INPUT_SCALING, NN_SCALING_STANDARD));
  KEEPS(nn_options_set_int(options, NN_OPTION_BATCH_SIZE, 600));
  KEEPS(nn_options_set_real(options, NN_OPTION_PROGRESS_INTERVAL, 0));
  KEEPS(nn_options_get_real(options, NN_OPTION_LEARNING_RATE, &rate));
  KEEPS(nn_create(&network, kSizes, COUNT_OF(kSizes), options));
  KEEPS(nn_reserve(network, 250));
  KEEPS(nn_train_batch(network, inputs_f32, NN_F32, labels, NN_U8, 250, &r->losses[0]));
  KEEPS(nn_train_batch(network, inputs_f64, NN_F64, labels, NN_U8, kRows, &r->losses[1]));
  KEEPS(nn_set_real(network, NN_OPTION_LEARNING_RATE, 0.3));
  KEEPS(nn_train_batch(network, inputs_f64, NN_F64, labels, NN_U8, 7, &r->losses[2]));
  KEEPS(nn_dataset_create(&dataset, inputs_f64, NN_F64, kRows, kInputs, labels, NN_U8, 1));
  KEEPS(nn_dataset_get_inputs(dataset, 1, 2, r->outputs, NN_F32));
  filled = r;
  callbacks_as_host = 1;
  KEEPS(nn_fit(network, dataset, dataset, on_progress, network));
  CHECK(callbacks_as_host);
  CHECK(r->reports == 16);
  const nn_stream stream = {sizeof stream, on_read, NULL, 0, NN_F32, NN_U8};
  const int64_t rows[] = {0, 999, 3, 3};
  static const double kWeights[kOutputs] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  KEEPS(nn_set_class_weights(network, kWeights, kOutputs));
  KEEPS(nn_set_int(network, NN_OPTION_SCHEDULE, NN_SCHEDULE_EXPONENTIAL));
  KEEPS(nn_set_augmentation(network, on_batch, NULL));
  KEEPS(nn_fit_stream(network, &stream, dataset, on_progress, network));
  CHECK(callbacks_as_host);
  KEEPS(nn_train_rows(network, dataset, rows, COUNT_OF(rows), &r->losses[3]));
  r->metrics.struct_size = sizeof r->metrics;
  KEEPS(nn_evaluate(network, dataset, &r->metrics));
  KEEPS(nn_predict_dataset(network, dataset, r->outputs, NN_F32));
  KEEPS(nn_predict(network, inputs_f64, NN_F64, kRows, r->outputs, NN_F32));

  /* Failing calls keep the modes as well. */
  CHECK(nn_options_set_real(options, NN_OPTION_LEARNING_RATE, NAN) == NN_ERROR_INVALID_ARGUMENT);
  if (!CHECK(as_host())) reset_flags();
  CHECK(nn_set_real(network, NN_OPTION_LEARNING_RATE, NAN) == NN_ERROR_INVALID_ARGUMENT);
  if (!CHECK(as_host())) reset_flags();
  inputs_f64[5] = NAN;
  CHECK(nn_predict(network, inputs_f64, NN_F64, 3, r->outputs, NN_F32) ==
        NN_ERROR_INVALID_ARGUMENT);
  if (!CHECK(as_host())) reset_flags();
  CHECK(nn_train_batch(network, inputs_f64, NN_F64, labels, NN_U8, 250, NULL) ==
        NN_ERROR_INVALID_ARGUMENT);
  if (!CHECK(as_host())) reset_flags();
  inputs_f64[5] = 0.5;

  for (size_t l = 0; l < 2; ++l) {
    static double weights[kInputs * 40], bias[40];
    KEEPS(nn_get_parameters(network, l, weights, bias, NN_F64));
    KEEPS(nn_set_parameters(network, l, weights, bias, NN_F64));
    r->parameters[l] = must_allocate(sizeof weights);
    memcpy(r->parameters[l], weights, sizeof weights);
  }
  r->size = sizeof(double) * kInputs * 40;
  nn_dataset_destroy(dataset);
  nn_destroy(network);
  nn_options_destroy(options);
  CHECK(as_host());
}

static void compare(const results* a, const results* b) {
  CHECK(memcmp(a->losses, b->losses, sizeof a->losses) == 0);
  CHECK(memcmp(a->outputs, b->outputs, sizeof a->outputs) == 0);
  CHECK(memcmp(&a->metrics, &b->metrics, sizeof a->metrics) == 0);
  CHECK(memcmp(a->progress, b->progress, sizeof a->progress) == 0);
  for (size_t l = 0; l < 2; ++l) {
    CHECK(memcmp(a->parameters[l], b->parameters[l], a->size) == 0);
  }
}

int main(void) {
  static results plain, moded;
  fill_f32(inputs_f32, COUNT_OF(inputs_f32), 1);
  fill_f64(inputs_f64, COUNT_OF(inputs_f64), 2);
  fill_labels(labels, kRows, kOutputs, 3);
  inputs_f64[5] = 0.5;
  /* Numbers that matter to denormal modes: below the smallest normal float, and double. */
  for (size_t i = 0; i < kRows; i += 3) {
    inputs_f32[i * kInputs] = 1e-40f * (float)(i + 1);
    inputs_f64[i * kInputs + 1] = 1e-310 * (double)(i + 1);
  }
  for (nn_type type = NN_F32; type <= NN_F64; ++type) {
    for (size_t m = 0; m < COUNT_OF(kModes); ++m) {
      results* r = m == 0 ? &plain : &moded;
      memset(r, 0, sizeof *r);
      entered = &kModes[m];
      enter(entered);
      host = current();
      check_silence();
      use_library(type, r);
      leave();
      check_silent();
      if (m > 0) compare(&plain, &moded);
      for (size_t l = 0; l < 2 && m > 0; ++l) free(moded.parameters[l]);
    }
    for (size_t l = 0; l < 2; ++l) free(plain.parameters[l]);
  }
  return check_done();
}
