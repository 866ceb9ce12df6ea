/* SPDX-License-Identifier: MIT */
#include "scores.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "confusion.h"
#include "json.h"
#include "report.h"

enum { TOP = 5 };

/* What became of the rows of one class. */
struct counts {
  int64_t rows, correct, predicted;
};

nn_evaluation* evaluate(const nn_network* network, const nn_dataset* dataset, const char* path) {
  nn_evaluation* evaluation = NULL;
  check_file(nn_evaluation_create(&evaluation, network, dataset), path);
  return evaluation;
}

static double get(const nn_evaluation* evaluation, nn_metric metric) {
  double value = NAN;
  check(nn_evaluation_get(evaluation, metric, &value), "summing up");
  return value;
}

static double get_class(const nn_evaluation* evaluation, nn_metric metric, size_t i) {
  double value = NAN;
  check(nn_evaluation_get_class(evaluation, metric, i, &value), "summing up");
  return value;
}

static double top_k(const nn_evaluation* evaluation) {
  double value = NAN;
  check(nn_evaluation_top_k(evaluation, TOP, &value), "summing up");
  return value;
}

static int are_numbers(const nn_evaluation* evaluation) {
  return nn_evaluation_classes(evaluation) == 0;
}

int has_confusion(const nn_evaluation* evaluation) {
  int64_t label = -1;
  check(nn_evaluation_row(evaluation, 0, &label, NULL, NULL), "looking at a row");
  return label >= 0;
}

static int64_t count_correct(const nn_evaluation* evaluation) {
  const double rows = (double)nn_evaluation_rows(evaluation);
  return llround(get(evaluation, NN_METRIC_ACCURACY) * rows);
}

/* A class's rows; those that were taken for it are counted one by one, or for rows of several
 * labels found from the metrics. */
static struct counts* count_classes(const nn_evaluation* evaluation) {
  const size_t classes = nn_evaluation_classes(evaluation);
  struct counts* counts = allocate(classes, sizeof *counts);
  if (has_confusion(evaluation)) {
    for (size_t row = 0; row < nn_evaluation_rows(evaluation); ++row) {
      int64_t label = 0, answer = 0;
      check(nn_evaluation_row(evaluation, row, &label, &answer, NULL), "looking at a row");
      ++counts[label].rows;
      ++counts[answer].predicted;
      counts[label].correct += answer == label;
    }
    return counts;
  }
  for (size_t i = 0; i < classes; ++i) {
    counts[i].rows = llround(get_class(evaluation, NN_METRIC_SUPPORT, i));
    counts[i].correct =
        llround(get_class(evaluation, NN_METRIC_RECALL, i) * (double)counts[i].rows);
    const double accuracy = get_class(evaluation, NN_METRIC_ACCURACY, i);
    const int64_t wrong = llround((1 - accuracy) * (double)nn_evaluation_rows(evaluation));
    const int64_t missed = counts[i].rows - counts[i].correct;
    counts[i].predicted = counts[i].correct + wrong - missed;
  }
  return counts;
}

/* ------------------------------------------------------------------------------------- text -- */

void print_score_line(const nn_evaluation* evaluation) {
  const double loss = get(evaluation, NN_METRIC_LOSS);
  if (are_numbers(evaluation)) {
    printf("mean absolute error %.6g, root of the mean square %.6g, R2 %.4f: %zu rows, loss %.6g\n",
           get(evaluation, NN_METRIC_MAE), get(evaluation, NN_METRIC_RMSE),
           get(evaluation, NN_METRIC_R2), nn_evaluation_rows(evaluation), loss);
    return;
  }
  printf("accuracy %.2f%%: %" PRId64 " of %zu rows right, loss %.4f\n",
         100 * get(evaluation, NN_METRIC_ACCURACY), count_correct(evaluation),
         nn_evaluation_rows(evaluation), loss);
}

static void print_percent(double value) {
  if (isnan(value))
    printf("%11s", "-");
  else
    printf("%10.2f%%", 100 * value);
}

static double recall_of(const struct counts* counts) {
  return counts->rows > 0 ? (double)counts->correct / (double)counts->rows : NAN;
}

static void print_class(const nn_evaluation* evaluation, size_t i, const struct counts* counts,
                        int with_details) {
  printf("%10" PRId64 "%10" PRId64, counts->rows, counts->correct);
  if (with_details)
    print_percent(counts->predicted > 0 ? get_class(evaluation, NN_METRIC_PRECISION, i) : NAN);
  print_percent(recall_of(counts));
  if (with_details) {
    print_percent(get_class(evaluation, NN_METRIC_F1, i));
    print_percent(get_class(evaluation, NN_METRIC_ROC_AUC, i));
  }
  printf("%11" PRId64, counts->predicted);
}

static void print_means(const nn_evaluation* evaluation) {
  printf("%10zu%10" PRId64, nn_evaluation_rows(evaluation), count_correct(evaluation));
  static const nn_metric metrics[] = {NN_METRIC_PRECISION, NN_METRIC_RECALL, NN_METRIC_F1,
                                      NN_METRIC_ROC_AUC};
  for (size_t i = 0; i < sizeof metrics / sizeof *metrics; ++i)
    print_percent(get(evaluation, metrics[i]));
}

/* The names come last, so that they may be as long as they are; numbers first. */
static void print_class_table(const nn_evaluation* evaluation, const struct classes* classes,
                              int with_details) {
  const int has_names = classes->count > 0;
  struct counts* counts = count_classes(evaluation);
  printf("%7s%10s%10s", "class", "rows", "right");
  if (with_details) printf("%11s", "precision");
  printf("%11s", "recall");
  if (with_details) printf("%11s%11s", "F1", "ROC AUC");
  printf("%11s%s\n", "predicted", has_names ? "  name" : "");
  for (size_t i = 0; i < nn_evaluation_classes(evaluation); ++i) {
    char number[CLASS_NAME_SIZE];
    printf("%7zu", i);
    print_class(evaluation, i, &counts[i], with_details);
    if (has_names) printf("  %s", class_name(classes, i, number));
    putchar('\n');
  }
  if (with_details) {
    printf("%7s", "mean");
    print_means(evaluation);
    putchar('\n');
  }
  free(counts);
  if (with_details && has_confusion(evaluation) && nn_evaluation_classes(evaluation) > TOP)
    printf("\ntop-%d accuracy %.2f%%\n", TOP, 100 * top_k(evaluation));
}

static void print_output_table(const nn_evaluation* evaluation) {
  printf("%7s%14s%14s%14s\n", "output", "MAE", "RMSE", "R2");
  for (size_t i = 0; i < nn_evaluation_outputs(evaluation); ++i)
    printf("%7zu%14.6g%14.6g%14.4f\n", i, get_class(evaluation, NN_METRIC_MAE, i),
           get_class(evaluation, NN_METRIC_RMSE, i), get_class(evaluation, NN_METRIC_R2, i));
}

void print_score_table(const nn_evaluation* evaluation, const struct classes* classes,
                       int with_details) {
  if (nn_evaluation_outputs(evaluation) > 1 || !are_numbers(evaluation)) putchar('\n');
  if (!are_numbers(evaluation))
    print_class_table(evaluation, classes, with_details);
  else if (nn_evaluation_outputs(evaluation) > 1)
    print_output_table(evaluation);
}

/* ------------------------------------------------------------------------------------- JSON -- */

static void json_ratio(const char* key, double value) { json_real(key, value, NN_F64); }

static void json_class(const nn_evaluation* evaluation, const struct classes* classes, size_t i,
                       const struct counts* counts, int with_details) {
  json_open(NULL, '{');
  json_integer("class", (int64_t)i);
  if (i < classes->count) json_string("name", classes->names[i]);
  json_integer("rows", counts->rows);
  json_integer("correct", counts->correct);
  json_ratio("recall", recall_of(counts));
  json_integer("predicted", counts->predicted);
  if (with_details) {
    json_ratio("precision", get_class(evaluation, NN_METRIC_PRECISION, i));
    json_ratio("f1", get_class(evaluation, NN_METRIC_F1, i));
    json_ratio("roc_auc", get_class(evaluation, NN_METRIC_ROC_AUC, i));
  }
  json_close('}');
}

static void json_details(const nn_evaluation* evaluation) {
  json_ratio("precision", get(evaluation, NN_METRIC_PRECISION));
  json_ratio("recall", get(evaluation, NN_METRIC_RECALL));
  json_ratio("f1", get(evaluation, NN_METRIC_F1));
  json_ratio("roc_auc", get(evaluation, NN_METRIC_ROC_AUC));
  if (has_confusion(evaluation)) json_ratio("top_5", top_k(evaluation));
}

static void json_number_scores(const nn_evaluation* evaluation) {
  json_real("loss", get(evaluation, NN_METRIC_LOSS), NN_F64);
  json_real("mae", get(evaluation, NN_METRIC_MAE), NN_F64);
  json_real("rmse", get(evaluation, NN_METRIC_RMSE), NN_F64);
  json_real("r2", get(evaluation, NN_METRIC_R2), NN_F64);
}

void json_scores(const nn_evaluation* evaluation, const struct classes* classes,
                 const struct wanted_scores* wanted) {
  json_integer("rows", (int64_t)nn_evaluation_rows(evaluation));
  if (are_numbers(evaluation)) {
    json_number_scores(evaluation);
    return;
  }
  json_integer("correct", count_correct(evaluation));
  json_ratio("accuracy", get(evaluation, NN_METRIC_ACCURACY));
  json_real("loss", get(evaluation, NN_METRIC_LOSS), NN_F64);
  if (wanted->details) json_details(evaluation);
  struct counts* counts = count_classes(evaluation);
  json_open("classes", '[');
  for (size_t i = 0; i < nn_evaluation_classes(evaluation); ++i)
    json_class(evaluation, classes, i, &counts[i], wanted->details);
  json_close(']');
  free(counts);
  if (wanted->confusion && has_confusion(evaluation)) json_confusion(evaluation);
}
