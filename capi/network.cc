// Networks: creation, options, steps, predictions, parameters.
#include <neuro.h>

#include <memory>

#include "capi/arrays.h"
#include "capi/guard.h"
#include "capi/handles.h"
#include "capi/target.h"

using neuro::Error;
using neuro::Status;
using neuro::capi::guard;
using neuro::capi::input_view;
using neuro::capi::require;
using neuro::capi::require_float;
using neuro::capi::target_view;

nn_status nn_create(nn_network** out, const size_t* layer_sizes, size_t layer_count,
                    const nn_options* options) noexcept {
  return guard([&] {
    require(out, "out");
    require(layer_sizes, "layer_sizes");
    auto network = std::make_unique<nn_network>();
    if (options != nullptr) network->values = options->values;
    neuro::EngineConfig config = network->values.engine_config();
    config.target = neuro::capi::requested_target();
    const neuro::Shape shape(layer_sizes, layer_count, network->values.output());
    network->engine = neuro::Engine::create(
        shape, config, neuro::capi::settings_for(network.get(), network->values));
    *out = network.release();
  });
}

void nn_destroy(nn_network* network) noexcept { delete network; }

size_t nn_layer_count(const nn_network* network) noexcept {
  return network == nullptr ? 0 : network->engine->shape().sizes().size();
}

size_t nn_layer_size(const nn_network* network, size_t i) noexcept {
  return i < nn_layer_count(network) ? network->engine->shape().sizes()[i] : 0;
}

int64_t nn_step_count(const nn_network* network) noexcept {
  return network == nullptr ? 0 : static_cast<int64_t>(network->engine->training_state().steps);
}

namespace {

// Changes a living option by set(values), wholly or not at all.
template <class Set>
void change(nn_network* network, nn_option option, const Set& set) {
  neuro::capi::OptionValues values = network->values;
  set(values);
  const neuro::capi::OptionInfo* info = neuro::capi::find_option(option);
  if (!info->living) {
    throw Error(Status::kInvalidArgument, "option: ", info->name,
                " is fixed when the network is created");
  }
  network->engine->configure(neuro::capi::settings_for(network, values));
  network->values = values;
}

}  // namespace

nn_status nn_set_int(nn_network* network, nn_option option, int64_t value) noexcept {
  return guard([&] {
    require(network, "network");
    change(network, option, [&](auto& values) { values.set_int(option, value); });
  });
}

nn_status nn_set_real(nn_network* network, nn_option option, double value) noexcept {
  return guard([&] {
    require(network, "network");
    change(network, option, [&](auto& values) { values.set_real(option, value); });
  });
}

nn_status nn_get_int(const nn_network* network, nn_option option, int64_t* value) noexcept {
  return guard([&] {
    require(network, "network");
    require(value, "value");
    const int64_t set = network->values.get_int(option);
    *value = option == NN_OPTION_WORKERS ? static_cast<int64_t>(network->engine->settings().workers)
                                         : set;
  });
}

nn_status nn_get_real(const nn_network* network, nn_option option, double* value) noexcept {
  return guard([&] {
    require(network, "network");
    require(value, "value");
    *value = network->values.get_real(option);
  });
}

nn_status nn_reserve(nn_network* network, size_t max_rows) noexcept {
  return guard([&] {
    require(network, "network");
    if (max_rows == 0) {
      throw Error(Status::kInvalidArgument, "max_rows: 0: at least 1 is needed");
    }
    neuro::capi::require_size(max_rows, network->engine->shape().inputs(), sizeof(double),
                              "max_rows");
    network->engine->reserve(max_rows);
  });
}

nn_status nn_train_batch(nn_network* network, const void* inputs, nn_type input_type,
                         const void* targets, nn_type target_type, size_t rows,
                         double* loss) noexcept {
  return guard([&] {
    require(network, "network");
    const neuro::Shape& shape = network->engine->shape();
    // One after the other: which of two faults is reported is not for the compiler to choose.
    const neuro::InputView x = input_view(inputs, input_type, rows, shape.inputs());
    const neuro::TargetView y = target_view(targets, target_type, rows, shape.outputs());
    const double mean = network->engine->train_batch(x, y, rows);
    if (loss != nullptr) *loss = mean;
  });
}

nn_status nn_predict(const nn_network* network, const void* inputs, nn_type input_type, size_t rows,
                     void* outputs, nn_type output_type) noexcept {
  return guard([&] {
    require(network, "network");
    const neuro::Shape& shape = network->engine->shape();
    const neuro::InputView view = input_view(inputs, input_type, rows, shape.inputs());
    require(outputs, "outputs");
    const bool f64 = require_float(output_type, "output_type");
    neuro::capi::require_size(rows, shape.outputs(), f64 ? sizeof(double) : sizeof(float),
                              "outputs");
    if (f64) {
      network->engine->predict(view, rows, static_cast<double*>(outputs));
    } else {
      network->engine->predict(view, rows, static_cast<float*>(outputs));
    }
  });
}

namespace {

void require_layer(const nn_network* network, size_t layer) {
  const size_t layers = network->engine->shape().layers();
  if (layer < layers) return;
  throw Error(Status::kInvalidArgument, "layer: ", layer, ": the network's layers are 0 ... ",
              layers - 1);
}

}  // namespace

nn_status nn_get_parameters(const nn_network* network, size_t layer, void* weights, void* bias,
                            nn_type type) noexcept {
  return guard([&] {
    require(network, "network");
    require(weights, "weights");
    require(bias, "bias");
    require_layer(network, layer);
    if (require_float(type, "type")) {
      network->engine->get_parameters(layer, static_cast<double*>(weights),
                                      static_cast<double*>(bias));
    } else {
      network->engine->get_parameters(layer, static_cast<float*>(weights),
                                      static_cast<float*>(bias));
    }
  });
}

nn_status nn_set_parameters(nn_network* network, size_t layer, const void* weights,
                            const void* bias, nn_type type) noexcept {
  return guard([&] {
    require(network, "network");
    require(weights, "weights");
    require(bias, "bias");
    require_layer(network, layer);
    if (require_float(type, "type")) {
      network->engine->set_parameters(layer, static_cast<const double*>(weights),
                                      static_cast<const double*>(bias));
    } else {
      network->engine->set_parameters(layer, static_cast<const float*>(weights),
                                      static_cast<const float*>(bias));
    }
  });
}
