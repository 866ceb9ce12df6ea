// Networks: creation, options, predictions, parameters.
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

namespace {

void take_options(nn_network& network, const nn_options* options) {
  if (options == nullptr) return;
  network.values = options->values;
  network.layer_options = options->layer_options;
}

neuro::EngineConfig config_for(const nn_network& network) {
  neuro::EngineConfig config = network.values.engine_config();
  config.target = neuro::capi::requested_target();
  return config;
}

void require_rows(size_t max_rows) {
  if (max_rows > 0) return;
  throw Error(Status::kInvalidArgument, "max_rows: 0: at least 1 is needed");
}

}  // namespace

nn_status nn_create(nn_network** out, const size_t* layer_sizes, size_t layer_count,
                    const nn_options* options) noexcept {
  return guard([&] {
    require(out, "out");
    require(layer_sizes, "layer_sizes");
    auto network = std::make_unique<nn_network>();
    take_options(*network, options);
    const neuro::Shape shape = neuro::capi::shape_for(*network, layer_sizes, layer_count);
    network->engine = neuro::Engine::create(
        shape, config_for(*network), neuro::capi::settings_for(network.get(), network->values));
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
  if (!info->has(neuro::capi::OptionInfo::kLiving)) {
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

namespace {

// The last layer's sums are NN_OPTION_OUTPUT's business: it has identity, no normalisation and no
// dropout, whatever is set for all layers.
bool is_absent(const nn_network& network, size_t layer, nn_option option) {
  neuro::capi::require_layer(network, layer);
  return network.engine->shape().is_last(layer) &&
         (option == NN_OPTION_ACTIVATION || option == NN_OPTION_NORMALISATION ||
          option == NN_OPTION_DROPOUT);
}

}  // namespace

nn_status nn_get_layer_int(const nn_network* network, size_t layer, nn_option option,
                           int64_t* value) noexcept {
  return guard([&] {
    require(network, "network");
    require(value, "value");
    const bool absent = is_absent(*network, layer, option);
    const int64_t set = network->layer_options.get_int(layer, option, network->values);
    *value = absent ? 0 : set;
  });
}

nn_status nn_get_layer_real(const nn_network* network, size_t layer, nn_option option,
                            double* value) noexcept {
  return guard([&] {
    require(network, "network");
    require(value, "value");
    const bool absent = is_absent(*network, layer, option);
    const double set = network->layer_options.get_real(layer, option, network->values);
    *value = absent ? 0 : set;
  });
}

nn_status nn_reserve(nn_network* network, size_t max_rows) noexcept {
  return guard([&] {
    neuro::capi::require_idle(network);
    require_rows(max_rows);
    neuro::capi::require_size(max_rows, network->engine->shape().inputs(), sizeof(double),
                              "max_rows");
    network->engine->reserve(max_rows);
  });
}

nn_status nn_memory_need(const size_t* layer_sizes, size_t layer_count, const nn_options* options,
                         size_t max_rows, size_t* bytes) noexcept {
  return guard([&] {
    require(layer_sizes, "layer_sizes");
    require(bytes, "bytes");
    require_rows(max_rows);
    nn_network network;
    take_options(network, options);
    *bytes = neuro::Engine::memory_need(
        neuro::capi::shape_for(network, layer_sizes, layer_count), config_for(network),
        neuro::capi::settings_for(&network, network.values), max_rows);
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

nn_status nn_get_parameters(const nn_network* network, size_t layer, void* weights, void* bias,
                            nn_type type) noexcept {
  return guard([&] {
    require(network, "network");
    require(weights, "weights");
    require(bias, "bias");
    neuro::capi::require_layer(*network, layer);
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
    neuro::capi::require_idle(network);
    require(weights, "weights");
    require(bias, "bias");
    neuro::capi::require_layer(*network, layer);
    if (require_float(type, "type")) {
      network->engine->set_parameters(layer, static_cast<const double*>(weights),
                                      static_cast<const double*>(bias));
    } else {
      network->engine->set_parameters(layer, static_cast<const float*>(weights),
                                      static_cast<const float*>(bias));
    }
  });
}
