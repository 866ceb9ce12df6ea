// Decides what counts as a class, as right and as defined; the arithmetic is its neighbours'.
#include "model/evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/size.h"
#include "base/unaligned.h"
#include "model/ranking.h"

namespace neuro {
namespace {

Task task_of(const Shape& shape) {
  if (!shape.classifies()) return Task::kRegression;
  return shape.output() == Output::kSigmoid && shape.outputs() > 1 ? Task::kLabels : Task::kClasses;
}

double dense_target(const TargetView& targets, size_t row, size_t column) {
  const void* values = targets.row(row);
  return targets.type == TargetType::kDenseF64
             ? load_unaligned<double>(values, column)
             : static_cast<double>(load_unaligned<float>(values, column));
}

// As the network sees it when it decides whether a row is right.
double rounded_target(const TargetView& targets, ElementType type, size_t row, size_t column) {
  const double target = dense_target(targets, row, column);
  return type == ElementType::kF64 ? target : static_cast<double>(static_cast<float>(target));
}

bool is_for_classes(Metric metric) {
  return metric == Metric::kAccuracy || metric == Metric::kPrecision || metric == Metric::kRecall ||
         metric == Metric::kF1 || metric == Metric::kRocAuc;
}

bool is_for_numbers(Metric metric) {
  return metric == Metric::kMae || metric == Metric::kRmse || metric == Metric::kR2;
}

void require_metric(Metric metric, Task task) {
  if (task == Task::kRegression && is_for_classes(metric)) {
    throw Error(Status::kInvalidArgument, "metric: ", metric_name(metric),
                " is for classes; this network's output is identity, which predicts numbers");
  }
  if (task != Task::kRegression && is_for_numbers(metric)) {
    throw Error(Status::kInvalidArgument, "metric: ", metric_name(metric),
                " is for numbers; this network predicts classes");
  }
}

}  // namespace

Predictions::Predictions(const Shape& shape, size_t rows) {
  const auto size = checked_product(rows, shape.outputs());
  if (!size || !checked_product(*size, sizeof(double))) throw std::bad_alloc();
  sums.resize(*size);
  outputs.resize(*size);
  losses.resize(rows);
}

Evaluation::Evaluation(const Shape& shape, ElementType type, const TargetView& targets,
                       Predictions&& predictions, double loss)
    : task_(task_of(shape)),
      outputs_count_(shape.outputs()),
      loss_(loss),
      losses_(std::move(predictions.losses)) {
  switch (task_) {
    case Task::kClasses:
      take_classes(shape, type, targets, predictions);
      break;
    case Task::kLabels:
      take_labels(type, targets, predictions);
      break;
    case Task::kRegression:
      take_numbers(targets, predictions);
      break;
  }
  if (task_ != Task::kRegression) outputs_ = std::move(predictions.outputs);
}

void Evaluation::take_classes(const Shape& shape, ElementType type, const TargetView& targets,
                              const Predictions& predictions) {
  const size_t n = outputs_count_;
  const bool binary = shape.output() == Output::kSigmoid;
  target_.resize(rows());
  predicted_.resize(rows());
  rank_.resize(rows());
  std::vector<double> dense(n);
  for (size_t row = 0; row < rows(); ++row) {
    size_t target = 0;
    if (is_label(targets.type)) {
      target = static_cast<size_t>(targets.label(row));
    } else {
      for (size_t j = 0; j < n; ++j) dense[j] = rounded_target(targets, type, row, j);
      target = binary ? size_t{dense[0] >= 0.5} : first_largest(dense);
    }
    const std::span<const double> sums(predictions.sums.data() + row * n, n);
    if (binary) {
      const size_t predicted = sums[0] > 0;
      predicted_[row] = static_cast<int32_t>(predicted);
      rank_[row] = predicted != target;
    } else {
      predicted_[row] = static_cast<int32_t>(first_largest(sums));
      rank_[row] = rank_of(sums, target);
    }
    target_[row] = static_cast<int32_t>(target);
  }
  counts_ = count_classes(target_, predicted_, shape.classes());
}

void Evaluation::take_labels(ElementType type, const TargetView& targets,
                             const Predictions& predictions) {
  const size_t n = outputs_count_;
  target_labels_.resize(predictions.sums.size());
  labels_.resize(predictions.sums.size());
  for (size_t row = 0; row < rows(); ++row) {
    for (size_t j = 0; j < n; ++j) {
      const size_t at = row * n + j;
      target_labels_[at] = is_label(targets.type) ? static_cast<size_t>(targets.label(row)) == j
                                                  : rounded_target(targets, type, row, j) >= 0.5;
      labels_[at] = predictions.sums[at] > 0;
    }
  }
  counts_ = count_labels(target_labels_, labels_, n);
}

void Evaluation::take_numbers(const TargetView& targets, const Predictions& predictions) {
  std::vector<double> of_column(rows()), target_of_column(rows());
  for (size_t j = 0; j < outputs_count_; ++j) {
    for (size_t row = 0; row < rows(); ++row) {
      of_column[row] = predictions.outputs[row * outputs_count_ + j];
      target_of_column[row] = dense_target(targets, row, j);
    }
    numbers_.push_back(regression_scores(of_column, target_of_column));
  }
}

double Evaluation::get(Metric metric) const {
  require_metric(metric, task_);
  switch (metric) {
    case Metric::kLoss:
      return loss_;
    case Metric::kAccuracy:
      return accuracy();
    case Metric::kSupport: {
      if (task_ == Task::kRegression) return static_cast<double>(rows());
      uint64_t sum = 0;
      for (const ClassCounts& counts : counts_) sum += counts.actual;
      return static_cast<double>(sum);
    }
    default:
      return mean(metric);
  }
}

double Evaluation::mean(Metric metric) const {
  const size_t n = task_ == Task::kRegression ? outputs_count_ : classes();
  double sum = 0;
  size_t count = 0;
  for (size_t i = 0; i < n; ++i) {
    // A class that neither occurs nor was predicted is none of the dataset's.
    if (task_ == Task::kClasses && counts_[i].actual + counts_[i].predicted == 0) continue;
    const double value = get_class(metric, i);
    // Where one class is all there is, it has no curve; the others are still worth their mean.
    if (metric == Metric::kRocAuc && (counts_[i].actual == 0 || counts_[i].actual == rows())) {
      continue;
    }
    sum += value;
    ++count;
  }
  return sum / static_cast<double>(count);
}

double Evaluation::accuracy() const {
  size_t right = 0;
  for (size_t row = 0; row < rows(); ++row) right += !is_wrong(row);
  return static_cast<double>(right) / static_cast<double>(rows());
}

double Evaluation::get_class(Metric metric, size_t index) const {
  require_metric(metric, task_);
  const size_t n = task_ == Task::kRegression ? outputs_count_ : classes();
  if (index >= n) {
    throw Error(Status::kInvalidArgument, "class_or_output: ", index, ": there are ", n,
                task_ == Task::kRegression ? " outputs" : " classes");
  }
  switch (metric) {
    case Metric::kLoss:
      throw Error(Status::kInvalidArgument, "metric: ", metric_name(metric),
                  " is of whole rows, not of single classes or outputs");
    case Metric::kAccuracy:
      return class_accuracy(counts_[index], rows());
    case Metric::kPrecision:
      return precision(counts_[index]);
    case Metric::kRecall:
      return recall(counts_[index]);
    case Metric::kF1:
      return f1(counts_[index]);
    case Metric::kRocAuc:
      return auc(index);
    case Metric::kMae:
      return numbers_[index].mae;
    case Metric::kRmse:
      return numbers_[index].rmse;
    case Metric::kR2:
      return numbers_[index].r2;
    case Metric::kSupport:
      break;
  }
  return static_cast<double>(task_ == Task::kRegression ? rows() : counts_[index].actual);
}

double Evaluation::auc(size_t index) const {
  std::vector<double> positives, negatives;
  const auto actual = static_cast<size_t>(counts_[index].actual);
  positives.reserve(actual);
  negatives.reserve(static_cast<size_t>(rows()) - actual);
  for (size_t row = 0; row < rows(); ++row) {
    // Of a single output, class 0 has the opposite order of class 1.
    const double score = outputs_count_ == 1 ? (index == 0 ? -outputs_[row] : outputs_[row])
                                             : outputs_[row * outputs_count_ + index];
    const bool positive = task_ == Task::kLabels ? target_labels_[row * outputs_count_ + index] != 0
                                                 : static_cast<size_t>(target_[row]) == index;
    (positive ? positives : negatives).push_back(score);
  }
  return roc_auc(std::move(positives), std::move(negatives));
}

void Evaluation::require_single_class(const char* what) const {
  if (task_ == Task::kClasses) return;
  throw Error(Status::kInvalidArgument, "evaluation: ", what,
              " needs rows of one class each; this network predicts ",
              task_ == Task::kLabels ? "any number of labels" : "numbers");
}

double Evaluation::top_k(size_t k) const {
  require_single_class("top k");
  if (k == 0) throw Error(Status::kInvalidArgument, "k: 0: at least 1 is needed");
  const auto hits = std::count_if(rank_.begin(), rank_.end(), [&](size_t r) { return r < k; });
  return static_cast<double>(hits) / static_cast<double>(rows());
}

void Evaluation::confusion(int64_t* counts, size_t classes) const {
  require_single_class("a confusion matrix");
  if (classes != counts_.size()) {
    throw Error(Status::kInvalidArgument, "classes: ", classes, ": there are ", counts_.size());
  }
  confusion_matrix(target_, predicted_, classes, counts);
}

Evaluation::Row Evaluation::row(size_t row) const {
  if (row >= rows()) {
    throw Error(Status::kInvalidArgument, "row: ", row, ": there are ", rows());
  }
  if (task_ != Task::kClasses) return {-1, -1, losses_[row]};
  return {target_[row], predicted_[row], losses_[row]};
}

bool Evaluation::is_wrong(size_t row) const {
  switch (task_) {
    case Task::kClasses:
      return target_[row] != predicted_[row];
    case Task::kLabels: {
      const size_t first = row * outputs_count_;
      return !std::equal(&labels_[first], &labels_[first] + outputs_count_, &target_labels_[first]);
    }
    case Task::kRegression:
      break;
  }
  return true;
}

size_t Evaluation::worst(size_t* rows, size_t capacity) const {
  std::vector<size_t> wrong;
  for (size_t row = 0; row < losses_.size(); ++row) {
    if (is_wrong(row)) wrong.push_back(row);
  }
  // NaN is as bad as it gets.
  const auto key = [this](size_t row) {
    return std::isnan(losses_[row]) ? std::numeric_limits<double>::infinity() : losses_[row];
  };
  const auto worse = [&](size_t a, size_t b) { return key(a) != key(b) ? key(a) > key(b) : a < b; };
  const size_t written = std::min(capacity, wrong.size());
  const auto middle = wrong.begin() + static_cast<std::ptrdiff_t>(written);
  std::partial_sort(wrong.begin(), middle, wrong.end(), worse);
  std::copy(wrong.begin(), middle, rows);
  return wrong.size();
}

}  // namespace neuro
