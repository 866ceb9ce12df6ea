// Fitting and evaluating: the engine's structs to the public ones.
#include <neuro.h>

#include <cstddef>

#include "capi/guard.h"
#include "capi/handles.h"

using neuro::Error;
using neuro::Status;
using neuro::capi::guard;
using neuro::capi::require;

namespace {

// What nn_metrics ended with in its first version: no caller knows less of it.
constexpr size_t kFirstMetricsSize = offsetof(nn_metrics, accuracy) + sizeof(double);

nn_progress to_public(const neuro::Progress& from) {
  nn_progress to{};
  to.struct_size = sizeof to;
  to.epoch = static_cast<int64_t>(from.epoch);
  to.epochs = static_cast<int64_t>(from.epochs);
  to.batch = static_cast<int64_t>(from.batch);
  to.batches = static_cast<int64_t>(from.batches);
  to.rows = static_cast<int64_t>(from.rows);
  to.rows_per_epoch = static_cast<int64_t>(from.rows_per_epoch);
  to.loss = from.loss;
  to.accuracy = from.accuracy;
  to.validation_loss = from.validation_loss;
  to.validation_accuracy = from.validation_accuracy;
  to.seconds = from.seconds;
  to.seconds_left = from.seconds_left;
  to.rows_per_second = from.rows_per_second;
  to.epoch_ended = from.epoch_ended ? 1 : 0;
  return to;
}

}  // namespace

nn_status nn_fit(nn_network* network, const nn_dataset* train, const nn_dataset* validation,
                 nn_progress_fn callback, void* user) noexcept {
  return guard([&](neuro::ScopedFloatEnv& float_env) {
    require(network, "network");
    require(train, "train");
    neuro::Engine::ProgressFunction progress;
    if (callback != nullptr) {
      progress = [&](const neuro::Progress& engine_progress) {
        const nn_progress public_progress = to_public(engine_progress);
        return float_env.call_host([&] { return callback(&public_progress, user); }) == 0;
      };
    }
    network->engine->fit(train->data, validation == nullptr ? nullptr : &validation->data,
                         progress);
  });
}

nn_status nn_evaluate(const nn_network* network, const nn_dataset* dataset,
                      nn_metrics* metrics) noexcept {
  return guard([&] {
    require(network, "network");
    require(dataset, "dataset");
    require(metrics, "metrics");
    if (metrics->struct_size < kFirstMetricsSize) {
      throw Error(Status::kInvalidArgument, "metrics: struct_size is ", metrics->struct_size,
                  ", which is less than ", kFirstMetricsSize, ": set it to sizeof(nn_metrics)");
    }
    const neuro::Metrics result = network->engine->evaluate(dataset->data);
    metrics->rows = static_cast<int64_t>(result.rows);
    metrics->correct = static_cast<int64_t>(result.correct);
    metrics->loss = result.loss;
    metrics->accuracy = result.accuracy;
  });
}
