#include "train/flat_gradients.h"

#include <algorithm>

namespace neuro {
namespace {

// Calls visit(packed element, flat element) for all parameters. Panel by panel on the packed side:
// a panel's rows are read from as many places as it has columns.
template <class Set, class Flat, class Visit>
void for_each_pair(Set& set, Flat* flat, const Visit& visit) {
  for (size_t l = 0; l < set.layers(); ++l) {
    auto& layer = set.layer(l);
    const size_t inputs = layer.inputs, outputs = layer.outputs;
    Flat* bias = flat + outputs * inputs;
    const PanelLayout& layout = layer.weights.layout;
    for (size_t j = 0; j < outputs; j += layout.panel_width()) {
      const size_t width = layout.width_at(j), used = std::min(width, outputs - j);
      auto* row = &layer.weights.at(0, j);
      for (size_t k = 0; k < inputs; ++k, row += width) {
        for (size_t c = 0; c < used; ++c) visit(row[c], flat[(j + c) * inputs + k]);
      }
      for (size_t c = 0; c < used; ++c) visit(row[c], bias[j + c]);
    }
    flat = bias + outputs;
    if (layer.scale.size() == 0) continue;
    for (size_t j = 0; j < outputs; ++j) visit(layer.scale[j], flat[j]);
    for (size_t j = 0; j < outputs; ++j) visit(layer.shift[j], flat[outputs + j]);
    flat += 2 * outputs;
  }
}

}  // namespace

size_t parameter_count(const Shape& shape) {
  size_t count = 0;
  for (size_t l = 0; l < shape.layers(); ++l) {
    const size_t vectors = shape.is_normalised(l) ? 3 : 1;
    count += (shape.inputs(l) + vectors) * shape.outputs(l);
  }
  return count;
}

template <class T>
void unpack(const ParameterSet<T>& from, T* to) {
  for_each_pair(from, to, [](const T& packed, T& flat) { flat = packed; });
}

template <class T>
void pack(const T* from, ParameterSet<T>& to) {
  for_each_pair(to, from, [](T& packed, const T& flat) { packed = flat; });
}

template void unpack(const ParameterSet<float>&, float*);
template void unpack(const ParameterSet<double>&, double*);
template void pack(const float*, ParameterSet<float>&);
template void pack(const double*, ParameterSet<double>&);

}  // namespace neuro
