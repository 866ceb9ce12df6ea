// Fitting: callbacks of the host made into the engine's, whose structs become the public ones.
#include <neuro.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "capi/arrays.h"
#include "capi/guard.h"
#include "capi/handles.h"
#include "capi/struct_size.h"

using neuro::Error;
using neuro::Status;
using neuro::capi::guard;
using neuro::capi::require;

namespace {

static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may set it");

// While it lives the network is being fitted. A request to cancel is used up by the fit that it
// ends, or that ends by itself before it could.
class FitScope {
 public:
  explicit FitScope(nn_network* network) : network_(network) {
    neuro::capi::require_idle(network);
    network->fitting = true;
  }
  ~FitScope() {
    network_->fitting = false;
    network_->cancelled.store(false, std::memory_order_relaxed);
  }
  FitScope(const FitScope&) = delete;
  FitScope& operator=(const FitScope&) = delete;

 private:
  nn_network* network_;
};

constexpr size_t kFirstStreamSize = offsetof(nn_stream, target_type) + sizeof(nn_type);

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
  to.stopped_early = from.stopped_early ? 1 : 0;
  to.learning_rate = from.learning_rate;
  to.steps = static_cast<int64_t>(from.steps);
  return to;
}

nn_augmentation to_public(const neuro::AugmentedRows& from, neuro::ElementType type) {
  nn_augmentation to{};
  to.struct_size = sizeof to;
  to.inputs = from.inputs;
  to.rows = from.rows;
  to.cols = from.cols;
  to.row_numbers = from.numbers;
  to.epoch = static_cast<int64_t>(from.epoch);
  to.step = static_cast<int64_t>(from.step);
  to.type = type == neuro::ElementType::kF64 ? NN_F64 : NN_F32;
  return to;
}

// The engine's callbacks for those of the host, which are called with the host's float modes. The
// augmentation is that of now, whatever callbacks set it to.
neuro::FitCallbacks callbacks_for(const nn_network& network, nn_progress_fn progress,
                                  void* progress_user, neuro::ScopedFloatEnv& float_env) {
  neuro::FitCallbacks callbacks;
  callbacks.cancelled = &network.cancelled;
  if (progress != nullptr) {
    callbacks.progress = [=, &float_env](const neuro::Progress& now) {
      const nn_progress seen = to_public(now);
      return float_env.call_host([&] { return progress(&seen, progress_user); }) == 0;
    };
  }
  if (network.augment != nullptr) {
    callbacks.augment = [augment = network.augment, user = network.augment_user,
                         type = network.engine->config().type,
                         &float_env](const neuro::AugmentedRows& rows) {
      const nn_augmentation batch = to_public(rows, type);
      return float_env.call_host([&] { return augment(&batch, user); }) == 0;
    };
  }
  return callbacks;
}

using FitFunction = void (neuro::Engine::*)(const neuro::Dataset&, const neuro::Dataset*,
                                            const neuro::FitCallbacks&);

nn_status run(FitFunction fit, nn_network* network, const nn_dataset* train,
              const nn_dataset* validation, nn_progress_fn callback, void* user) noexcept {
  return guard([&](neuro::ScopedFloatEnv& float_env) {
    const FitScope fitting(network);
    require(train, "train");
    ((*network->engine).*fit)(train->data, validation == nullptr ? nullptr : &validation->data,
                              callbacks_for(*network, callback, user, float_env));
  });
}

neuro::RowStream stream_for(const nn_stream& from, neuro::ScopedFloatEnv& float_env) {
  neuro::RowStream stream{};
  stream.input_type = neuro::capi::input_element(from.input_type);
  stream.target_type = neuro::capi::target_element(from.target_type);
  if (from.rows_per_epoch < 0) {
    throw Error(Status::kInvalidArgument, "stream: rows_per_epoch: ", from.rows_per_epoch,
                " is below 0");
  }
  stream.rows_per_epoch = static_cast<uint64_t>(from.rows_per_epoch);
  stream.read = [read = from.read, user = from.user, &float_env](void* inputs, void* targets,
                                                                 size_t rows, uint64_t epoch) {
    return float_env.call_host(
        [&] { return read(inputs, targets, rows, static_cast<int64_t>(epoch), user); });
  };
  return stream;
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

nn_status nn_fit_stream(nn_network* network, const nn_stream* stream, const nn_dataset* validation,
                        nn_progress_fn callback, void* user) noexcept {
  return guard([&](neuro::ScopedFloatEnv& float_env) {
    const FitScope fitting(network);
    require(stream, "stream");
    neuro::capi::require_struct_size(stream->struct_size, kFirstStreamSize, "stream", "nn_stream");
    if (stream->read == nullptr) throw Error(Status::kInvalidArgument, "stream: read: NULL");
    network->engine->fit_stream(stream_for(*stream, float_env),
                                validation == nullptr ? nullptr : &validation->data,
                                callbacks_for(*network, callback, user, float_env));
  });
}

void nn_cancel(nn_network* network, int32_t cancel) noexcept {
  if (network != nullptr) network->cancelled.store(cancel != 0, std::memory_order_relaxed);
}

nn_status nn_set_augmentation(nn_network* network, nn_augment_fn callback, void* user) noexcept {
  return guard([&] {
    neuro::capi::require_idle(network);
    network->augment = callback;
    network->augment_user = user;
  });
}

nn_status nn_set_class_weights(nn_network* network, const double* weights,
                               size_t classes) noexcept {
  return guard([&] {
    neuro::capi::require_idle(network);
    if (classes == 0 && weights == nullptr) return network->engine->set_class_weights({});
    require(weights, "weights");
    const size_t expected = network->engine->shape().classes();
    if (classes != expected) {
      throw Error(Status::kInvalidArgument, "classes: ", classes, ", but the network has ",
                  expected);
    }
    bool any = false;
    for (size_t c = 0; c < classes; ++c) {
      if (!std::isfinite(weights[c]) || weights[c] < 0) {
        throw Error(Status::kInvalidArgument, "weights: class ", c, ": ", weights[c],
                    " is below 0 or not finite");
      }
      any = any || weights[c] > 0;
    }
    if (!any) throw Error(Status::kInvalidArgument, "weights: all are 0");
    network->engine->set_class_weights(std::vector<double>(weights, weights + classes));
  });
}
