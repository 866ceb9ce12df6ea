// Single steps of training: whole, on weighted rows, in two halves; norms.
#include <neuro.h>

#include <cmath>
#include <cstddef>
#include <limits>

#include "base/finite.h"
#include "capi/arrays.h"
#include "capi/guard.h"
#include "capi/handles.h"
#include "capi/struct_size.h"

using neuro::Error;
using neuro::Status;
using neuro::capi::guard;
using neuro::capi::input_view;
using neuro::capi::require;
using neuro::capi::target_view;

namespace {

void check_weights(const double* weights, size_t rows, neuro::ElementType type) {
  for (size_t i = 0; i < rows; ++i) {
    const double weight = weights[i];
    const bool fits =
        type == neuro::ElementType::kF64 ? neuro::fits<double>(weight) : neuro::fits<float>(weight);
    if (fits && weight >= 0) continue;
    throw Error(Status::kInvalidArgument, "weights: row ", i, ": ", weight,
                fits ? " is below 0" : " is not finite in the network's type");
  }
}

// What all functions that take a batch have in common: work(inputs, targets) is the
// mean loss.
template <class Work>
nn_status with_batch(nn_network* network, const void* inputs, nn_type input_type,
                     const void* targets, nn_type target_type, size_t rows, double* loss,
                     const Work& work) noexcept {
  return guard([&] {
    neuro::capi::require_idle(network);
    const neuro::Shape& shape = network->engine->shape();
    // One after the other: which of two faults is reported is not for the compiler to choose.
    const neuro::InputView x = input_view(inputs, input_type, rows, shape.inputs());
    const neuro::TargetView y = target_view(targets, target_type, rows, shape.outputs());
    const double mean = work(*network->engine, x, y);
    if (loss != nullptr) *loss = mean;
  });
}

}  // namespace

nn_status nn_train_batch(nn_network* network, const void* inputs, nn_type input_type,
                         const void* targets, nn_type target_type, size_t rows,
                         double* loss) noexcept {
  return with_batch(network, inputs, input_type, targets, target_type, rows, loss,
                    [&](neuro::Engine& engine, const auto& x, const auto& y) {
                      return engine.train_batch(x, y, rows, nullptr);
                    });
}

nn_status nn_train_batch_weighted(nn_network* network, const void* inputs, nn_type input_type,
                                  const void* targets, nn_type target_type, const double* weights,
                                  size_t rows, double* loss) noexcept {
  return with_batch(network, inputs, input_type, targets, target_type, rows, loss,
                    [&](neuro::Engine& engine, const auto& x, const auto& y) {
                      require(weights, "weights");
                      check_weights(weights, rows, engine.config().type);
                      return engine.train_batch(x, y, rows, weights);
                    });
}

nn_status nn_compute_gradients(nn_network* network, const void* inputs, nn_type input_type,
                               const void* targets, nn_type target_type, size_t rows,
                               double* loss) noexcept {
  return with_batch(network, inputs, input_type, targets, target_type, rows, loss,
                    [&](neuro::Engine& engine, const auto& x, const auto& y) {
                      return engine.compute_gradients(x, y, rows);
                    });
}

nn_status nn_apply_gradients(nn_network* network) noexcept {
  return guard([&] {
    neuro::capi::require_idle(network);
    network->engine->apply_gradients();
  });
}

nn_status nn_gradients(nn_network* network, void** gradients, size_t* count) noexcept {
  return guard([&] {
    neuro::capi::require_idle(network);
    require(gradients, "gradients");
    require(count, "count");
    *gradients = network->engine->gradients();
    *count = network->engine->parameter_count();
  });
}

nn_status nn_layer_norms(const nn_network* network, size_t layer, nn_norms* norms) noexcept {
  return guard([&] {
    require(network, "network");
    require(norms, "norms");
    neuro::capi::require_layer(*network, layer);
    constexpr size_t kFirstSize = offsetof(nn_norms, shift_gradient) + sizeof(double);
    neuro::capi::require_struct_size(norms->struct_size, kFirstSize, "norms", "nn_norms");
    const neuro::LayerSquares squares = network->engine->parameter_squares(layer);
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    const neuro::LayerSquares gradients = network->engine->gradient_squares(layer).value_or(
        neuro::LayerSquares{kNaN, kNaN, kNaN, kNaN});
    norms->weights = std::sqrt(squares.weights);
    norms->bias = std::sqrt(squares.bias);
    norms->scale = std::sqrt(squares.scale);
    norms->shift = std::sqrt(squares.shift);
    norms->weight_gradient = std::sqrt(gradients.weights);
    norms->bias_gradient = std::sqrt(gradients.bias);
    norms->scale_gradient = std::sqrt(gradients.scale);
    norms->shift_gradient = std::sqrt(gradients.shift);
  });
}
