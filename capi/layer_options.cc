#include "capi/layer_options.h"

#include <algorithm>

#include "base/error.h"

namespace neuro::capi {
namespace {

constexpr size_t kMostLayers = 65536;

// Of which the last layer has its own.
bool is_of_last_layer(nn_option option) {
  return option == NN_OPTION_INITIALISATION || option == NN_OPTION_INITIAL_BIAS;
}

void require_of_layers(const OptionInfo& info) {
  if (info.has(OptionInfo::kOfLayers)) return;
  throw Error(Status::kInvalidArgument, "option: ", info.name, " is not an option of layers");
}

void require_layer(size_t layer) {
  if (layer < kMostLayers) return;
  throw Error(Status::kInvalidArgument, "layer: ", layer, " is above ", kMostLayers - 1);
}

}  // namespace

void LayerOptions::set_int(size_t layer, nn_option option, int64_t value) {
  OptionValues checked;
  checked.set_int(option, value);
  require_of_layers(*find_option(option));
  require_layer(layer);
  values_[{layer, option}] = static_cast<double>(value);
}

void LayerOptions::set_real(size_t layer, nn_option option, double value) {
  OptionValues checked;
  checked.set_real(option, value);
  require_of_layers(*find_option(option));
  require_layer(layer);
  values_[{layer, option}] = value;
}

int64_t LayerOptions::get_int(size_t layer, nn_option option, const OptionValues& all) const {
  require_of_layers(integer_option(option));
  const auto found = values_.find({layer, option});
  return found == values_.end() ? all.get_int(option) : static_cast<int64_t>(found->second);
}

double LayerOptions::get_real(size_t layer, nn_option option, const OptionValues& all) const {
  require_of_layers(real_option(option));
  const auto found = values_.find({layer, option});
  return found == values_.end() ? all.get_real(option) : found->second;
}

void LayerOptions::set(size_t layer, nn_option option, double value) {
  if (find_option(option)->is_real) {
    set_real(layer, option, value);
  } else {
    set_int(layer, option, static_cast<int64_t>(value));
  }
}

double LayerOptions::get(size_t layer, nn_option option, const OptionValues& all) const {
  return find_option(option)->is_real ? get_real(layer, option, all)
                                      : static_cast<double>(get_int(layer, option, all));
}

std::vector<LayerConfig> LayerOptions::resolve(size_t layers, const OptionValues& all) const {
  for (const auto& [key, value] : values_) {
    const auto& [layer, option] = key;
    const char* name = find_option(option)->name;
    if (layer >= layers) {
      throw Error(Status::kInvalidArgument, "options: ", name, " of layer ", layer,
                  ": the network's layers are 0 ... ", layers - 1);
    }
    if (layer + 1 == layers && !is_of_last_layer(option)) {
      throw Error(Status::kInvalidArgument, "options: ", name, " of layer ", layer,
                  ": the last layer has none, it is what NN_OPTION_OUTPUT says");
    }
  }
  std::vector<LayerConfig> configs(layers);
  for (size_t l = 0; l < layers; ++l) {
    LayerConfig& config = configs[l];
    config.activation = static_cast<Activation>(get_int(l, NN_OPTION_ACTIVATION, all));
    config.leaky_slope = get_real(l, NN_OPTION_LEAKY_SLOPE, all);
    config.elu_alpha = get_real(l, NN_OPTION_ELU_ALPHA, all);
    config.normalisation = static_cast<Normalisation>(get_int(l, NN_OPTION_NORMALISATION, all));
    config.dropout = get_real(l, NN_OPTION_DROPOUT, all);
    config.initialisation = static_cast<Initialisation>(get_int(l, NN_OPTION_INITIALISATION, all));
    config.initial_bias = get_real(l, NN_OPTION_INITIAL_BIAS, all);
  }
  return configs;
}

}  // namespace neuro::capi
