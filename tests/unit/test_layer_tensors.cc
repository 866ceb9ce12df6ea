// Which tensors a model file has for normalised layers, optimizers and the best parameters, that
// they hold what was written, and what is refused when some are missing, are too many or hold what
// they cannot.
#include "io/layer_tensors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "expect_error.h"
#include "io/foreign_tensors.h"
#include "io/layer_parts.h"
#include "io/model_file.h"
#include "model_bytes.h"

namespace neuro {
namespace {

// Numbers for each parameter, in the order in which they were set.
class PlainStore final : public ParameterStore {
 public:
  using Key = std::pair<size_t, Part>;

  void get(size_t layer, Part part, Range elements, double* out) const override {
    const std::vector<double>& from = values.at({layer, part});
    for (size_t i = 0; i < elements.size(); ++i) out[i] = from.at(elements.first + i);
  }
  void set(size_t layer, Part part, Range elements, const double* in) override {
    std::vector<double>& to = values[{layer, part}];
    to.resize(std::max(to.size(), elements.last));
    for (size_t i = 0; i < elements.size(); ++i) to[elements.first + i] = in[i];
  }

  std::map<Key, std::vector<double>> values;
};

// 2 inputs, a batch-normalised layer of 3, a layer-normalised one of 2, a plain one of 4, 1 output.
ModelDescription normalised(ElementType type = ElementType::kF64) {
  ModelDescription model;
  model.type = type;
  model.sizes = {2, 3, 2, 4, 1};
  model.layers.resize(4);
  model.layers[0].normalisation = Normalisation::kBatch;
  model.layers[1].normalisation = Normalisation::kLayer;
  return model;
}

ModelDescription checkpoint(ElementType type = ElementType::kF64) {
  ModelDescription model = normalised(type);
  model.training.emplace();
  model.optimizer = {Optimizer::kAdam, 7};
  model.has_best = true;
  return model;
}

// All parts of a set, with numbers that are above 0 and differ.
PlainStore filled(const ModelDescription& model, const TensorSet& set, double first) {
  PlainStore store;
  for (size_t l = 0; l + 1 < model.sizes.size(); ++l) {
    for (const Part part : layer_parts(model.normalisation(l), set.has_statistics)) {
      uint64_t elements = 1;
      for (const uint64_t n : part_shape(part, model.sizes[l], model.sizes[l + 1])) elements *= n;
      for (uint64_t i = 0; i < elements; ++i) store.values[{l, part}].push_back(first += 0.25);
    }
  }
  return store;
}

std::vector<PlainStore> filled(const ModelDescription& model) {
  std::vector<PlainStore> stores;
  for (const TensorSet& set : tensor_sets(model)) {
    stores.push_back(filled(model, set, 100.0 * static_cast<double>(stores.size())));
  }
  return stores;
}

std::string bytes_of(const ModelDescription& model, const std::vector<PlainStore>& stores) {
  Stores pointers;
  for (const PlainStore& store : stores) pointers.push_back(&store);
  StringSink sink;
  write_model(sink, model, pointers, "test");
  EXPECT_EQ(sink.text.size(), model_size(model, "test"));
  return std::move(sink.text);
}

std::vector<PlainStore> read_all(const std::string& bytes, ElementType type,
                                 bool allow_not_finite = false) {
  const MemorySource source(bytes.data(), bytes.size(), "model");
  const ModelFile file(source);
  std::vector<PlainStore> stores;
  for (size_t set = 0; set < tensor_sets(file.description).size(); ++set) {
    file.read(set, type, allow_not_finite, stores.emplace_back());
    file.check(set, type, allow_not_finite);
  }
  return stores;
}

TEST(LayerTensors, AreNamedAsPyTorchNamesThem) {
  std::vector<std::string> names;
  for (const TensorInfo& tensor : list_tensors(normalised())) names.push_back(tensor.name);
  const std::vector<std::string> expected = {"layers.0.weight",
                                             "layers.0.bias",
                                             "layers.0.norm.weight",
                                             "layers.0.norm.bias",
                                             "layers.0.norm.running_mean",
                                             "layers.0.norm.running_var",
                                             "layers.1.weight",
                                             "layers.1.bias",
                                             "layers.1.norm.weight",
                                             "layers.1.norm.bias",
                                             "layers.2.weight",
                                             "layers.2.bias",
                                             "layers.3.weight",
                                             "layers.3.bias"};
  EXPECT_EQ(names, expected);

  // A checkpoint has the same, then what is kept for what is trained, then the best.
  const std::vector<TensorInfo> all = list_tensors(checkpoint());
  ASSERT_EQ(all.size(), 14u + 2 * 12 + 14);
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(all[i].name, expected[i]);
    EXPECT_EQ(all[14 + 24 + i].name, "best." + expected[i]);
    EXPECT_EQ(all[14 + 24 + i].shape, all[i].shape);
  }
  EXPECT_EQ(all[14].name, "optimizer.0.layers.0.weight");
  EXPECT_EQ(all[14 + 3].name, "optimizer.0.layers.0.norm.bias");
  EXPECT_EQ(all[14 + 4].name, "optimizer.0.layers.1.weight");
  EXPECT_EQ(all[14 + 12].name, "optimizer.1.layers.0.weight");
}

TEST(LayerTensors, HoldWhatWasWritten) {
  for (const ElementType type : {ElementType::kF32, ElementType::kF64}) {
    for (const ModelDescription& model : {normalised(type), checkpoint(type)}) {
      const std::vector<PlainStore> stores = filled(model);
      const std::string bytes = bytes_of(model, stores);
      const std::vector<PlainStore> back = read_all(bytes, type);
      ASSERT_EQ(back.size(), stores.size());
      for (size_t i = 0; i < stores.size(); ++i) EXPECT_EQ(back[i].values, stores[i].values);
    }
  }
}

TEST(LayerTensors, EachOptimizerHasAsManySlotsAsItKeepsNumbers) {
  for (int i = 0; i <= static_cast<int>(Optimizer::kRprop); ++i) {
    const auto optimizer = static_cast<Optimizer>(i);
    if (optimizer_slots(optimizer) == 0) continue;
    ModelDescription model = checkpoint();
    model.optimizer = {optimizer, 1};
    EXPECT_EQ(tensor_sets(model).size(), 2 + optimizer_slots(optimizer));
    EXPECT_EQ(read_all(bytes_of(model, filled(model)), ElementType::kF64).size(),
              2 + optimizer_slots(optimizer));
  }
}

// Everything else about the file stays as it is: names of the same length, the same shapes.
void expect_renamed_is_refused(const std::string& from, const std::string& to,
                               const std::string& text) {
  SCOPED_TRACE(from);
  const ModelDescription model = checkpoint();
  std::string bytes = bytes_of(model, filled(model));
  const size_t at = bytes.find("\"" + from + "\"");
  ASSERT_NE(at, bytes.npos);
  bytes.replace(at + 1, from.size(), to);
  expect_error(Status::kFormat, {"model", text}, [&] { read_all(bytes, ElementType::kF64); });
}

TEST(LayerTensors, NoneMayBeMissing) {
  for (const TensorInfo& tensor : list_tensors(checkpoint())) {
    std::string other = tensor.name;
    other[0] = 'x';
    // Without its first one there is no best at all, and the others are too many.
    const bool is_first = tensor.name == "best.layers.0.weight";
    expect_renamed_is_refused(tensor.name, other,
                              is_first ? "has 52 tensors; a checkpoint of such a network of 4 "
                                         "layers has 38"
                                       : "has no tensor \"" + tensor.name + "\"");
  }
}

TEST(LayerTensors, NoneMayBeTooMany) {
  // What is said of normalisation and optimizer decides which there are.
  ModelDescription model = normalised();
  std::string bytes = bytes_of(model, filled(model));
  const std::string words = "[\\\"batch\\\",\\\"layer\\\",\\\"none\\\"]";
  for (const char* other :
       {"[\\\"layer\\\",\\\"layer\\\",\\\"none\\\"]", "[\\\"batch\\\",\\\"batch\\\",\\\"none\\\"]",
        "[\\\"layer\\\",\\\"batch\\\",\\\"none\\\"]"}) {
    std::string changed = bytes;
    changed.replace(changed.find(words), words.size(), other);
    EXPECT_THROW(read_all(changed, ElementType::kF64), Error);
  }
  model = checkpoint();
  bytes = bytes_of(model, filled(model));
  const std::string adam = "\"neuro.checkpoint.optimizer\":\"adam\"";
  bytes.replace(bytes.find(adam), adam.size(), "\"neuro.checkpoint.optimizer\":\"rmsp\"");
  expect_error(Status::kUnsupported, {"rmsp"}, [&] { read_all(bytes, ElementType::kF64); });
}

TEST(LayerTensors, AModelThatIsNoCheckpointHasNothingBeside) {
  ModelDescription model = checkpoint();
  const std::vector<PlainStore> stores = filled(model);
  model.training.reset();
  // The description then says nothing of them.
  const std::string bytes = bytes_of(model, stores);
  expect_error(Status::kFormat, {"has 52 tensors; a network of 4 layers has 14"},
               [&] { read_all(bytes, ElementType::kF64); });
}

TEST(LayerTensors, ValuesAreOfTheirRange) {
  const ModelDescription model = checkpoint();
  const std::vector<PlainStore> good = filled(model);
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<TensorSet> sets = tensor_sets(model);
  for (size_t set = 0; set < sets.size(); ++set) {
    for (const auto& [key, values] : good[set].values) {
      const auto& [layer, part] = key;
      SCOPED_TRACE(sets[set].prefix + std::to_string(layer) + "." +
                   std::to_string(static_cast<int>(part)));
      const bool non_negative = set == 2 || part == Part::kVariance;
      for (const double value : {-1.0, -0.0, infinity, std::nan(""), 1e300}) {
        std::vector<PlainStore> stores = good;
        stores[set].values[key].back() = value;
        const std::string bytes = bytes_of(model, stores);
        if (value == -1 && non_negative) {
          expect_error(Status::kFormat, {"-1 is below 0", sets[set].prefix},
                       [&] { read_all(bytes, ElementType::kF64); });
          // That is not about being finite.
          EXPECT_THROW(read_all(bytes, ElementType::kF64, true), Error);
        } else if (!std::isfinite(value)) {
          expect_error(Status::kFormat, {"is not finite", sets[set].prefix},
                       [&] { read_all(bytes, ElementType::kF64); });
          read_all(bytes, ElementType::kF64, true);
        } else {
          read_all(bytes, ElementType::kF64);
        }
        if (value == 1e300) {
          EXPECT_THROW(read_all(bytes, ElementType::kF32), Error);
        }
      }
    }
  }
}

TEST(LayerTensors, MoreThanAFileHoldsAreRefused) {
  ModelDescription model;
  model.sizes.assign(40001, 1);
  model.layers.resize(40000);
  const auto write = [&] {
    StringSink sink;
    write_model(sink, model, {}, "test");
  };
  for (LayerConfig& layer : model.layers) layer.normalisation = Normalisation::kBatch;
  expect_error(Status::kUnsupported, {"40000 layers", "240000 tensors", "131072"}, write);
}

// --- Other programs' files ---

std::string foreign_header(const std::vector<std::pair<std::string, std::string>>& tensors) {
  std::string header = "{";
  size_t at = 0;
  for (const auto& [name, shape] : tensors) {
    const bool counter = name.ends_with("tracked");
    size_t elements = 1;
    for (size_t i = 1; i < shape.size(); i += 2) {
      if (shape[i] != ']') elements *= static_cast<size_t>(shape[i] - '0');
    }
    const size_t end = at + elements * (counter ? 8 : 4);
    if (header.size() > 1) header += ',';
    header += "\"" + name + "\":{\"dtype\":\"" + (counter ? "I64" : "F32") +
              "\",\"shape\":" + shape + ",\"data_offsets\":[" + std::to_string(at) + "," +
              std::to_string(end) + "]}";
    at = end;
  }
  return container(header + "}", at);
}

using Tensors = std::vector<std::pair<std::string, std::string>>;

// What a PyTorch nn.Sequential of Linear, BatchNorm1d, ReLU, Linear, LayerNorm, ReLU, Linear has.
Tensors sequential() {
  return {{"0.weight", "[3,2]"},
          {"0.bias", "[3]"},
          {"1.weight", "[3]"},
          {"1.bias", "[3]"},
          {"1.running_mean", "[3]"},
          {"1.running_var", "[3]"},
          {"1.num_batches_tracked", "[]"},
          {"3.weight", "[2,3]"},
          {"3.bias", "[2]"},
          {"4.weight", "[2]"},
          {"4.bias", "[2]"},
          {"10.weight", "[1,2]"},
          {"10.bias", "[1]"}};
}

Shape sequential_shape() {
  const size_t sizes[] = {2, 3, 2, 1};
  std::vector<LayerConfig> layers(3);
  layers[0].normalisation = Normalisation::kBatch;
  layers[1].normalisation = Normalisation::kLayer;
  return Shape(sizes, 4, {}, layers);
}

std::vector<std::string> found_in(const Tensors& tensors, const Shape& shape) {
  const SafetensorsHeader header = read_bytes(foreign_header(tensors));
  std::vector<std::string> names;
  for (const PartTensor& part : find_foreign_tensors(header, shape, "file")) {
    names.push_back(part.tensor->name);
  }
  return names;
}

TEST(ForeignTensors, NormalisationsStandBehindTheirLayers) {
  const std::vector<std::string> expected = {
      "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var",
      "3.weight", "3.bias", "4.weight", "4.bias", "10.weight",      "10.bias"};
  EXPECT_EQ(found_in(sequential(), sequential_shape()), expected);
  Tensors reversed = sequential();
  std::reverse(reversed.begin(), reversed.end());
  EXPECT_EQ(found_in(reversed, sequential_shape()), expected);
}

TEST(ForeignTensors, MisfitsAreNamed) {
  const auto refuse = [](const char* remove, const char* name, const char* shape,
                         std::initializer_list<std::string_view> parts) {
    SCOPED_TRACE(remove);
    Tensors tensors = sequential();
    std::erase_if(tensors, [&](const auto& tensor) { return tensor.first == remove; });
    if (*name != '\0') tensors.emplace_back(name, shape);
    expect_error(Status::kInvalidArgument, parts, [&] { found_in(tensors, sequential_shape()); });
  };
  refuse("1.running_mean", "", "", {"\"1.running_var\" has no running_mean beside it"});
  refuse("1.running_var", "", "", {"\"1.running_mean\" has no running_var beside it"});
  refuse("1.bias", "", "", {"5 weights and 4 biases", "3 layers, 2 of them normalised"});
  refuse("1.bias", "2.bias", "[3]", {"\"1.weight\" has no bias beside it"});
  refuse("4.weight", "5.weight", "[2]", {"\"4.bias\" has no weight beside it"});
  refuse("1.running_var", "1.running_var", "[4]",
         {"\"1.running_var\" has the shape [4]; the network's is [3]"});
  refuse("1.weight", "1.weight", "[1,3]", {"\"1.weight\" has the shape [1, 3]"});
  refuse("", "4.running_mean", "[2]", {"\"4.running_mean\" has no running_var"});
  refuse("", "1.scale", "[3]", {"\"1.scale\" is no layer's"});
  Tensors tensors = sequential();
  tensors.emplace_back("4.running_mean", "[2]");
  tensors.emplace_back("4.running_var", "[2]");
  expect_error(Status::kInvalidArgument, {"\"4.weight\" has a running_mean", "layer 1"},
               [&] { found_in(tensors, sequential_shape()); });
  tensors = sequential();
  std::erase_if(tensors, [](const auto& t) { return t.first.starts_with("1.running"); });
  expect_error(Status::kInvalidArgument, {"\"1.weight\" has no running_mean", "layer 0"},
               [&] { found_in(tensors, sequential_shape()); });
  const size_t sizes[] = {2, 3, 2, 1};
  expect_error(Status::kInvalidArgument, {"5 weights", "3 layers, 0 of them normalised"},
               [&] { found_in(sequential(), Shape(sizes, 4, {})); });
}

TEST(ForeignTensors, OfACheckpointOfOurOwnOnlyTheNetworkCounts) {
  const ModelDescription model = checkpoint();
  const std::string bytes = bytes_of(model, filled(model));
  const Shape shape(model.sizes.data(), model.sizes.size(), {}, model.layers);
  const MemorySource source(bytes.data(), bytes.size(), "model");
  PlainStore store;
  read_foreign_parameters(source, shape, ElementType::kF64, false, store);
  EXPECT_EQ(store.values, filled(model).front().values);
}

}  // namespace
}  // namespace neuro
