/* SPDX-License-Identifier: MIT
 *
 * Input scaling: learnt by the first nn_fit() and by no other call, then applied in training,
 * prediction and evaluation alike. A network that scales its inputs must act as one without scaling
 * does on inputs that were scaled by hand.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kRows = 60, kInputs = 4, kOutputs = 3, kConstant = 2 /* a column that never varies */ };

static const size_t kSizes[] = {kInputs, 9, kOutputs};
static double raw[kRows * kInputs], scaled[kRows * kInputs];
static uint8_t labels[kRows];

static void make_raw(double spread) {
  static const double kOffsets[kInputs] = {100, -3, 42, 0}, kScales[kInputs] = {20, 0.01, 0, 1};
  fill_f64(raw, COUNT_OF(raw), 1);
  for (size_t i = 0; i < COUNT_OF(raw); ++i) {
    raw[i] = kOffsets[i % kInputs] + spread * kScales[i % kInputs] * raw[i];
  }
}

static void scale_by_hand(int64_t scaling) {
  for (size_t c = 0; c < kInputs; ++c) {
    double least = INFINITY, most = -INFINITY, sum = 0, squares = 0;
    for (size_t r = 0; r < kRows; ++r) {
      least = fmin(least, raw[r * kInputs + c]);
      most = fmax(most, raw[r * kInputs + c]);
      sum += raw[r * kInputs + c];
    }
    for (size_t r = 0; r < kRows; ++r) squares += pow(raw[r * kInputs + c] - sum / kRows, 2);
    const double offset = scaling == NN_SCALING_MIN_MAX ? least : sum / kRows;
    double divisor = scaling == NN_SCALING_MIN_MAX ? most - least : sqrt(squares / kRows);
    if (c == kConstant) divisor = 1;
    for (size_t r = 0; r < kRows; ++r) {
      scaled[r * kInputs + c] = (raw[r * kInputs + c] - offset) / divisor;
    }
  }
}

static nn_network* new_network(int64_t scaling) {
  const int64_t options[] = {NN_OPTION_TYPE,
                             NN_F64,
                             NN_OPTION_INPUT_SCALING,
                             scaling,
                             NN_OPTION_BATCH_SIZE,
                             16,
                             NN_OPTION_EPOCHS,
                             3,
                             0};
  return make_network(kSizes, COUNT_OF(kSizes), options);
}

static nn_dataset* dataset_of(const double* values) {
  nn_dataset* made = NULL;
  REQUIRE_OK(nn_dataset_create(&made, values, NN_F64, kRows, kInputs, labels, NN_U8, 1));
  return made;
}

/* Predictions that agree to within rounding: nearer than anything but the right scale gets. */
static int predict_alike(const nn_network* a, const double* inputs_a, const nn_network* b,
                         const double* inputs_b) {
  static double out_a[kRows * kOutputs], out_b[kRows * kOutputs];
  double furthest = 0;
  CHECK_OK(nn_predict(a, inputs_a, NN_F64, kRows, out_a, NN_F64));
  CHECK_OK(nn_predict(b, inputs_b, NN_F64, kRows, out_b, NN_F64));
  for (size_t i = 0; i < COUNT_OF(out_a); ++i) {
    furthest = fmax(furthest, fabs(out_a[i] - out_b[i]));
  }
  return furthest < 1e-9;
}

static int evaluate_alike(const nn_network* a, const nn_dataset* data_a, const nn_network* b,
                          const nn_dataset* data_b) {
  nn_metrics metrics_a = {sizeof metrics_a, 0, 0, 0, 0}, metrics_b = metrics_a;
  CHECK_OK(nn_evaluate(a, data_a, &metrics_a));
  CHECK_OK(nn_evaluate(b, data_b, &metrics_b));
  return fabs(metrics_a.loss - metrics_b.loss) < 1e-9 && metrics_a.correct == metrics_b.correct;
}

static void test_scaling(int64_t scaling) {
  make_raw(1);
  scale_by_hand(scaling);
  nn_network* scaling_network = new_network(scaling);
  nn_network* plain = new_network(NN_SCALING_NONE);
  nn_dataset* raw_data = dataset_of(raw);
  nn_dataset* scaled_data = dataset_of(scaled);

  /* Before the first fit inputs are taken as they stand, and steps teach no scale. */
  CHECK(predict_alike(scaling_network, raw, plain, raw));
  CHECK_OK(nn_train_batch(scaling_network, scaled, NN_F64, labels, NN_U8, kRows, NULL));
  CHECK_OK(nn_train_batch(plain, scaled, NN_F64, labels, NN_U8, kRows, NULL));
  CHECK(predict_alike(scaling_network, raw, plain, raw));

  CHECK_OK(nn_fit(scaling_network, raw_data, raw_data, NULL, NULL));
  CHECK_OK(nn_fit(plain, scaled_data, scaled_data, NULL, NULL));
  CHECK(predict_alike(scaling_network, raw, plain, scaled));
  CHECK(!predict_alike(scaling_network, raw, plain, raw));
  CHECK(evaluate_alike(scaling_network, raw_data, plain, scaled_data));

  /* Steps after it are scaled as well. */
  CHECK_OK(nn_train_batch(scaling_network, raw, NN_F64, labels, NN_U8, kRows, NULL));
  CHECK_OK(nn_train_batch(plain, scaled, NN_F64, labels, NN_U8, kRows, NULL));
  CHECK(predict_alike(scaling_network, raw, plain, scaled));

  /* A second fit, on data of another spread, keeps the scale of the first. */
  static double wider[kRows * kInputs], wider_scaled[kRows * kInputs];
  for (size_t i = 0; i < COUNT_OF(raw); ++i) {
    const size_t first = i % kInputs, second = first + kInputs; /* two rows give the line */
    const double slope =
        first == kConstant ? 1 : (scaled[second] - scaled[first]) / (raw[second] - raw[first]);
    wider[i] = first == kConstant ? raw[i] : raw[first] + 1.5 * (raw[i] - raw[first]);
    wider_scaled[i] = scaled[first] + slope * (wider[i] - raw[first]);
  }
  nn_dataset* wider_data = dataset_of(wider);
  nn_dataset* wider_scaled_data = dataset_of(wider_scaled);
  CHECK_OK(nn_fit(scaling_network, wider_data, NULL, NULL, NULL));
  CHECK_OK(nn_fit(plain, wider_scaled_data, NULL, NULL, NULL));
  CHECK(predict_alike(scaling_network, raw, plain, scaled));

  nn_dataset_destroy(wider_data);
  nn_dataset_destroy(wider_scaled_data);
  nn_dataset_destroy(raw_data);
  nn_dataset_destroy(scaled_data);
  nn_destroy(scaling_network);
  nn_destroy(plain);
}

/* Pixels are scaled after their v/255. */
static void test_pixels(int64_t scaling) {
  static uint8_t pixels[kRows * kInputs];
  fill_labels(pixels, COUNT_OF(pixels), 256, 9);
  for (size_t i = 0; i < COUNT_OF(pixels); ++i) {
    /* 51/255 has no finite binary form: the mean of many is not quite it, the column still
     * constant.
     */
    if (i % kInputs == kConstant) pixels[i] = 51;
    raw[i] = pixels[i] / 255.0;
  }
  scale_by_hand(scaling);
  nn_network* scaling_network = new_network(scaling);
  nn_network* plain = new_network(NN_SCALING_NONE);
  nn_dataset* pixel_data = NULL;
  REQUIRE_OK(nn_dataset_create(&pixel_data, pixels, NN_U8, kRows, kInputs, labels, NN_U8, 1));
  nn_dataset* scaled_data = dataset_of(scaled);
  CHECK_OK(nn_fit(scaling_network, pixel_data, NULL, NULL, NULL));
  CHECK_OK(nn_fit(plain, scaled_data, NULL, NULL, NULL));
  CHECK(predict_alike(scaling_network, raw, plain, scaled));
  nn_dataset_destroy(pixel_data);
  nn_dataset_destroy(scaled_data);
  nn_destroy(scaling_network);
  nn_destroy(plain);
}

/* A training set whose spread the network's type cannot hold is refused, and leaves no scale. */
static void test_refused(int64_t scaling) {
  static const size_t kNarrow[] = {1, kOutputs};
  static const float kFarApart[] = {3e38f, -3e38f, 3e38f, -3e38f};
  const int64_t options[] = {NN_OPTION_INPUT_SCALING, scaling, 0};
  nn_network* network = make_network(kNarrow, COUNT_OF(kNarrow), options);
  snapshot before = take_snapshot(network);
  nn_dataset* data = NULL;
  REQUIRE_OK(nn_dataset_create(&data, kFarApart, NN_F32, 4, 1, labels, NN_U8, 1));
  if (nn_fit(network, data, NULL, NULL, NULL) != NN_OK) {
    const float one = 1;
    float out[kOutputs], expected[kOutputs];
    nn_network* fresh = make_network(kNarrow, COUNT_OF(kNarrow), options);
    CHECK(unchanged(network, before));
    CHECK_OK(nn_predict(network, &one, NN_F32, 1, out, NN_F32));
    CHECK_OK(nn_predict(fresh, &one, NN_F32, 1, expected, NN_F32));
    CHECK(memcmp(out, expected, sizeof out) == 0);
    nn_destroy(fresh);
  }
  free_snapshot(&before);
  nn_dataset_destroy(data);
  nn_destroy(network);
}

int main(void) {
  fill_labels(labels, kRows, kOutputs, 2);
  for (int64_t scaling = NN_SCALING_MIN_MAX; scaling <= NN_SCALING_STANDARD; ++scaling) {
    test_scaling(scaling);
    test_pixels(scaling);
    test_refused(scaling);
  }
  return check_done();
}
