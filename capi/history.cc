// What fits leave behind, and evaluating: the engine's structs to the public ones.
#include <neuro.h>

#include <cstddef>

#include "capi/guard.h"
#include "capi/handles.h"
#include "capi/struct_size.h"

using neuro::Error;
using neuro::Status;
using neuro::capi::guard;
using neuro::capi::require;
using neuro::capi::require_struct_size;

namespace {

// What the structs that callers provide ended with in their first version: no caller knows less.
constexpr size_t kFirstMetricsSize = offsetof(nn_metrics, accuracy) + sizeof(double);
constexpr size_t kFirstEpochSize = offsetof(nn_epoch, validation_accuracy) + sizeof(double);

}  // namespace

size_t nn_history_count(const nn_network* network) noexcept {
  return network == nullptr ? 0 : network->engine->history().epochs().size();
}

nn_status nn_history(const nn_network* network, size_t i, nn_epoch* epoch) noexcept {
  return guard([&] {
    require(network, "network");
    require(epoch, "epoch");
    require_struct_size(epoch->struct_size, kFirstEpochSize, "epoch", "nn_epoch");
    const auto& epochs = network->engine->history().epochs();
    if (i >= epochs.size()) {
      throw Error(Status::kInvalidArgument, "i: ", i, ": the network remembers ", epochs.size(),
                  " epochs");
    }
    epoch->rows = static_cast<int64_t>(epochs[i].rows);
    epoch->learning_rate = epochs[i].learning_rate;
    epoch->loss = epochs[i].loss;
    epoch->accuracy = epochs[i].accuracy;
    epoch->validation_loss = epochs[i].validation_loss;
    epoch->validation_accuracy = epochs[i].validation_accuracy;
  });
}

nn_status nn_evaluate(const nn_network* network, const nn_dataset* dataset,
                      nn_metrics* metrics) noexcept {
  return guard([&] {
    require(network, "network");
    require(dataset, "dataset");
    require(metrics, "metrics");
    require_struct_size(metrics->struct_size, kFirstMetricsSize, "metrics", "nn_metrics");
    const neuro::Metrics result = network->engine->evaluate(dataset->data);
    metrics->rows = static_cast<int64_t>(result.rows);
    metrics->correct = static_cast<int64_t>(result.correct);
    metrics->loss = result.loss;
    metrics->accuracy = result.accuracy;
  });
}
