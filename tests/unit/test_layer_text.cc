// What layers do, as words of a file: each kind there and back, nothing where all is at its
// default, and what is no such word.
#include "io/layer_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expect_error.h"
#include "io/description_text.h"

namespace neuro {
namespace {

constexpr char kFile[] = "model";

// Of three hidden layers.
ModelDescription plain() {
  ModelDescription model;
  model.sizes = {2, 3, 4, 5, 6};
  model.layers.resize(4);
  return model;
}

Metadata text_of(const ModelDescription& model) { return describe(model, "test"); }

ModelDescription read(const Metadata& metadata) { return parse_description(metadata, kFile); }

void expect_refused(Status status, const std::string& key, const std::string& text) {
  SCOPED_TRACE(key + ": " + text);
  Metadata metadata = text_of(plain());
  metadata[key] = text;
  expect_error(status, {kFile, key}, [&] { read(metadata); });
}

TEST(LayerText, DefaultsAreNotWritten) {
  ModelDescription without;
  without.sizes = plain().sizes;
  EXPECT_EQ(text_of(without), text_of(plain()));
  EXPECT_EQ(text_of(plain()).at("neuro.activation"), "relu");
  for (const char* key : {"neuro.normalisation", "neuro.normalisation.epsilon", "neuro.dropout",
                          "neuro.input_dropout", "neuro.loss", "neuro.loss.huber_delta"}) {
    EXPECT_FALSE(text_of(plain()).contains(key)) << key;
  }
  // Nor what is left to the writer: how parameters begin, and the last layer.
  ModelDescription model = plain();
  model.layers[0].initialisation = Initialisation::kZeros;
  model.layers[1].initial_bias = 1;
  model.layers[3].activation = Activation::kIdentity;
  EXPECT_EQ(text_of(model), text_of(plain()));
}

TEST(LayerText, EveryActivationIsReadAsItWasWritten) {
  const char* const kWords[] = {"identity", "relu", "leaky_relu(0.02)", "elu(1.5)", "selu", "gelu",
                                "silu",     "tanh", "sigmoid",          "softplus"};
  for (int i = 0; i <= static_cast<int>(Activation::kSoftplus); ++i) {
    ModelDescription model = plain();
    LayerConfig& layer = model.layers[1];
    layer.activation = static_cast<Activation>(i);
    layer.leaky_slope = 0.02;
    layer.elu_alpha = 1.5;
    const Metadata metadata = text_of(model);
    const std::string word = kWords[i];
    EXPECT_EQ(metadata.at("neuro.activation"),
              word == "relu" ? word : "[\"relu\",\"" + word + "\",\"relu\"]");
    const ModelDescription back = read(metadata);
    EXPECT_EQ(back.layers[1].activation, layer.activation);
    EXPECT_EQ(back.layers[1].parameter(),
              word.ends_with(')') ? layer.parameter() : LayerConfig{}.parameter());
    EXPECT_EQ(back.layers[0].activation, Activation::kRelu);
    EXPECT_EQ(text_of(back), metadata);
    EXPECT_TRUE(back.others.empty());
  }
}

TEST(LayerText, NumbersKeepAllTheirBits) {
  ModelDescription model = plain();
  for (const double slope : {0.1 + 0.2, 1.0 / 3, 5e-324, 0.0, 1.0}) {
    model.layers[0].activation = Activation::kLeakyRelu;
    model.layers[0].leaky_slope = model.layers[2].dropout = slope;
    model.network.normalisation_epsilon = model.network.huber_delta = slope;
    model.network.input_dropout = slope;
    const ModelDescription back = read(text_of(model));
    EXPECT_EQ(back.layers[0].leaky_slope, slope);
    EXPECT_EQ(back.layers[2].dropout, slope);
    EXPECT_EQ(back.layers[0].dropout, 0);
    EXPECT_EQ(back.network.normalisation_epsilon, slope);
    EXPECT_EQ(back.network.huber_delta, slope);
    EXPECT_EQ(back.network.input_dropout, slope);
  }
}

TEST(LayerText, NetworksAreReadAsTheyWereWritten) {
  ModelDescription model = plain();
  model.layers[0].normalisation = Normalisation::kBatch;
  model.layers[2].normalisation = Normalisation::kLayer;
  model.network.output = Output::kIdentity;
  for (const Loss loss : {Loss::kSquared, Loss::kAbsolute, Loss::kHuber}) {
    model.network.loss = loss;
    const Metadata metadata = text_of(model);
    EXPECT_EQ(metadata.at("neuro.normalisation"), "[\"batch\",\"none\",\"layer\"]");
    const ModelDescription back = read(metadata);
    EXPECT_EQ(back.network.loss, loss);
    EXPECT_EQ(back.layers[0].normalisation, Normalisation::kBatch);
    EXPECT_EQ(back.layers[1].normalisation, Normalisation::kNone);
    EXPECT_EQ(back.layers[2].normalisation, Normalisation::kLayer);
    EXPECT_EQ(text_of(back), metadata);
  }
  model.network.loss = Loss::kDefault;
  model.network.output = Output::kSigmoid;
  EXPECT_EQ(text_of(model).at("neuro.output"), "sigmoid");
  EXPECT_EQ(read(text_of(model)).network.output, Output::kSigmoid);
}

TEST(LayerText, VeryManyLayersTakeSeveralEntries) {
  ModelDescription model;
  model.sizes.assign(40002, 1);
  model.layers.resize(40001);
  for (size_t l = 0; l < 40000; ++l) {
    model.layers[l].activation = l % 3 == 0 ? Activation::kElu : Activation::kTanh;
    model.layers[l].elu_alpha = 1.0 / static_cast<double>(l + 3);
    model.layers[l].normalisation = Normalisation::kLayer;
    model.layers[l].dropout = 0.25;
  }
  const Metadata metadata = text_of(model);
  EXPECT_TRUE(metadata.contains("neuro.activation.2"));
  EXPECT_FALSE(metadata.contains("neuro.activation.3"));
  const ModelDescription back = read(metadata);
  EXPECT_EQ(text_of(back), metadata);
  EXPECT_EQ(back.layers[39999].elu_alpha, model.layers[39999].elu_alpha);
  EXPECT_TRUE(back.others.empty());
}

TEST(LayerText, WordsThatNobodyKnowsAreRefused) {
  for (const char* word : {"tanh", "", "relu(1)", "[\"relu\",\"swish\",\"relu\"]",
                           "[\"relu\",\"relu(1)\",\"relu\"]", "[\"elu\",\"relu\",\"relu\"]",
                           "[\"elu()\",\"relu\",\"relu\"]", "[\"elu(x)\",\"relu\",\"relu\"]",
                           "[\"elu(1\",\"relu\",\"relu\"]", "[\"elu(1,5)\",\"relu\",\"relu\"]",
                           "[\"elu(inf)\",\"relu\",\"relu\"]", "[\"\",\"relu\",\"relu\"]",
                           "[\"Relu\",\"relu\",\"relu\"]", "[\"tanh)\",\"relu\",\"relu\"]"}) {
    expect_refused(Status::kUnsupported, "neuro.activation", word);
  }
  expect_refused(Status::kUnsupported, "neuro.normalisation", "[\"batch\",\"group\",\"none\"]");
  expect_refused(Status::kUnsupported, "neuro.loss", "quantile");
  expect_refused(Status::kUnsupported, "neuro.output", "spherical");
}

TEST(LayerText, WhatIsNoListOfOneWordALayerIsRefused) {
  for (const char* list :
       {"[]", "[\"relu\"]", "[\"relu\",\"relu\"]", "[\"relu\",\"relu\",\"relu\",\"relu\"]", "[",
        "[\"relu\",\"relu\",\"relu\"", "[\"relu\",\"relu\",\"relu\"]]", "[\"relu\",\"relu\",]",
        "[\"relu\", \"relu\",\"relu\"]", "[relu,relu,relu]", "[\"re\\u006cu\",\"relu\",\"relu\"]",
        "[\"relu\";\"relu\";\"relu\"]", "[1,2,3]", "[\"relu\"\"relu\"\"relu\"]"}) {
    expect_refused(Status::kFormat, "neuro.activation", list);
  }
  for (const char* list : {"", "batch", "[]", "[\"batch\"]", "null"}) {
    expect_refused(Status::kFormat, "neuro.normalisation", list);
  }
  for (const char* list : {"", "0.5", "[]", "[0.5]", "[0,0,0,0]", "[0,null,0]", "[0,0,]"}) {
    expect_refused(Status::kFormat, "neuro.dropout", list);
  }
  for (const char* key :
       {"neuro.input_dropout", "neuro.normalisation.epsilon", "neuro.loss.huber_delta"}) {
    for (const char* number : {"", "null", "nan", "0,5", "1e999", "[1]"}) {
      expect_refused(Status::kFormat, key, number);
    }
  }
  // Of a softmax output.
  expect_refused(Status::kFormat, "neuro.loss", "huber");
}

}  // namespace
}  // namespace neuro
