#include "capi/file_options.h"

#include "base/error.h"

namespace neuro::capi {
namespace {

// An option whose value each hidden layer of a file has.
struct LayerOption {
  nn_option option;
  double (*get)(const LayerConfig&);
  bool (*applies)(const LayerConfig&);
  bool is_fixed;  // by the file; else options go before it
};

constexpr bool always(const LayerConfig&) { return true; }

constexpr LayerOption kLayerOptions[] = {
    {NN_OPTION_ACTIVATION,
     [](const LayerConfig& layer) { return static_cast<double>(layer.activation); }, always, true},
    {NN_OPTION_LEAKY_SLOPE, [](const LayerConfig& layer) { return layer.leaky_slope; },
     [](const LayerConfig& layer) { return layer.activation == Activation::kLeakyRelu; }, true},
    {NN_OPTION_ELU_ALPHA, [](const LayerConfig& layer) { return layer.elu_alpha; },
     [](const LayerConfig& layer) { return layer.activation == Activation::kElu; }, true},
    {NN_OPTION_NORMALISATION,
     [](const LayerConfig& layer) { return static_cast<double>(layer.normalisation); }, always,
     true},
    {NN_OPTION_DROPOUT, [](const LayerConfig& layer) { return layer.dropout; }, always, false},
};

// Either kind of option as a number: integers are small.
double get(const OptionValues& values, nn_option option) {
  return find_option(option)->is_real ? values.get_real(option)
                                      : static_cast<double>(values.get_int(option));
}

void set(OptionValues& values, nn_option option, double value) {
  if (find_option(option)->is_real) {
    values.set_real(option, value);
  } else {
    values.set_int(option, static_cast<int64_t>(value));
  }
}

class Taking {
 public:
  Taking(const ModelDescription& model, const char* file, OptionValues& values,
         LayerOptions& layer_options)
      : model_(model), file_(file), values_(values), layer_options_(layer_options) {}

  // Of the network as a whole.
  void take_fixed(nn_option option, double of_file) {
    require_within_bounds(option, of_file);
    const double of_options = get(values_, option);
    if (values_.is_set(option) && of_options != of_file) {
      throw Error(Status::kInvalidArgument, "options: ", find_option(option)->name, " is ",
                  of_options, ", but that of ", file_, " is ", of_file);
    }
    set(values_, option, of_file);
  }

  void take_unless_set(nn_option option, double of_file) {
    require_within_bounds(option, of_file);
    if (!values_.is_set(option)) set(values_, option, of_file);
  }

  // Of hidden layers. What all of them agree on becomes the option for all layers.
  void take(const LayerOption& layer_option) {
    const nn_option option = layer_option.option;
    const bool for_all = values_.is_set(option);
    bool agree = true;
    const LayerConfig* first = nullptr;
    for_each_layer(layer_option, [&](size_t l, const LayerConfig& layer) {
      const double of_file = layer_option.get(layer);
      require_within_bounds(option, of_file);
      if (layer_option.is_fixed && (for_all || layer_options_.is_set(l, option))) {
        require_same(l, option, of_file);
      }
      if (first == nullptr) first = &layer;
      agree = agree && of_file == layer_option.get(*first);
    });
    if (first == nullptr || (for_all && !layer_option.is_fixed)) return;
    if (agree && get(values_, option) != layer_option.get(*first)) {
      set(values_, option, layer_option.get(*first));
    }
    for_each_layer(layer_option, [&](size_t l, const LayerConfig& layer) {
      if (layer_options_.is_set(l, option)) return;
      if (get(values_, option) == layer_option.get(layer)) return;
      layer_options_.set(l, option, layer_option.get(layer));
    });
  }

 private:
  // Calls per_layer(l, layer) for the hidden layers that an option applies to.
  template <class PerLayer>
  void for_each_layer(const LayerOption& layer_option, const PerLayer& per_layer) const {
    for (size_t l = 0; l + 1 < model_.layers.size(); ++l) {
      if (layer_option.applies(model_.layers[l])) per_layer(l, model_.layers[l]);
    }
  }

  void require_within_bounds(nn_option option, double value) const {
    const OptionInfo& info = *find_option(option);
    if (!info.is_real || (value >= info.real.minimum && value <= info.real.maximum)) return;
    throw Error(Status::kFormat, file_, ": ", info.name, " is ", value, ", which is not within ",
                info.real.minimum, " ... ", info.real.maximum);
  }

  void require_same(size_t l, nn_option option, double of_file) const {
    const double of_options = layer_options_.get(l, option, values_);
    if (of_options == of_file) return;
    throw Error(Status::kInvalidArgument, "options: ", find_option(option)->name, " of layer ", l,
                " is ", of_options, ", but that of ", file_, " is ", of_file);
  }

  const ModelDescription& model_;
  const char* file_;
  OptionValues& values_;
  LayerOptions& layer_options_;
};

}  // namespace

void take_options(const ModelDescription& model, const char* file, OptionValues& values,
                  LayerOptions& layer_options) {
  Taking taking(model, file, values, layer_options);
  const NetworkConfig& network = model.network;
  taking.take_fixed(NN_OPTION_OUTPUT, static_cast<double>(network.output));
  taking.take_fixed(NN_OPTION_LOSS, static_cast<double>(network.loss));
  taking.take_fixed(NN_OPTION_HUBER_DELTA, network.huber_delta);
  taking.take_fixed(NN_OPTION_NORMALISATION_EPSILON, network.normalisation_epsilon);
  taking.take_fixed(NN_OPTION_INPUT_SCALING, static_cast<double>(model.scaling));
  taking.take_unless_set(NN_OPTION_INPUT_DROPOUT, network.input_dropout);
  for (const LayerOption& layer_option : kLayerOptions) taking.take(layer_option);
}

}  // namespace neuro::capi
