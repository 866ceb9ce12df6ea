// Whatever changes predictions must keep away readers that do not know it: a word in the place of
// one that they know, or tensors that they do not expect. The rest has keys of its own.
#include "io/layer_text.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace neuro {
namespace {

constexpr char kActivation[] = "neuro.activation";
constexpr char kOutput[] = "neuro.output";
constexpr char kLoss[] = "neuro.loss";
constexpr char kHuberDelta[] = "neuro.loss.huber_delta";
constexpr char kNormalisation[] = "neuro.normalisation";
constexpr char kNormalisationEpsilon[] = "neuro.normalisation.epsilon";
constexpr char kDropout[] = "neuro.dropout";
constexpr char kInputDropout[] = "neuro.input_dropout";

// Each in the order of its enumeration.
constexpr std::string_view kActivations[] = {
    "identity", "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "tanh", "sigmoid", "softplus"};
constexpr std::string_view kOutputs[] = {"softmax", "identity", "sigmoid"};
constexpr std::string_view kLosses[] = {"default", "squared", "absolute", "huber"};
constexpr std::string_view kNormalisations[] = {"none", "batch", "layer"};

constexpr NetworkConfig kUsual{};
constexpr LayerConfig kUsualLayer{};

bool has_parameter(Activation activation) {
  return activation == Activation::kLeakyRelu || activation == Activation::kElu;
}

// "tanh", "leaky_relu(0.01)".
std::string activation_text(const LayerConfig& layer) {
  std::string text(kActivations[static_cast<size_t>(layer.activation)]);
  if (!has_parameter(layer.activation)) return text;
  return text.append(1, '(').append(number_text(layer.parameter())).append(1, ')');
}

// Whether the text is an activation's.
bool parse_activation(std::string_view text, LayerConfig& layer) {
  const size_t name_end = std::min(text.find('('), text.size());
  const auto known =
      std::find(std::begin(kActivations), std::end(kActivations), text.substr(0, name_end));
  if (known == std::end(kActivations)) return false;
  layer.activation = static_cast<Activation>(known - std::begin(kActivations));
  text.remove_prefix(name_end);
  if (!has_parameter(layer.activation)) return text.empty();
  if (!text.ends_with(')') || text.size() < 2) return false;
  const auto parameter = parse_number<double>(text.substr(1, text.size() - 2));
  if (!parameter) return false;
  (layer.activation == Activation::kElu ? layer.elu_alpha : layer.leaky_slope) = *parameter;
  return true;
}

// The hidden ones.
std::span<const LayerConfig> hidden_layers(const ModelDescription& model) {
  if (model.layers.empty()) return {};
  return {model.layers.data(), model.sizes.size() - 2};
}

void describe_words(std::span<const LayerConfig> layers, std::string (*text)(const LayerConfig&),
                    const char* key, Metadata& to) {
  std::vector<std::string> words(layers.size());
  std::transform(layers.begin(), layers.end(), words.begin(), text);
  put_words(words, key, to);
}

void describe_number(double number, double usual, const char* key, Metadata& to) {
  if (number != usual) to[key] = number_text(number);
}

void parse_activations(MetadataFields& fields, ModelDescription& model) {
  const std::string_view relu = kActivations[static_cast<size_t>(Activation::kRelu)];
  if (!fields.starts_with(kActivation, '[')) {
    (void)fields.take_name(kActivation, {&relu, 1});
    return;
  }
  fields.take_words(kActivation, model.sizes.size() - 2, [&](size_t l, std::string_view word) {
    if (!parse_activation(word, model.layers[l])) fields.fail_unknown(kActivation, word);
  });
}

void parse_loss(MetadataFields& fields, ModelDescription& model) {
  if (fields.has(kLoss)) {
    model.network.loss = static_cast<Loss>(fields.take_name(kLoss, kLosses));
    if (model.network.loss != Loss::kDefault && model.network.output != Output::kIdentity) {
      fields.fail(kLoss, "does not go with the output");
    }
  }
  if (fields.has(kHuberDelta)) model.network.huber_delta = fields.take_number(kHuberDelta);
}

void parse_normalisation(MetadataFields& fields, ModelDescription& model) {
  if (fields.has(kNormalisation)) {
    fields.take_words(kNormalisation, model.sizes.size() - 2, [&](size_t l, std::string_view word) {
      const auto known = std::find(std::begin(kNormalisations), std::end(kNormalisations), word);
      if (known == std::end(kNormalisations)) fields.fail_unknown(kNormalisation, word);
      model.layers[l].normalisation =
          static_cast<Normalisation>(known - std::begin(kNormalisations));
    });
  }
  if (fields.has(kNormalisationEpsilon)) {
    model.network.normalisation_epsilon = fields.take_number(kNormalisationEpsilon);
  }
}

void parse_dropout(MetadataFields& fields, ModelDescription& model) {
  const size_t hidden = model.sizes.size() - 2;
  if (fields.has(kDropout)) {
    const std::vector<double> dropout = fields.take_list(kDropout, hidden, parse_number_list);
    if (dropout.size() != hidden) {
      fields.fail(kDropout, "has not as many numbers as the network has hidden layers");
    }
    for (size_t l = 0; l < hidden; ++l) model.layers[l].dropout = dropout[l];
  }
  if (fields.has(kInputDropout)) model.network.input_dropout = fields.take_number(kInputDropout);
}

}  // namespace

void describe_layers(const ModelDescription& model, Metadata& to) {
  const std::span<const LayerConfig> layers = hidden_layers(model);
  const auto any = [&](const auto& differs) {
    return std::any_of(layers.begin(), layers.end(), differs);
  };
  to[kActivation] = kActivations[static_cast<size_t>(Activation::kRelu)];
  if (any([](const LayerConfig& layer) { return layer.activation != Activation::kRelu; })) {
    describe_words(layers, activation_text, kActivation, to);
  }
  if (any([](const LayerConfig& layer) { return layer.normalisation != Normalisation::kNone; })) {
    const auto text = [](const LayerConfig& layer) {
      return std::string(kNormalisations[static_cast<size_t>(layer.normalisation)]);
    };
    describe_words(layers, text, kNormalisation, to);
  }
  if (any([](const LayerConfig& layer) { return layer.dropout != kUsualLayer.dropout; })) {
    std::vector<double> dropout;
    for (const LayerConfig& layer : layers) dropout.push_back(layer.dropout);
    put_list<double>(dropout, kDropout, to);
  }
  const NetworkConfig& network = model.network;
  to[kOutput] = kOutputs[static_cast<size_t>(network.output)];
  if (network.loss != kUsual.loss) to[kLoss] = kLosses[static_cast<size_t>(network.loss)];
  describe_number(network.huber_delta, kUsual.huber_delta, kHuberDelta, to);
  describe_number(network.input_dropout, kUsual.input_dropout, kInputDropout, to);
  describe_number(network.normalisation_epsilon, kUsual.normalisation_epsilon,
                  kNormalisationEpsilon, to);
}

void parse_layers(MetadataFields& fields, ModelDescription& model) {
  model.layers.resize(model.sizes.size() - 1);
  parse_activations(fields, model);
  model.network.output = static_cast<Output>(fields.take_name(kOutput, kOutputs));
  parse_loss(fields, model);
  parse_normalisation(fields, model);
  parse_dropout(fields, model);
}

}  // namespace neuro
