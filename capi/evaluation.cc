// Evaluations: the engine's, behind a handle.
#include "model/evaluation.h"

#include <neuro.h>

#include <cstddef>
#include <memory>
#include <utility>

#include "capi/guard.h"
#include "capi/handles.h"

using neuro::Error;
using neuro::Metric;
using neuro::Status;
using neuro::capi::guard;
using neuro::capi::require;

static_assert(static_cast<nn_metric>(Metric::kLoss) == NN_METRIC_LOSS &&
              static_cast<nn_metric>(Metric::kAccuracy) == NN_METRIC_ACCURACY &&
              static_cast<nn_metric>(Metric::kPrecision) == NN_METRIC_PRECISION &&
              static_cast<nn_metric>(Metric::kRecall) == NN_METRIC_RECALL &&
              static_cast<nn_metric>(Metric::kF1) == NN_METRIC_F1 &&
              static_cast<nn_metric>(Metric::kRocAuc) == NN_METRIC_ROC_AUC &&
              static_cast<nn_metric>(Metric::kMae) == NN_METRIC_MAE &&
              static_cast<nn_metric>(Metric::kRmse) == NN_METRIC_RMSE &&
              static_cast<nn_metric>(Metric::kR2) == NN_METRIC_R2 &&
              static_cast<nn_metric>(Metric::kSupport) == NN_METRIC_SUPPORT);

struct nn_evaluation {
  neuro::Evaluation data;
};

namespace {

bool is_metric(nn_metric metric) { return metric >= NN_METRIC_LOSS && metric <= NN_METRIC_SUPPORT; }

Metric to_metric(nn_metric metric) {
  if (is_metric(metric)) return static_cast<Metric>(metric);
  throw Error(Status::kInvalidArgument, "metric: ", metric, " is not a metric");
}

}  // namespace

nn_status nn_evaluation_create(nn_evaluation** out, const nn_network* network,
                               const nn_dataset* dataset) noexcept {
  return guard([&] {
    require(out, "out");
    require(network, "network");
    require(dataset, "dataset");
    const neuro::Engine& engine = *network->engine;
    const neuro::Dataset& data = dataset->data;
    neuro::Predictions predictions(engine.shape(), data.rows());
    const double loss = engine.evaluate(data, predictions.arrays()).loss;
    *out = new nn_evaluation{neuro::Evaluation(engine.shape(), engine.config().type, data.targets(),
                                               std::move(predictions), loss)};
  });
}

void nn_evaluation_destroy(nn_evaluation* evaluation) noexcept { delete evaluation; }

size_t nn_evaluation_rows(const nn_evaluation* evaluation) noexcept {
  return evaluation == nullptr ? 0 : evaluation->data.rows();
}

size_t nn_evaluation_outputs(const nn_evaluation* evaluation) noexcept {
  return evaluation == nullptr ? 0 : evaluation->data.outputs();
}

size_t nn_evaluation_classes(const nn_evaluation* evaluation) noexcept {
  return evaluation == nullptr ? 0 : evaluation->data.classes();
}

nn_status nn_evaluation_get(const nn_evaluation* evaluation, nn_metric metric,
                            double* value) noexcept {
  return guard([&] {
    require(evaluation, "evaluation");
    require(value, "value");
    *value = evaluation->data.get(to_metric(metric));
  });
}

nn_status nn_evaluation_get_class(const nn_evaluation* evaluation, nn_metric metric,
                                  size_t class_or_output, double* value) noexcept {
  return guard([&] {
    require(evaluation, "evaluation");
    require(value, "value");
    *value = evaluation->data.get_class(to_metric(metric), class_or_output);
  });
}

nn_status nn_evaluation_top_k(const nn_evaluation* evaluation, size_t k, double* value) noexcept {
  return guard([&] {
    require(evaluation, "evaluation");
    require(value, "value");
    *value = evaluation->data.top_k(k);
  });
}

nn_status nn_evaluation_confusion(const nn_evaluation* evaluation, int64_t* counts,
                                  size_t classes) noexcept {
  return guard([&] {
    require(evaluation, "evaluation");
    require(counts, "counts");
    evaluation->data.confusion(counts, classes);
  });
}

nn_status nn_evaluation_row(const nn_evaluation* evaluation, size_t row, int64_t* target_class,
                            int64_t* predicted_class, double* loss) noexcept {
  return guard([&] {
    require(evaluation, "evaluation");
    const neuro::Evaluation::Row found = evaluation->data.row(row);
    if (target_class != nullptr) *target_class = found.target;
    if (predicted_class != nullptr) *predicted_class = found.predicted;
    if (loss != nullptr) *loss = found.loss;
  });
}

nn_status nn_evaluation_worst(const nn_evaluation* evaluation, size_t* rows, size_t capacity,
                              size_t* count) noexcept {
  return guard([&] {
    require(evaluation, "evaluation");
    if (capacity > 0) require(rows, "rows");
    require(count, "count");
    *count = evaluation->data.worst(rows, capacity);
  });
}

const char* nn_metric_name(nn_metric metric) noexcept {
  return is_metric(metric) ? neuro::metric_name(static_cast<Metric>(metric)) : nullptr;
}
