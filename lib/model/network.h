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

template <class T>
class Network final : public ParameterStore {
 public:
  // All parameters zero.
  Network(Shape shape, const Kernels<T>& kernels);

  // Weights from a normal distribution of standard deviation sqrt(2 / inputs), biases zero: He,
  // Zhang, Ren and Sun, "Delving deep into rectifiers" (2015). Each draw depends on the seed, the
  // layer and the weight's place only.
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

  void get_weights(size_t layer, Range elements, double* out) const override;
  void set_weights(size_t layer, Range elements, const double* in) override;
  void get_bias(size_t layer, Range elements, double* out) const override;
  void set_bias(size_t layer, Range elements, const double* in) override;

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
