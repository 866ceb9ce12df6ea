#include "io/foreign_tensors.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "io/json_text.h"
#include "io/layer_parts.h"

namespace neuro {
namespace {

enum Role : size_t { kWeight, kBias, kRunningMean, kRunningVariance, kRoles };
constexpr std::string_view kSuffixes[kRoles] = {".weight", ".bias", ".running_mean",
                                                ".running_var"};
constexpr std::string_view kCounter = ".num_batches_tracked";
// What a checkpoint of our own has beside its network.
constexpr std::string_view kBesides[] = {"optimizer.", "best."};

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

struct Named {
  std::string_view module;
  Role role;
  const TensorInfo* tensor;
};

// The tensors of one name, as far as they are there.
struct Module {
  std::string_view name;
  const TensorInfo* tensors[kRoles] = {};

  const TensorInfo& any() const {
    return **std::find_if(std::begin(tensors), std::end(tensors),
                          [](const TensorInfo* tensor) { return tensor != nullptr; });
  }
};

std::optional<Named> name_parts(const TensorInfo& tensor) {
  const std::string_view name = tensor.name;
  for (size_t role = 0; role < kRoles; ++role) {
    if (!name.ends_with(kSuffixes[role])) continue;
    return Named{name.substr(0, name.size() - kSuffixes[role].size()), static_cast<Role>(role),
                 &tensor};
  }
  return std::nullopt;
}

bool is_beside_network(const SafetensorsHeader& header, std::string_view name) {
  return header.metadata.contains("neuro.format") &&
         std::any_of(std::begin(kBesides), std::end(kBesides),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

std::vector<Module> list_modules(const SafetensorsHeader& header, const char* file) {
  std::vector<Named> named;
  for (const TensorInfo& tensor : header.tensors) {
    if (std::string_view(tensor.name).ends_with(kCounter)) continue;
    if (is_beside_network(header, tensor.name)) continue;
    (void)element_type(tensor, file);
    const std::optional<Named> parts = name_parts(tensor);
    if (!parts) {
      throw Error(Status::kInvalidArgument, file, ": tensor ", shown_name(tensor.name).c_str(),
                  " is no layer's: its name ends neither in .weight nor in .bias, .running_mean or "
                  ".running_var");
    }
    named.push_back(*parts);
  }
  std::sort(named.begin(), named.end(),
            [](const Named& a, const Named& b) { return natural_less(a.module, b.module); });
  std::vector<Module> modules;
  for (const Named& tensor : named) {
    if (modules.empty() || modules.back().name != tensor.module) {
      modules.push_back({tensor.module, {}});
    }
    modules.back().tensors[tensor.role] = tensor.tensor;
  }
  return modules;
}

// Every module has a weight and a bias; running statistics it has both or none.
void check_modules(const std::vector<Module>& modules, const char* file) {
  const auto refuse = [&](const TensorInfo& tensor, const char* what) {
    throw Error(Status::kInvalidArgument, file, ": tensor ", shown_name(tensor.name).c_str(),
                " has no ", what, " beside it");
  };
  for (const Module& module : modules) {
    if (module.tensors[kWeight] == nullptr) refuse(module.any(), "weight");
    if (module.tensors[kBias] == nullptr) refuse(module.any(), "bias");
    const TensorInfo *mean = module.tensors[kRunningMean], *var = module.tensors[kRunningVariance];
    if ((mean == nullptr) == (var == nullptr)) continue;
    refuse(mean == nullptr ? *var : *mean, mean == nullptr ? "running_mean" : "running_var");
  }
}

// As many modules as the network has layers and normalisations.
void check_counts(const std::vector<Module>& modules, const Shape& shape, const char* file) {
  size_t weights = 0, biases = 0, normalised = 0;
  for (const Module& module : modules) {
    weights += module.tensors[kWeight] != nullptr;
    biases += module.tensors[kBias] != nullptr;
  }
  for (size_t l = 0; l < shape.layers(); ++l) normalised += shape.is_normalised(l);
  const size_t expected = shape.layers() + normalised;
  if (weights == expected && biases == expected) return;
  throw Error(Status::kInvalidArgument, file, ": has ", weights, " weights and ", biases,
              " biases; the network has ", shape.layers(), " layers, ", normalised,
              " of them normalised");
}

// Which of a module's tensors is a part.
Role role_of(Part part) {
  switch (part) {
    case Part::kWeights:
    case Part::kScale:
      return kWeight;
    case Part::kBias:
    case Part::kShift:
      return kBias;
    case Part::kMean:
      return kRunningMean;
    case Part::kVariance:
      break;
  }
  return kRunningVariance;
}

}  // namespace

std::vector<PartTensor> find_foreign_tensors(const SafetensorsHeader& header, const Shape& shape,
                                             const char* file) {
  const std::vector<Module> modules = list_modules(header, file);
  check_counts(modules, shape, file);
  check_modules(modules, file);
  std::vector<PartTensor> found;
  const auto take = [&](const Module& module, size_t l, std::span<const Part> parts, bool running) {
    if ((module.tensors[kRunningMean] != nullptr) != running) {
      throw Error(Status::kInvalidArgument, file, ": tensor ",
                  shown_name(module.tensors[kWeight]->name).c_str(),
                  running ? " has no running_mean" : " has a running_mean",
                  " beside it; that is for batch normalisation, and layer ", l, " of the network",
                  running ? " has it" : " has none in this place");
    }
    for (const Part part : parts) {
      const TensorInfo& tensor = *module.tensors[role_of(part)];
      require_shape(tensor, part_shape(part, shape.inputs(l), shape.outputs(l)),
                    Status::kInvalidArgument, file);
      found.push_back({l, part, &tensor});
    }
  };
  auto module = modules.begin();
  for (size_t l = 0; l < shape.layers(); ++l) {
    const Normalisation normalisation = shape.layer(l).normalisation;
    const std::span<const Part> parts = layer_parts(normalisation, true);
    take(*module++, l, parts.first(2), false);
    if (!shape.is_normalised(l)) continue;
    take(*module++, l, parts.subspan(2), normalisation == Normalisation::kBatch);
  }
  return found;
}

}  // namespace neuro
