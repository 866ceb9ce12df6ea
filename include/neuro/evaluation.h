/* SPDX-License-Identifier: MIT
 *
 * Evaluations: a network's predictions for a whole dataset, and every metric of them.
 * A chapter of neuro.h.
 */
#if !defined(NEURO_H) || defined(NEURO_EVALUATION_H)
#error "include <neuro.h> instead of its chapters"
#endif
#define NEURO_EVALUATION_H

/* What nn_evaluate() sums up, in detail: what was predicted for each row of a dataset, and what was
 * true. It refers to neither network nor dataset and never changes, so all that follow are safe
 * from several threads at once.
 *
 * Three kinds of task, by NN_OPTION_OUTPUT:
 *  - Classes: NN_OUTPUT_SOFTMAX, and NN_OUTPUT_SIGMOID with one output, which tells class 1 from
 *    class 0. A row's class is its label, or the largest of its dense targets (of one output: 1
 *    where the target is at least 0.5); the predicted one is that of the largest output (of one:
 *    1 where it is above 0.5). Among equal ones the first counts as the largest, and they are
 *    compared before they are rounded to probabilities, as in nn_evaluate().
 *  - Labels: NN_OUTPUT_SIGMOID with several outputs, of each of which a row is (its target is at
 *    least 0.5) or is not. A class label stands for a row with one 1. Each output is a class on its
 *    own below.
 *  - Numbers: NN_OUTPUT_IDENTITY.
 *
 * All figures are the same bits on any number of workers and every instruction set. */
typedef struct nn_evaluation nn_evaluation;

/* Evaluates a network on a dataset and keeps what came out in *out: rows x outputs doubles (of
 * labels, 2 bytes more for each) and 24 bytes a row; of numbers, 8 bytes a row. While it is made,
 * it holds 2 x rows x outputs doubles. The caller destroys it. Errors: INVALID_ARGUMENT (NULL, a
 * dataset that does not fit the network), OUT_OF_MEMORY. Safe from several threads at once on one
 * network that is not being trained or changed. Since 0.1. */
NN_API nn_status nn_evaluation_create(nn_evaluation** out, const nn_network* network,
                                      const nn_dataset* dataset) NN_NOEXCEPT;

/* Destroys an evaluation; NULL does nothing. No other thread may be using it. Since 0.1. */
NN_API void nn_evaluation_destroy(nn_evaluation* evaluation) NN_NOEXCEPT;

/* The number of rows; of the network's outputs; of classes (2 of a single sigmoid output, 0 for
 * numbers). All 0 for NULL. Safe from several threads. Since 0.1. */
NN_API size_t nn_evaluation_rows(const nn_evaluation* evaluation) NN_NOEXCEPT;
NN_API size_t nn_evaluation_outputs(const nn_evaluation* evaluation) NN_NOEXCEPT;
NN_API size_t nn_evaluation_classes(const nn_evaluation* evaluation) NN_NOEXCEPT;

/* A numbered figure, as scikit-learn defines it; over all (nn_evaluation_get), and in brackets of
 * one class against all others, or of one output (nn_evaluation_get_class). "Mean" is that over the
 * classes that occur among the targets or the predictions, or over all labels or outputs
 * (average="macro", "uniform_average"). Those of classes are of labels too. New ones may be added.
 */
typedef int32_t nn_metric;
enum {
  NN_METRIC_LOSS = 1, /* any task: the mean loss, as nn_evaluate() has it [none] */
  /* Classes: rows whose class, or whose labels all, were predicted, as a part of all rows [rows of
   * which it was rightly said whether they are of the class]. */
  NN_METRIC_ACCURACY = 2,
  /* Classes: the mean of [the part of the rows taken for the class that are of it; 0 without any].
   */
  NN_METRIC_PRECISION = 3,
  /* Classes: the mean of [the part of the class's rows that were taken for it; 0 without any]. */
  NN_METRIC_RECALL = 4,
  /* Classes: the mean of [the harmonic mean of precision and recall; 0 where both are 0]. */
  NN_METRIC_F1 = 5,
  /* Classes: the mean, over those classes that have one, of [the area under the ROC curve of the
   * class's output: the probability that a row of the class has a larger one than a row that is
   * not, equal ones counted half; NaN where all rows are of the class, or none is]; NaN if no class
   * has one. */
  NN_METRIC_ROC_AUC = 6,
  NN_METRIC_MAE = 7,  /* numbers: the mean of [mean |output - target|] */
  NN_METRIC_RMSE = 8, /* numbers: the mean of [root of the mean of (output - target)^2] */
  /* Numbers: the mean of [1 - sum (output - target)^2 / sum (mean target - target)^2; where all
   * targets are the same: 1 if all outputs equal them, else 0; NaN for a single row]. */
  NN_METRIC_R2 = 9,
  NN_METRIC_SUPPORT = 10 /* any task: the sum of [rows of the class]; of numbers: rows [rows] */
};

/* Gets a metric in *value. class_or_output: 0 ... nn_evaluation_classes() - 1, for numbers 0 ...
 * nn_evaluation_outputs() - 1. NN_METRIC_ROC_AUC sorts all rows anew for each class. Errors:
 * INVALID_ARGUMENT (NULL, an unknown metric, one that is not for this task, NN_METRIC_LOSS of a
 * class, class_or_output), OUT_OF_MEMORY; *value is untouched then. Safe from several threads.
 * Since 0.1. */
NN_API nn_status nn_evaluation_get(const nn_evaluation* evaluation, nn_metric metric,
                                   double* value) NN_NOEXCEPT;
NN_API nn_status nn_evaluation_get_class(const nn_evaluation* evaluation, nn_metric metric,
                                         size_t class_or_output, double* value) NN_NOEXCEPT;

/* The part of all rows whose class is among the k largest outputs, the first of equal ones counting
 * as larger; 1 for k of all classes or more. Errors: INVALID_ARGUMENT (NULL, k of 0, a task of
 * labels or numbers); *value is untouched then. Safe from several threads. Since 0.1. */
NN_API nn_status nn_evaluation_top_k(const nn_evaluation* evaluation, size_t k,
                                     double* value) NN_NOEXCEPT;

/* The confusion matrix: counts is classes x classes, and row t, column p of it receives how many
 * rows of class t were taken for class p. classes: nn_evaluation_classes(). Errors:
 * INVALID_ARGUMENT (NULL, another number of classes, a task of labels or numbers); counts is
 * untouched then. Safe from several threads. Since 0.1. */
NN_API nn_status nn_evaluation_confusion(const nn_evaluation* evaluation, int64_t* counts,
                                         size_t classes) NN_NOEXCEPT;

/* What came of a row: its class and the predicted one (-1 where the task is labels or numbers), and
 * its loss; each pointer or NULL. Errors: INVALID_ARGUMENT (NULL, a row that is not there). Safe
 * from several threads. Since 0.1. */
NN_API nn_status nn_evaluation_row(const nn_evaluation* evaluation, size_t row,
                                   int64_t* target_class, int64_t* predicted_class,
                                   double* loss) NN_NOEXCEPT;

/* The worst mistakes: the rows that were predicted wrong (for numbers: all), in falling order of
 * their losses, of equal ones the first row first. The first `capacity` of them, or all if there
 * are fewer, are written to rows, and how many there are altogether to *count. rows may be NULL if
 * capacity is 0. Errors: INVALID_ARGUMENT (NULL), OUT_OF_MEMORY; nothing is written then. Safe from
 * several threads. Since 0.1. */
NN_API nn_status nn_evaluation_worst(const nn_evaluation* evaluation, size_t* rows, size_t capacity,
                                     size_t* count) NN_NOEXCEPT;

/* A metric's name, such as "NN_METRIC_RECALL", or NULL for an unknown metric: counting up from 1
 * until NULL visits them all. A static string. Safe from any thread. Since 0.1. */
NN_API const char* nn_metric_name(nn_metric metric) NN_NOEXCEPT;
