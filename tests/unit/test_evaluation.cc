// Metrics: what scikit-learn says of the same predictions, and what it leaves open.
#include "model/evaluation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "evaluation_data.h"
#include "evaluation_reference.h"
#include "expect_error.h"
#include "model/ranking.h"

namespace neuro {
namespace {

using evaluation_data::Case;
using evaluation_data::kRows;
using evaluation_reference::kNan;
using evaluation_reference::Reference;

// The evaluation of these outputs. Sums: what is above 0 where a probability is above 0.5.
Evaluation evaluate(const Case& data, Output output, ElementType type = ElementType::kF64,
                    std::vector<double> losses = {}) {
  const size_t sizes[] = {1, data.outputs};
  const Shape shape(sizes, 2, {output});
  const size_t rows = data.predicted.size() / data.outputs;
  Predictions predictions(shape, rows);
  predictions.outputs = data.predicted;
  for (size_t i = 0; i < data.predicted.size(); ++i) predictions.sums[i] = data.predicted[i] - 0.5;
  if (!losses.empty()) predictions.losses = std::move(losses);
  const TargetView targets =
      data.dense.empty() ? TargetView{data.labels.data(), TargetType::kLabelI32, 1}
                         : TargetView{data.dense.data(), TargetType::kDenseF64, data.outputs};
  return Evaluation(shape, type, targets, std::move(predictions), 0.25);
}

// The same case with dense targets instead of labels.
Case densely(Case data) {
  for (const int32_t label : data.labels) {
    if (data.outputs == 1) data.dense.push_back(label);
    for (size_t j = 0; data.outputs > 1 && j < data.outputs; ++j) {
      data.dense.push_back(static_cast<size_t>(label) == j);
    }
  }
  data.labels.clear();
  return data;
}

void expect_value(double value, double expected, double tolerance) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(value)) << value;
  } else {
    EXPECT_NEAR(value, expected, tolerance);
  }
}

void expect_reference(const Evaluation& evaluation, std::span<const Reference> table) {
  for (const Reference& reference : table) {
    SCOPED_TRACE(metric_name(reference.metric));
    // Rounded a few times; of sums over the rows more often.
    const double tolerance = evaluation.classes() > 0 ? 3e-16 : 1e-14;
    expect_value(evaluation.get(reference.metric), reference.overall, tolerance);
    for (size_t i = 0; i < reference.single.size(); ++i) {
      expect_value(evaluation.get_class(reference.metric, i), reference.single[i], tolerance);
    }
    expect_error(Status::kInvalidArgument, {"class_or_output: "},
                 [&] { evaluation.get_class(reference.metric, reference.single.size()); });
  }
  EXPECT_EQ(evaluation.get(Metric::kLoss), 0.25);
  EXPECT_EQ(evaluation.rows(), kRows);
}

TEST(EvaluationTest, OfClassesIsScikitLearns) {
  const Case labelled = evaluation_data::classes();
  for (const Case& data : {labelled, densely(labelled)}) {
    const Evaluation evaluation = evaluate(data, Output::kSoftmax);
    expect_reference(evaluation, evaluation_reference::kClasses);
    std::vector<int64_t> matrix(25, -1);
    evaluation.confusion(matrix.data(), 5);
    EXPECT_EQ(matrix, evaluation_reference::kClassesConfusion);
    for (size_t k = 1; k <= 4; ++k) {
      EXPECT_NEAR(evaluation.top_k(k), evaluation_reference::kClassesTopK[k - 1], 3e-16);
    }
    EXPECT_EQ(evaluation.top_k(1), evaluation.get(Metric::kAccuracy));
    EXPECT_EQ(evaluation.top_k(1000), 1);
  }
}

TEST(EvaluationTest, OfOneSigmoidOutputIsScikitLearns) {
  const Case labelled = evaluation_data::binary();
  for (const Case& data : {labelled, densely(labelled)}) {
    const Evaluation evaluation = evaluate(data, Output::kSigmoid);
    expect_reference(evaluation, evaluation_reference::kBinary);
    EXPECT_EQ(evaluation.classes(), 2U);
    EXPECT_EQ(evaluation.outputs(), 1U);
    EXPECT_EQ(evaluation.top_k(1), evaluation.get(Metric::kAccuracy));
    EXPECT_EQ(evaluation.top_k(2), 1);
    EXPECT_EQ(evaluation.get_class(Metric::kRocAuc, 0), evaluation.get_class(Metric::kRocAuc, 1));
  }
}

TEST(EvaluationTest, OfLabelsIsScikitLearns) {
  expect_reference(evaluate(evaluation_data::labels(), Output::kSigmoid),
                   evaluation_reference::kLabels);
}

TEST(EvaluationTest, OfNumbersIsScikitLearns) {
  const Evaluation evaluation = evaluate(evaluation_data::numbers(), Output::kIdentity);
  expect_reference(evaluation, evaluation_reference::kNumbers);
  EXPECT_EQ(evaluation.classes(), 0U);
  EXPECT_EQ(evaluation.outputs(), 3U);
}

TEST(EvaluationTest, AClassLabelIsARowWithASingleOne) {
  const Case labelled = evaluation_data::classes();
  const Evaluation one = evaluate(labelled, Output::kSigmoid);
  const Evaluation other = evaluate(densely(labelled), Output::kSigmoid);
  for (size_t j = 0; j < 5; ++j) {
    EXPECT_EQ(one.get_class(Metric::kF1, j), other.get_class(Metric::kF1, j));
    EXPECT_EQ(one.get_class(Metric::kSupport, j), other.get_class(Metric::kSupport, j));
  }
}

TEST(EvaluationTest, TargetsAreComparedInTheNetworksType) {
  const Case data{1, {0.75}, {0.5 - 1e-12}, {}};
  EXPECT_EQ(evaluate(data, Output::kSigmoid, ElementType::kF64).row(0).target, 0);
  EXPECT_EQ(evaluate(data, Output::kSigmoid, ElementType::kF32).row(0).target, 1);
}

TEST(EvaluationTest, RefusesWhatTheTaskHasNot) {
  const Evaluation classes = evaluate(evaluation_data::classes(), Output::kSoftmax);
  const Evaluation labels = evaluate(evaluation_data::labels(), Output::kSigmoid);
  const Evaluation numbers = evaluate(evaluation_data::numbers(), Output::kIdentity);
  constexpr Status kInvalid = Status::kInvalidArgument;
  for (Metric metric : {Metric::kMae, Metric::kRmse, Metric::kR2}) {
    for (const Evaluation* evaluation : {&classes, &labels}) {
      expect_error(kInvalid, {metric_name(metric), "numbers"}, [&] { evaluation->get(metric); });
      expect_error(kInvalid, {metric_name(metric)}, [&] { evaluation->get_class(metric, 0); });
    }
  }
  for (Metric metric :
       {Metric::kAccuracy, Metric::kPrecision, Metric::kRecall, Metric::kF1, Metric::kRocAuc}) {
    expect_error(kInvalid, {metric_name(metric), "classes"}, [&] { numbers.get(metric); });
    expect_error(kInvalid, {metric_name(metric)}, [&] { numbers.get_class(metric, 0); });
  }
  for (const Evaluation* evaluation : {&classes, &labels, &numbers}) {
    expect_error(kInvalid, {"NN_METRIC_LOSS"}, [&] { evaluation->get_class(Metric::kLoss, 0); });
    expect_error(kInvalid, {"row: 90"}, [&] { evaluation->row(kRows); });
  }
  std::vector<int64_t> matrix(25, -1);
  for (const Evaluation* evaluation : {&labels, &numbers}) {
    expect_error(kInvalid, {"top k"}, [&] { evaluation->top_k(1); });
    expect_error(kInvalid, {"confusion"}, [&] { evaluation->confusion(matrix.data(), 4); });
  }
  expect_error(kInvalid, {"k: 0"}, [&] { classes.top_k(0); });
  expect_error(kInvalid, {"classes: 4", "5"}, [&] { classes.confusion(matrix.data(), 4); });
  EXPECT_EQ(matrix, std::vector<int64_t>(25, -1));
}

TEST(EvaluationTest, TheWorstMistakesComeFirst) {
  // Rows 1, 3, 4 and 5 are wrong.
  const Case data{2, {1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0}, {}, {0, 1, 1, 0, 0, 1}};
  const Evaluation evaluation =
      evaluate(data, Output::kSoftmax, ElementType::kF32, {9, 2, 9, 3, kNan, 3});
  std::vector<size_t> rows(6, 77);
  EXPECT_EQ(evaluation.worst(rows.data(), 6), 4U);
  EXPECT_EQ(rows, (std::vector<size_t>{4, 3, 5, 1, 77, 77}));
  rows.assign(6, 77);
  EXPECT_EQ(evaluation.worst(rows.data(), 2), 4U);
  EXPECT_EQ(rows, (std::vector<size_t>{4, 3, 77, 77, 77, 77}));
  EXPECT_EQ(evaluation.worst(nullptr, 0), 4U);
  const Evaluation::Row row = evaluation.row(3);
  EXPECT_EQ(row.target, 0);
  EXPECT_EQ(row.predicted, 1);
  EXPECT_EQ(row.loss, 3);
}

TEST(EvaluationTest, AllNumbersAreMistakes) {
  const Evaluation evaluation =
      evaluate({1, {1, 2, 3}, {1, 2, 3}, {}}, Output::kIdentity, ElementType::kF32, {0, 2, 1});
  std::vector<size_t> rows(3);
  EXPECT_EQ(evaluation.worst(rows.data(), 3), 3U);
  EXPECT_EQ(rows, (std::vector<size_t>{1, 2, 0}));
  EXPECT_EQ(evaluation.row(0).target, -1);
  EXPECT_EQ(evaluation.row(0).predicted, -1);
}

TEST(EvaluationTest, OneClassAloneHasNoCurve) {
  const Evaluation evaluation = evaluate({2, {1, 0, 0, 1}, {}, {0, 0}}, Output::kSoftmax);
  EXPECT_TRUE(std::isnan(evaluation.get(Metric::kRocAuc)));
  EXPECT_EQ(evaluation.get(Metric::kRecall), 0.25);  // class 1 was predicted: 0/0 counts as 0
}

TEST(EvaluationTest, ASoftmaxOfOneOutputIsAlwaysRight) {
  const Evaluation evaluation = evaluate({1, {1, 1}, {}, {0, 0}}, Output::kSoftmax);
  EXPECT_EQ(evaluation.classes(), 1U);
  EXPECT_EQ(evaluation.get(Metric::kAccuracy), 1);
  EXPECT_EQ(evaluation.top_k(1), 1);
}

TEST(EvaluationTest, NotANumberIsNeverRightByAccident) {
  const Evaluation evaluation =
      evaluate({3, {kNan, kNan, kNan, kNan, 1, 2}, {}, {1, 2}}, Output::kSoftmax);
  EXPECT_EQ(evaluation.get(Metric::kAccuracy), 0);
  EXPECT_EQ(evaluation.top_k(1), 0);
  EXPECT_EQ(evaluation.top_k(3), 1);
  EXPECT_TRUE(std::isnan(evaluation.get(Metric::kRocAuc)));
}

TEST(RankingTest, TheFirstOfEqualOnesIsTheLargest) {
  const std::vector<double> values = {2, 5, 1, 5, 2};
  EXPECT_EQ(first_largest(values), 1U);
  const size_t ranks[] = {2, 0, 4, 1, 3};
  for (size_t i = 0; i < values.size(); ++i) EXPECT_EQ(rank_of(values, i), ranks[i]);
}

TEST(RankingTest, AreasAreExactAndKnowNoOrder) {
  EXPECT_EQ(roc_auc({3, 4}, {1, 2}), 1);
  EXPECT_EQ(roc_auc({1, 2}, {3, 4}), 0);
  EXPECT_EQ(roc_auc({1, 1, 1}, {1, 1}), 0.5);
  EXPECT_EQ(roc_auc({0.0}, {-0.0}), 0.5);
  EXPECT_EQ(roc_auc({2, 1}, {1, 0, 2}), (0.5 * 2 + 3) / 6);
  EXPECT_EQ(roc_auc({std::numeric_limits<double>::infinity()}, {1}), 1);
  EXPECT_TRUE(std::isnan(roc_auc({}, {1})));
  EXPECT_TRUE(std::isnan(roc_auc({1}, {})));
  EXPECT_TRUE(std::isnan(roc_auc({1, kNan}, {1})));
  EXPECT_TRUE(std::isnan(roc_auc({1}, {kNan, 1})));
}

TEST(RegressionScoresTest, ConstantTargetsAndSingleRows) {
  // A mean of many 0.1 is not 0.1.
  const std::vector<double> constant(1000, 0.1), one = {3}, two = {5};
  std::vector<double> almost = constant;
  almost[7] = 0.2;
  EXPECT_EQ(regression_scores(constant, constant).r2, 1);
  EXPECT_EQ(regression_scores(almost, constant).r2, 0);
  const RegressionScores single = regression_scores(one, two);
  EXPECT_EQ(single.mae, 2);
  EXPECT_EQ(single.rmse, 2);
  EXPECT_TRUE(std::isnan(single.r2));
}

}  // namespace
}  // namespace neuro
