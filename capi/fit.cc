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

// What the structs that callers provide ended with in their first version: no caller knows less.
constexpr size_t kFirstMetricsSize = offsetof(nn_metrics, accuracy) + sizeof(double);
constexpr size_t kFirstEpochSize = offsetof(nn_epoch, validation_accuracy) + sizeof(double);

void require_struct_size(size_t size, size_t least, const char* name, const char* type) {
  if (size >= least) return;
  throw Error(Status::kInvalidArgument, name, ": struct_size is ", size, ", which is less than ",
              least, ": set it to sizeof(", type, ")");
}

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

namespace {

using FitFunction = void (neuro::Engine::*)(const neuro::Dataset&, const neuro::Dataset*,
                                            const neuro::Engine::ProgressFunction&);

nn_status run(FitFunction fit, nn_network* network, const nn_dataset* train,
              const nn_dataset* validation, nn_progress_fn callback, void* user) noexcept {
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
    ((*network->engine).*fit)(train->data, validation == nullptr ? nullptr : &validation->data,
                              progress);
  });
}

}  // namespace

nn_status nn_fit(nn_network* network, const nn_dataset* train, const nn_dataset* validation,
                 nn_progress_fn callback, void* user) noexcept {
  return run(&neuro::Engine::fit, network, train, validation, callback, user);
}

nn_status nn_resume(nn_network* network, const nn_dataset* train, const nn_dataset* validation,
                    nn_progress_fn callback, void* user) noexcept {
  return run(&neuro::Engine::resume, network, train, validation, callback, user);
}

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
