#include "io/layer_tensors.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "io/json_text.h"
#include "io/layer_parts.h"

namespace neuro {
namespace {

constexpr char kBest[] = "best.";

const char* part_suffix(Part part) {
  switch (part) {
    case Part::kWeights:
      return ".weight";
    case Part::kBias:
      return ".bias";
    case Part::kScale:
      return ".norm.weight";
    case Part::kShift:
      return ".norm.bias";
    case Part::kMean:
      return ".norm.running_mean";
    case Part::kVariance:
      break;
  }
  return ".norm.running_var";
}

std::string tensor_name(const std::string& prefix, size_t layer, Part part) {
  Text<48> name;
  name.add("layers.");
  name.add(layer);
  name.add(part_suffix(part));
  return prefix + name.c_str();
}

// Calls per_part(layer, part) for all of a set.
template <class PerPart>
void for_each_part(const ModelDescription& model, const TensorSet& set, const PerPart& per_part) {
  for (size_t l = 0; l + 1 < model.sizes.size(); ++l) {
    for (const Part part : layer_parts(model.normalisation(l), set.has_statistics)) {
      per_part(l, part);
    }
  }
}

std::vector<uint64_t> shape_of(const ModelDescription& model, size_t layer, Part part) {
  return part_shape(part, model.sizes[layer], model.sizes[layer + 1]);
}

size_t count_tensors(const ModelDescription& model, const std::vector<TensorSet>& sets) {
  size_t count = 0;
  for (const TensorSet& set : sets) {
    for_each_part(model, set, [&](size_t, Part) { ++count; });
  }
  return count;
}

// The tensors of a header by their names.
class Index {
 public:
  explicit Index(const std::vector<TensorInfo>& tensors) {
    for (const TensorInfo& tensor : tensors) by_name_.push_back(&tensor);
    std::sort(by_name_.begin(), by_name_.end(),
              [](const TensorInfo* a, const TensorInfo* b) { return a->name < b->name; });
  }

  // Null if there is none of the name.
  const TensorInfo* find(const std::string& name) const {
    const auto found = std::lower_bound(
        by_name_.begin(), by_name_.end(), name,
        [](const TensorInfo* tensor, const std::string& key) { return tensor->name < key; });
    return found == by_name_.end() || (*found)->name != name ? nullptr : *found;
  }

 private:
  std::vector<const TensorInfo*> by_name_;
};

}  // namespace

std::vector<TensorSet> tensor_sets(const ModelDescription& model) {
  std::vector<TensorSet> sets = {{"", true, false}};
  if (model.optimizer) {
    const Optimizer optimizer = model.optimizer->optimizer;
    for (size_t slot = 0; slot < optimizer_slots(optimizer); ++slot) {
      Text<40> prefix;
      prefix.add("optimizer.");
      prefix.add(slot);
      prefix.add('.');
      sets.push_back({prefix.c_str(), false, is_non_negative(optimizer, slot)});
    }
  }
  if (model.has_best) sets.push_back({kBest, true, false});
  return sets;
}

std::vector<TensorInfo> list_tensors(const ModelDescription& model) {
  const std::vector<TensorSet> sets = tensor_sets(model);
  const size_t count = count_tensors(model, sets);
  if (count > kMaxTensors) {
    throw Error(Status::kUnsupported, "network: ", model.sizes.size() - 1, " layers make ", count,
                " tensors; a model file holds at most ", kMaxTensors);
  }
  const uint64_t bytes = model.type == ElementType::kF64 ? 8 : 4;
  std::vector<TensorInfo> tensors;
  uint64_t at = 0;
  for (const TensorSet& set : sets) {
    for_each_part(model, set, [&](size_t l, Part part) {
      std::vector<uint64_t> shape = shape_of(model, l, part);
      uint64_t end = at + bytes;
      for (const uint64_t n : shape) end = at + (end - at) * n;
      tensors.push_back(
          {tensor_name(set.prefix, l, part), dtype_name(model.type), std::move(shape), at, end});
      at = end;
    });
  }
  return tensors;
}

std::vector<std::vector<PartTensor>> find_own_tensors(const SafetensorsHeader& header,
                                                      ModelDescription& model, const char* file) {
  const Index index(header.tensors);
  model.has_best =
      model.training.has_value() && index.find(tensor_name(kBest, 0, Part::kWeights)) != nullptr;
  const std::vector<TensorSet> sets = tensor_sets(model);
  const size_t count = count_tensors(model, sets);
  if (header.tensors.size() != count) {
    throw Error(Status::kFormat, file, ": has ", header.tensors.size(), " tensors; a ",
                sets.size() > 1 ? "checkpoint of such a " : "", "network of ",
                model.sizes.size() - 1, " layers has ", count);
  }
  std::vector<std::vector<PartTensor>> found;
  for (const TensorSet& set : sets) {
    std::vector<PartTensor>& parts = found.emplace_back();
    for_each_part(model, set, [&](size_t l, Part part) {
      const std::string name = tensor_name(set.prefix, l, part);
      const TensorInfo* tensor = index.find(name);
      if (tensor == nullptr) {
        throw Error(Status::kFormat, file, ": has no tensor \"", name.c_str(), "\"");
      }
      require_shape(*tensor, shape_of(model, l, part), Status::kFormat, file);
      parts.push_back({l, part, tensor});
    });
  }
  model.type = element_type(*found.front().front().tensor, file);
  for (const TensorInfo& tensor : header.tensors) {
    if (element_type(tensor, file) == model.type) continue;
    throw Error(Status::kFormat, file, ": tensor ", shown_name(tensor.name).c_str(), " is of type ",
                tensor.dtype.c_str(), ", others are of ", dtype_name(model.type));
  }
  return found;
}

}  // namespace neuro
