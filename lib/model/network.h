// A network: its shape, its parameters and its input scaling, in one element type. Constant while
// it predicts; how it learns is train/'s business.
#ifndef NEURO_LIB_MODEL_NETWORK_H_
#define NEURO_LIB_MODEL_NETWORK_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/kernels.h"
#include "model/input_scaling.h"
#include "model/layer.h"
#include "model/parameter_store.h"
#include "model/shape.h"

namespace neuro {

// Arrays of a normalised layer's parameters, one number a unit; null where there are none.
template <class U>
struct NormalisationArrays {
  U *scale, *shift, *mean, *variance;
};

template <class T>
class Network final : public ParameterStore {
 public:
  // All parameters zero.
  Network(Shape shape, const Kernels<T>& kernels);

  // As each layer's initialisation says; where normalised, scales of 1 and shifts of 0. Each draw
  // depends on the seed, the layer and the weight's place only.
  void initialise(uint64_t seed);

  const Shape& shape() const { return shape_; }
  const Kernels<T>& kernels() const { return *kernels_; }
  size_t layers() const { return layers_.size(); }
  Layer<T>& layer(size_t l) { return layers_[l]; }
  const Layer<T>& layer(size_t l) const { return layers_[l]; }
  InputScaling& scaling() { return scaling_; }
  const InputScaling& scaling() const { return scaling_; }

  // Copies a layer's parameters out and in: weights [out][in] and bias [out], of type U. Setting
  // throws Error(kInvalidArgument), with nothing changed, for a value that is not a finite T.
  template <class U>
  void get_parameters(size_t layer, U* weights, U* bias) const;
  template <class U>
  void set_parameters(size_t layer, const U* weights, const U* bias);

  // The same of a normalised layer; the variance must not be negative.
  template <class U>
  void get_normalisation(size_t layer, const NormalisationArrays<U>& to) const;
  template <class U>
  void set_normalisation(size_t layer, const NormalisationArrays<const U>& from);

  void get(size_t layer, Part part, Range elements, double* out) const override {
    layers_[layer].parameters().get(part, elements, out);
  }
  void set(size_t layer, Part part, Range elements, const double* in) override {
    layers_[layer].set(part, elements, in);
  }

  // Exchanges all parameters with those of a network of the same shape and kernels.
  void swap_parameters(Network& other) { layers_.swap(other.layers_); }

 private:
  Shape shape_;
  const Kernels<T>* kernels_;
  std::vector<Layer<T>> layers_;
  InputScaling scaling_;
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_NETWORK_H_
