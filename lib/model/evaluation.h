// A network's predictions for a dataset against its targets, as metrics: which class a row is of,
// which one was predicted, and what all rows together come to. Never changes once it is made.
#ifndef NEURO_LIB_MODEL_EVALUATION_H_
#define NEURO_LIB_MODEL_EVALUATION_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/views.h"
#include "model/confusion.h"
#include "model/element_type.h"
#include "model/metric.h"
#include "model/regression_scores.h"
#include "model/row_scores.h"
#include "model/shape.h"

namespace neuro {

// What is predicted, which the output and the number of outputs decide.
enum class Task : uint8_t {
  kClasses,     // one class a row
  kLabels,      // any number of labels a row: several sigmoid outputs
  kRegression,  // numbers
};

// Room for what a network computes of each row.
struct Predictions {
  // Throws std::bad_alloc.
  Predictions(const Shape& shape, size_t rows);

  RowScores arrays() { return {sums.data(), outputs.data(), losses.data()}; }

  std::vector<double> sums, outputs, losses;
};

class Evaluation {
 public:
  // predictions: of each row, with `loss`, their mean loss. targets: fit the shape and are not
  // referred to later. type: the network's, in which it compares targets.
  Evaluation(const Shape& shape, ElementType type, const TargetView& targets,
             Predictions&& predictions, double loss);

  size_t rows() const { return losses_.size(); }
  // 0 for numbers.
  size_t classes() const { return task_ == Task::kRegression ? 0 : counts_.size(); }
  size_t outputs() const { return outputs_count_; }

  // Over all classes or outputs; of one of them. Throw Error(kInvalidArgument) for a metric that
  // is not one of the task's, and for an index that is too large.
  double get(Metric metric) const;
  double get_class(Metric metric, size_t index) const;

  // The part of all rows whose class is among the k that were predicted first. These throw
  // Error(kInvalidArgument) where rows have not one class each; for k = 0; for other than
  // classes() classes.
  double top_k(size_t k) const;
  void confusion(int64_t* counts, size_t classes) const;

  struct Row {
    int64_t target, predicted;  // classes; -1 where rows have not one each
    double loss;
  };
  // Throws Error(kInvalidArgument) for a row that is not there.
  Row row(size_t row) const;

  // Writes up to `capacity` rows that were predicted wrong (of numbers: any rows), those of the
  // largest losses, the largest first; returns how many there are.
  size_t worst(size_t* rows, size_t capacity) const;

 private:
  void take_classes(const Shape& shape, ElementType type, const TargetView& targets,
                    const Predictions& predictions);
  void take_labels(ElementType type, const TargetView& targets, const Predictions& predictions);
  void take_numbers(const TargetView& targets, const Predictions& predictions);
  void require_single_class(const char* what) const;
  // The mean of a metric over classes or outputs that have one.
  double mean(Metric metric) const;
  double accuracy() const;
  double auc(size_t index) const;
  bool is_wrong(size_t row) const;

  Task task_;
  size_t outputs_count_;
  double loss_;
  std::vector<double> losses_;
  std::vector<double> outputs_;                  // rows x outputs; none for numbers
  std::vector<int32_t> target_, predicted_;      // classes: one a row
  std::vector<size_t> rank_;                     // classes: how many were predicted before it
  std::vector<uint8_t> target_labels_, labels_;  // labels: rows x outputs
  std::vector<ClassCounts> counts_;              // one a class or label
  std::vector<RegressionScores> numbers_;        // one an output
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_EVALUATION_H_
