// A number for each parameter of a network: gradients, what an optimizer keeps, copies. Laid out as
// the network's own parameters, so that kernels go through both side by side.
#ifndef NEURO_LIB_MODEL_PARAMETER_SET_H_
#define NEURO_LIB_MODEL_PARAMETER_SET_H_

#include <cstddef>
#include <vector>

#include "model/layer_parameters.h"
#include "model/parameter_store.h"
#include "model/shape.h"

namespace neuro {

template <class T>
class ParameterSet final : public ParameterStore {
 public:
  // Zeroed.
  ParameterSet(const Shape& shape, const Kernels<T>& kernels) {
    layers_.reserve(shape.layers());
    for (size_t l = 0; l < shape.layers(); ++l) {
      layers_.emplace_back(shape.inputs(l), shape.outputs(l), shape.layer(l).normalisation,
                           kernels);
    }
  }

  size_t layers() const { return layers_.size(); }
  LayerParameters<T>& layer(size_t l) { return layers_[l]; }
  const LayerParameters<T>& layer(size_t l) const { return layers_[l]; }

  void get(size_t l, Part part, Range elements, double* out) const override {
    layers_[l].get(part, elements, out);
  }
  void set(size_t l, Part part, Range elements, const double* in) override {
    layers_[l].set(part, elements, in);
  }

 private:
  std::vector<LayerParameters<T>> layers_;
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_PARAMETER_SET_H_
