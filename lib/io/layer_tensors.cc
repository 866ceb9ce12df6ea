#include "io/layer_tensors.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "io/json_text.h"

namespace neuro {
namespace {

constexpr std::string_view kWeight = ".weight", kBias = ".bias";

const char* dtype_name(ElementType type) { return type == ElementType::kF64 ? "F64" : "F32"; }

std::string layer_name(size_t layer) {
  Text<32> name;
  name.add("layers.");
  name.add(layer);
  return name.c_str();
}

// A shape as people write it, or the beginning of it.
Text<80> shape_text(const std::vector<uint64_t>& shape) {
  Text<80> text;
  text.add('[');
  for (size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) text.add(", ");
    text.add(shape[i]);
  }
  text.add(']');
  return text;
}

// Names with digits in them, digits compared by the numbers they are: "2" before "10".
bool natural_less(std::string_view a, std::string_view b) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i, ++j;
      continue;
    }
    const auto number_at = [&](std::string_view text, size_t& at) {
      while (at < text.size() && text[at] == '0') ++at;
      const size_t first = at;
      while (at < text.size() && is_digit(text[at])) ++at;
      return text.substr(first, at - first);
    };
    const std::string_view x = number_at(a, i), y = number_at(b, j);
    if (x.size() != y.size()) return x.size() < y.size();
    if (x != y) return x < y;
  }
  if (i < a.size() || j < b.size()) return j < b.size();
  return a < b;  // "01" and "1"
}

void require_shape(const TensorInfo& tensor, const std::vector<uint64_t>& shape, Status status,
                   const char* file) {
  if (tensor.shape == shape) return;
  throw Error(status, file, ": tensor ", shown_name(tensor.name).c_str(), " has the shape ",
              shape_text(tensor.shape).c_str(), "; the network's is ", shape_text(shape).c_str());
}

ElementType element_type(const TensorInfo& tensor, const char* file) {
  if (tensor.dtype == "F32") return ElementType::kF32;
  if (tensor.dtype == "F64") return ElementType::kF64;
  throw Error(Status::kUnsupported, file, ": tensor ", shown_name(tensor.name).c_str(),
              " is of type ", tensor.dtype.c_str(), ", not F32 or F64");
}

}  // namespace

std::vector<TensorInfo> list_tensors(const std::vector<size_t>& sizes, ElementType type) {
  std::vector<TensorInfo> tensors;
  uint64_t at = 0;
  const auto add = [&](std::string name, std::vector<uint64_t> shape, uint64_t elements) {
    const uint64_t end = at + elements * (type == ElementType::kF64 ? 8 : 4);
    tensors.push_back({std::move(name), dtype_name(type), std::move(shape), at, end});
    at = end;
  };
  for (size_t l = 0; l + 1 < sizes.size(); ++l) {
    const uint64_t in = sizes[l], out = sizes[l + 1];
    add(layer_name(l).append(kWeight), {out, in}, out * in);
    add(layer_name(l).append(kBias), {out}, out);
  }
  return tensors;
}

std::vector<LayerTensors> find_own_layers(const SafetensorsHeader& header,
                                          const std::vector<size_t>& sizes, ElementType& type,
                                          const char* file) {
  const size_t layers = sizes.size() - 1;
  if (header.tensors.size() != 2 * layers) {
    throw Error(Status::kFormat, file, ": has ", header.tensors.size(), " tensors; a network of ",
                layers, " layers has ", 2 * layers);
  }
  std::vector<const TensorInfo*> by_name;
  for (const TensorInfo& tensor : header.tensors) by_name.push_back(&tensor);
  const auto name_less = [](const TensorInfo* tensor, const std::string& name) {
    return tensor->name < name;
  };
  std::sort(by_name.begin(), by_name.end(),
            [](const TensorInfo* a, const TensorInfo* b) { return a->name < b->name; });
  const auto find = [&](const std::string& name,
                        const std::vector<uint64_t>& shape) -> const TensorInfo& {
    const auto found = std::lower_bound(by_name.begin(), by_name.end(), name, name_less);
    if (found == by_name.end() || (*found)->name != name) {
      throw Error(Status::kFormat, file, ": has no tensor \"", name.c_str(), "\"");
    }
    require_shape(**found, shape, Status::kFormat, file);
    return **found;
  };
  std::vector<LayerTensors> found;
  for (size_t l = 0; l < layers; ++l) {
    const uint64_t in = sizes[l], out = sizes[l + 1];
    found.push_back(
        {find(layer_name(l).append(kWeight), {out, in}), find(layer_name(l).append(kBias), {out})});
  }
  type = element_type(found.front().weight, file);
  for (const TensorInfo& tensor : header.tensors) {
    if (element_type(tensor, file) == type) continue;
    throw Error(Status::kFormat, file, ": tensor ", shown_name(tensor.name).c_str(), " is of type ",
                tensor.dtype.c_str(), ", others are of ", dtype_name(type));
  }
  return found;
}

std::vector<LayerTensors> find_foreign_layers(const SafetensorsHeader& header,
                                              const std::vector<size_t>& sizes, const char* file) {
  std::vector<const TensorInfo*> weights, biases;
  for (const TensorInfo& tensor : header.tensors) {
    (void)element_type(tensor, file);
    const std::string_view name = tensor.name;
    if (name.ends_with(kWeight)) {
      weights.push_back(&tensor);
    } else if (name.ends_with(kBias)) {
      biases.push_back(&tensor);
    } else {
      throw Error(Status::kInvalidArgument, file, ": tensor ", shown_name(tensor.name).c_str(),
                  " is no layer's: its name ends neither in .weight nor in .bias");
    }
  }
  const auto layer_of = [](const TensorInfo* tensor, std::string_view suffix) {
    return std::string_view(tensor->name).substr(0, tensor->name.size() - suffix.size());
  };
  const auto sort = [&](std::vector<const TensorInfo*>& tensors, std::string_view suffix) {
    std::sort(tensors.begin(), tensors.end(), [&](const TensorInfo* a, const TensorInfo* b) {
      return natural_less(layer_of(a, suffix), layer_of(b, suffix));
    });
  };
  sort(weights, kWeight);
  sort(biases, kBias);
  const size_t layers = sizes.size() - 1;
  if (weights.size() != layers || biases.size() != layers) {
    throw Error(Status::kInvalidArgument, file, ": has ", weights.size(), " weights and ",
                biases.size(), " biases; the network has ", layers, " layers");
  }
  std::vector<LayerTensors> found;
  for (size_t l = 0; l < layers; ++l) {
    if (layer_of(weights[l], kWeight) != layer_of(biases[l], kBias)) {
      throw Error(Status::kInvalidArgument, file, ": tensor ", shown_name(weights[l]->name).c_str(),
                  " has no bias beside it");
    }
    const uint64_t in = sizes[l], out = sizes[l + 1];
    require_shape(*weights[l], {out, in}, Status::kInvalidArgument, file);
    require_shape(*biases[l], {out}, Status::kInvalidArgument, file);
    found.push_back({*weights[l], *biases[l]});
  }
  return found;
}

}  // namespace neuro
