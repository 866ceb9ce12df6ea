/* SPDX-License-Identifier: MIT
 *
 * Evaluations of networks with each output: they agree with nn_evaluate() and nn_predict() to the
 * bit, outlive network and dataset, are the same from any number of workers, and refuse what makes
 * no sense without touching anything.
 */
#include <math.h>
#include <string.h>

#include "check.h"
#include "support.h"

enum { kRows = 500, kInputs = 12, kMost = 4 };

static float inputs[kRows * kInputs];
static float predicted[kRows * kMost];
static double dense[kRows * kMost];
static uint8_t labels[kRows];

/* A network with this output that has been trained a little, for the dataset. */
static nn_network* trained(const nn_dataset* dataset, int64_t output, size_t outputs,
                           int64_t workers) {
  const size_t sizes[] = {kInputs, 16, outputs};
  const int64_t options[] = {
      NN_OPTION_OUTPUT, output, NN_OPTION_WORKERS, workers, NN_OPTION_EPOCHS, 5, 0};
  nn_network* network = make_network(sizes, COUNT_OF(sizes), options);
  CHECK_OK(nn_fit(network, dataset, NULL, NULL, NULL));
  return network;
}

/* Labels that can be learnt: from the sum of the first inputs. */
static void make_labels(unsigned classes) {
  for (size_t r = 0; r < kRows; ++r) {
    const float x = inputs[r * kInputs] + inputs[r * kInputs + 1];
    const double level = (x + 2) / 4 * (double)classes;
    labels[r] = (uint8_t)(level >= classes ? classes - 1 : level);
  }
}

static nn_dataset* labelled(unsigned classes) {
  nn_dataset* made = NULL;
  make_labels(classes);
  REQUIRE_OK(nn_dataset_create(&made, inputs, NN_F32, kRows, kInputs, labels, NN_U8, 1));
  return made;
}

/* Targets 0 and 1, or numbers. */
static nn_dataset* densely(size_t outputs, int numbers) {
  nn_dataset* made = NULL;
  for (size_t r = 0; r < kRows; ++r) {
    for (size_t j = 0; j < outputs; ++j) {
      const double x = inputs[r * kInputs + j] - 0.3 * inputs[r * kInputs + j + 1];
      dense[r * outputs + j] = numbers ? x : x > 0;
    }
  }
  REQUIRE_OK(nn_dataset_create(&made, inputs, NN_F32, kRows, kInputs, dense, NN_F64, outputs));
  return made;
}

static double get(const nn_evaluation* evaluation, nn_metric metric) {
  double value = -7;
  CHECK_OK(nn_evaluation_get(evaluation, metric, &value));
  return value;
}

static double get_class(const nn_evaluation* evaluation, nn_metric metric, size_t which) {
  double value = -7;
  CHECK_OK(nn_evaluation_get_class(evaluation, metric, which, &value));
  return value;
}

/* What holds for every task. The mistakes are listed once each, in falling order. */
static void check_rows(const nn_evaluation* evaluation, const nn_metrics* metrics, int classifies) {
  static size_t worst[kRows];
  size_t count = 0;
  double sum = 0, loss = 0, last = HUGE_VAL;
  CHECK(nn_evaluation_rows(evaluation) == kRows);
  CHECK(get(evaluation, NN_METRIC_LOSS) == metrics->loss);
  for (size_t r = 0; r < kRows; ++r) {
    CHECK_OK(nn_evaluation_row(evaluation, r, NULL, NULL, &loss));
    sum += loss;
  }
  CHECK(fabs(sum / kRows - metrics->loss) < 1e-12 * metrics->loss);
  CHECK_OK(nn_evaluation_worst(evaluation, worst, kRows, &count));
  CHECK(count == (size_t)(kRows - metrics->correct));
  for (size_t i = 0; i < count; ++i) {
    int64_t target = -2, guess = -2;
    CHECK_OK(nn_evaluation_row(evaluation, worst[i], &target, &guess, &loss));
    CHECK(loss < last || (loss == last && worst[i] > worst[i - 1]));
    CHECK(classifies ? target != guess : target == -1 && guess == -1);
    last = loss;
  }
  size_t three[4] = {9999, 9999, 9999, 9999}, again = 0;
  CHECK_OK(nn_evaluation_worst(evaluation, three, 3, &again));
  CHECK(again == count && memcmp(three, worst, 3 * sizeof *three) == 0 && three[3] == 9999);
  CHECK_OK(nn_evaluation_worst(evaluation, NULL, 0, &again));
  CHECK(again == count);
}

/* The class that the outputs of a row name. */
static int64_t named(const float* row, size_t outputs) {
  int64_t best = 0;
  if (outputs == 1) return row[0] > 0.5F;
  for (size_t j = 1; j < outputs; ++j) best = row[j] > row[best] ? (int64_t)j : best;
  return best;
}

static void check_classes(const nn_evaluation* evaluation, const nn_metrics* metrics,
                          size_t outputs) {
  const size_t classes = outputs == 1 ? 2 : outputs;
  int64_t matrix[kMost * kMost], right = 0, all = 0;
  CHECK(nn_evaluation_classes(evaluation) == classes);
  CHECK_OK(nn_evaluation_confusion(evaluation, matrix, classes));
  for (size_t i = 0; i < classes * classes; ++i) {
    right += i % (classes + 1) == 0 ? matrix[i] : 0;
    all += matrix[i];
  }
  CHECK(all == kRows && right == metrics->correct);
  for (size_t r = 0; r < kRows; ++r) {
    int64_t target = -2, guess = -2;
    CHECK_OK(nn_evaluation_row(evaluation, r, &target, &guess, NULL));
    CHECK(target == labels[r] && guess == named(predicted + r * outputs, outputs));
    --matrix[(size_t)target * classes + (size_t)guess];
  }
  for (size_t i = 0; i < classes * classes; ++i) CHECK(matrix[i] == 0);
  double top = 0, before = 0;
  for (size_t k = 1; k <= classes; ++k) {
    CHECK_OK(nn_evaluation_top_k(evaluation, k, &top));
    CHECK(k == 1 ? top == metrics->accuracy : top >= before);
    before = top;
  }
  CHECK(top == 1);
  CHECK(get(evaluation, NN_METRIC_SUPPORT) == kRows);
}

/* Pairs in which the row of the class has the larger output, counted one by one. */
static double area(size_t output, size_t outputs, const uint8_t* is_of_class) {
  double won = 0, pairs = 0;
  for (size_t a = 0; a < kRows; ++a) {
    for (size_t b = 0; is_of_class[a] && b < kRows; ++b) {
      const float x = predicted[a * outputs + output], y = predicted[b * outputs + output];
      if (is_of_class[b]) continue;
      won += x > y ? 1 : x == y ? 0.5 : 0;
      pairs += 1;
    }
  }
  return won / pairs;
}

static void check_areas(const nn_evaluation* evaluation, size_t outputs,
                        const nn_dataset* dataset) {
  static uint8_t is_of_class[kRows];
  const size_t first = outputs == 1 ? 1 : 0;
  const int by_label = nn_dataset_classes(dataset) > 0;
  for (size_t j = 0; j < outputs; ++j) {
    for (size_t r = 0; r < kRows; ++r) {
      is_of_class[r] = by_label ? labels[r] == j + first : dense[r * outputs + j] >= 0.5;
    }
    CHECK(get_class(evaluation, NN_METRIC_ROC_AUC, j + first) == area(j, outputs, is_of_class));
  }
  CHECK(get(evaluation, NN_METRIC_ROC_AUC) > 0.6); /* something was learnt */
}

static void check_numbers(const nn_evaluation* evaluation, size_t outputs) {
  double mean = 0;
  for (size_t j = 0; j < outputs; ++j) {
    double sum = 0;
    for (size_t r = 0; r < kRows; ++r) {
      sum += fabs(predicted[r * outputs + j] - dense[r * outputs + j]);
    }
    CHECK(fabs(get_class(evaluation, NN_METRIC_MAE, j) - sum / kRows) < 1e-12);
    mean += sum / kRows / (double)outputs;
  }
  CHECK(fabs(get(evaluation, NN_METRIC_MAE) - mean) < 1e-12);
  CHECK(get(evaluation, NN_METRIC_R2) < 1 && get(evaluation, NN_METRIC_RMSE) > mean);
  CHECK(get(evaluation, NN_METRIC_SUPPORT) == kRows && nn_evaluation_classes(evaluation) == 0);
}

/* Every metric with the bits that it has in the other evaluation, or refused like there. */
static void check_alike(const nn_evaluation* one, const nn_evaluation* other, size_t classes) {
  for (nn_metric metric = 1; nn_metric_name(metric) != NULL; ++metric) {
    for (size_t i = 0; i <= classes; ++i) {
      double a = 0, b = 0;
      const nn_status status = i == classes ? nn_evaluation_get(one, metric, &a)
                                            : nn_evaluation_get_class(one, metric, i, &a);
      CHECK(status == (i == classes ? nn_evaluation_get(other, metric, &b)
                                    : nn_evaluation_get_class(other, metric, i, &b)));
      CHECK(memcmp(&a, &b, sizeof a) == 0);
    }
  }
}

/* dataset: is destroyed. */
static void test_task(nn_dataset* dataset, int64_t output, size_t outputs) {
  const int single = output == NN_OUTPUT_SOFTMAX || (output == NN_OUTPUT_SIGMOID && outputs == 1);
  nn_network* network = trained(dataset, output, outputs, 1);
  nn_network* crowd = trained(dataset, output, outputs, 3);
  nn_evaluation *evaluation = NULL, *other = NULL;
  nn_metrics metrics = {sizeof metrics, 0, 0, 0, 0};
  REQUIRE_OK(nn_evaluation_create(&evaluation, network, dataset));
  REQUIRE_OK(nn_evaluation_create(&other, crowd, dataset));
  CHECK_OK(nn_evaluate(network, dataset, &metrics));
  CHECK_OK(nn_predict(network, inputs, NN_F32, kRows, predicted, NN_F32));
  if (output != NN_OUTPUT_IDENTITY) check_areas(evaluation, outputs, dataset);
  nn_destroy(network);
  nn_destroy(crowd);
  nn_dataset_destroy(dataset);
  CHECK(nn_evaluation_outputs(evaluation) == outputs);
  check_rows(evaluation, &metrics, single);
  check_alike(evaluation, other, outputs);
  if (single) check_classes(evaluation, &metrics, outputs);
  if (output == NN_OUTPUT_IDENTITY) {
    check_numbers(evaluation, outputs);
  } else {
    CHECK(get(evaluation, NN_METRIC_ACCURACY) == metrics.accuracy && metrics.accuracy > 0);
    CHECK(get(evaluation, NN_METRIC_F1) > 0 && get(evaluation, NN_METRIC_F1) < 1);
  }
  nn_evaluation_destroy(evaluation);
  nn_evaluation_destroy(other);
}

/* Where all sums are equal the first class is predicted, and a sum of 0 is no 1; where the last is
 * larger by less than probabilities can tell it is the last: as nn_evaluate() has it. */
static void test_ties(int64_t output, size_t outputs, double last_bias) {
  const size_t sizes[] = {kInputs, outputs};
  const int64_t options[] = {NN_OPTION_OUTPUT, output, 0};
  const int64_t last = outputs == 1 ? 1 : (int64_t)outputs - 1;
  static const double kZeros[kInputs * kMost];
  double bias[kMost] = {0};
  nn_network* network = make_network(sizes, COUNT_OF(sizes), options);
  bias[outputs - 1] = last_bias;
  CHECK_OK(nn_set_parameters(network, 0, kZeros, bias, NN_F64));
  nn_dataset* dataset = labelled((unsigned)last + 1);
  nn_evaluation* evaluation = NULL;
  nn_metrics metrics = {sizeof metrics, 0, 0, 0, 0};
  REQUIRE_OK(nn_evaluation_create(&evaluation, network, dataset));
  CHECK_OK(nn_evaluate(network, dataset, &metrics));
  CHECK_OK(nn_predict(network, inputs, NN_F32, 1, predicted, NN_F32));
  CHECK(predicted[0] == predicted[outputs - 1] && (outputs > 1 || predicted[0] == 0.5F));
  const int64_t expected = last_bias > 0 ? last : 0;
  for (int64_t c = 0; c <= last; ++c) {
    CHECK(get_class(evaluation, NN_METRIC_RECALL, (size_t)c) == (c == expected));
    CHECK(get_class(evaluation, NN_METRIC_ROC_AUC, (size_t)c) == 0.5);
  }
  double top = 0;
  CHECK_OK(nn_evaluation_top_k(evaluation, 1, &top));
  CHECK(get(evaluation, NN_METRIC_ACCURACY) == metrics.accuracy && top == metrics.accuracy);
  nn_evaluation_destroy(evaluation);
  nn_dataset_destroy(dataset);
  nn_destroy(network);
}

static void test_refusals(void) {
  const nn_status invalid = NN_ERROR_INVALID_ARGUMENT;
  nn_dataset *dataset = labelled(3), *unfit = densely(2, 1);
  nn_network* network = trained(dataset, NN_OUTPUT_SOFTMAX, 3, 1);
  nn_evaluation *evaluation = NULL, *none = NULL;
  CHECK_FAILS(nn_evaluation_create(NULL, network, dataset), invalid, "out");
  CHECK_FAILS(nn_evaluation_create(&none, NULL, dataset), invalid, "network");
  CHECK_FAILS(nn_evaluation_create(&none, network, NULL), invalid, "dataset");
  CHECK_FAILS(nn_evaluation_create(&none, network, unfit), invalid, "dataset", "3 outputs");
  CHECK(none == NULL);
  REQUIRE_OK(nn_evaluation_create(&evaluation, network, dataset));
  double value = 42;
  CHECK_FAILS(nn_evaluation_get(NULL, NN_METRIC_LOSS, &value), invalid, "evaluation");
  CHECK_FAILS(nn_evaluation_get(evaluation, NN_METRIC_LOSS, NULL), invalid, "value");
  CHECK_FAILS(nn_evaluation_get(evaluation, 0, &value), invalid, "metric");
  CHECK_FAILS(nn_evaluation_get(evaluation, 11, &value), invalid, "metric", "11");
  CHECK_FAILS(nn_evaluation_get(evaluation, 257, &value), invalid, "metric", "257");
  CHECK_FAILS(nn_evaluation_get(evaluation, NN_METRIC_R2, &value), invalid, "NN_METRIC_R2");
  CHECK_FAILS(nn_evaluation_get_class(NULL, NN_METRIC_F1, 0, &value), invalid, "evaluation");
  CHECK_FAILS(nn_evaluation_get_class(evaluation, NN_METRIC_F1, 0, NULL), invalid, "value");
  CHECK_FAILS(nn_evaluation_get_class(evaluation, -1, 0, &value), invalid, "metric", "-1");
  CHECK_FAILS(nn_evaluation_get_class(evaluation, NN_METRIC_F1, 3, &value), invalid,
              "class_or_output", "3 classes");
  CHECK_FAILS(nn_evaluation_get_class(evaluation, NN_METRIC_LOSS, 0, &value), invalid,
              "NN_METRIC_LOSS");
  CHECK_FAILS(nn_evaluation_top_k(NULL, 1, &value), invalid, "evaluation");
  CHECK_FAILS(nn_evaluation_top_k(evaluation, 1, NULL), invalid, "value");
  CHECK_FAILS(nn_evaluation_top_k(evaluation, 0, &value), invalid, "k");
  CHECK(value == 42);
  int64_t counts[16] = {42, 42}, target = 42;
  CHECK_FAILS(nn_evaluation_confusion(NULL, counts, 3), invalid, "evaluation");
  CHECK_FAILS(nn_evaluation_confusion(evaluation, NULL, 3), invalid, "counts");
  CHECK_FAILS(nn_evaluation_confusion(evaluation, counts, 4), invalid, "classes", "4", "3");
  CHECK_FAILS(nn_evaluation_row(NULL, 0, &target, NULL, NULL), invalid, "evaluation");
  CHECK_FAILS(nn_evaluation_row(evaluation, kRows, &target, NULL, NULL), invalid, "row", "500");
  CHECK(counts[0] == 42 && counts[1] == 42 && target == 42);
  size_t rows[2] = {42, 42}, count = 42;
  CHECK_FAILS(nn_evaluation_worst(NULL, rows, 2, &count), invalid, "evaluation");
  CHECK_FAILS(nn_evaluation_worst(evaluation, NULL, 2, &count), invalid, "rows");
  CHECK_FAILS(nn_evaluation_worst(evaluation, rows, 2, NULL), invalid, "count");
  CHECK(rows[0] == 42 && rows[1] == 42 && count == 42);
  CHECK_OK(nn_evaluation_row(evaluation, 0, NULL, NULL, NULL));
  CHECK(nn_evaluation_rows(NULL) == 0 && nn_evaluation_outputs(NULL) == 0 &&
        nn_evaluation_classes(NULL) == 0);
  nn_evaluation_destroy(NULL);
  nn_evaluation_destroy(evaluation);
  nn_destroy(network);
  nn_dataset_destroy(dataset);
  nn_dataset_destroy(unfit);
}

int main(void) {
  fill_f32(inputs, COUNT_OF(inputs), 1);
  test_task(labelled(3), NN_OUTPUT_SOFTMAX, 3);
  test_task(labelled(2), NN_OUTPUT_SIGMOID, 1);
  test_task(labelled(3), NN_OUTPUT_SIGMOID, 3);
  test_task(densely(4, 0), NN_OUTPUT_SIGMOID, 4);
  test_task(densely(3, 1), NN_OUTPUT_IDENTITY, 3);
  for (double bias = 0; bias < 2e-9; bias += 1e-9) {
    test_ties(NN_OUTPUT_SOFTMAX, 4, bias);
    test_ties(NN_OUTPUT_SIGMOID, 1, bias);
  }
  test_refusals();
  CHECK(strcmp(nn_metric_name(NN_METRIC_LOSS), "NN_METRIC_LOSS") == 0);
  CHECK(strcmp(nn_metric_name(NN_METRIC_SUPPORT), "NN_METRIC_SUPPORT") == 0);
  CHECK(nn_metric_name(0) == NULL && nn_metric_name(NN_METRIC_SUPPORT + 1) == NULL);
  return check_done();
}
