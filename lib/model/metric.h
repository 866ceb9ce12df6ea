// The figures that an evaluation comes to, by number and name.
#ifndef NEURO_LIB_MODEL_METRIC_H_
#define NEURO_LIB_MODEL_METRIC_H_

#include <cstddef>
#include <cstdint>

namespace neuro {

// The numbers are those of NN_METRIC_.
enum class Metric : uint8_t {
  kLoss = 1,
  kAccuracy,
  kPrecision,
  kRecall,
  kF1,
  kRocAuc,
  kMae,
  kRmse,
  kR2,
  kSupport,
};

inline constexpr const char* kMetricNames[] = {
    nullptr,
    "NN_METRIC_LOSS",
    "NN_METRIC_ACCURACY",
    "NN_METRIC_PRECISION",
    "NN_METRIC_RECALL",
    "NN_METRIC_F1",
    "NN_METRIC_ROC_AUC",
    "NN_METRIC_MAE",
    "NN_METRIC_RMSE",
    "NN_METRIC_R2",
    "NN_METRIC_SUPPORT",
};

constexpr const char* metric_name(Metric metric) {
  return kMetricNames[static_cast<size_t>(metric)];
}

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_METRIC_H_
