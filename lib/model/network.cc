// Parameters in the order people know them, to and from the packed panels.
#include "model/network.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "base/finite.h"
#include "base/random.h"
#include "base/unaligned.h"
#include "model/initialise.h"

namespace neuro {
namespace {

template <class T, class U>
void check_finite(const U* values, size_t rows, size_t cols, const char* name) {
  for (size_t i = 0; i < rows * cols; ++i) {
    const U value = load_unaligned<U>(values, i);
    if (fits<T>(static_cast<double>(value))) continue;
    throw Error(Status::kInvalidArgument, name, ": row ", i / cols, ", column ", i % cols, ": ",
                value, " is not finite in the network's type");
  }
}

}  // namespace

template <class T>
Network<T>::Network(Shape shape, const Kernels<T>& kernels)
    : shape_(std::move(shape)), kernels_(&kernels) {
  layers_.reserve(shape_.layers());
  for (size_t l = 0; l < shape_.layers(); ++l) {
    layers_.emplace_back(shape_.inputs(l), shape_.outputs(l), shape_.layer(l).normalisation,
                         shape_.config().normalisation_epsilon, l > 0, kernels);
  }
}

template <class T>
void Network<T>::initialise(uint64_t seed) {
  for (size_t l = 0; l < layers(); ++l) {
    const DrawStream stream{seed, Purpose::kInitialise, static_cast<uint32_t>(l)};
    initialise_layer(layers_[l], shape_.layer(l), stream, *kernels_);
  }
}

template <class T>
template <class U>
void Network<T>::get_parameters(size_t l, U* weights, U* bias) const {
  const Layer<T>& layer = layers_[l];
  const size_t inputs = layer.inputs(), outputs = layer.outputs();
  for (size_t j = 0; j < outputs; ++j) {
    for (size_t k = 0; k < inputs; ++k) {
      store_unaligned(weights, j * inputs + k, static_cast<U>(layer.weights().at(k, j)));
    }
    store_unaligned(bias, j, static_cast<U>(layer.weights().at(inputs, j)));
  }
}

template <class T>
template <class U>
void Network<T>::set_parameters(size_t l, const U* weights, const U* bias) {
  Layer<T>& layer = layers_[l];
  const size_t inputs = layer.inputs(), outputs = layer.outputs();
  check_finite<T>(weights, outputs, inputs, "weights");
  check_finite<T>(bias, 1, outputs, "bias");
  for (size_t j = 0; j < outputs; ++j) {
    for (size_t k = 0; k < inputs; ++k) {
      layer.weights().at(k, j) = static_cast<T>(load_unaligned<U>(weights, j * inputs + k));
    }
    layer.weights().at(inputs, j) = static_cast<T>(load_unaligned<U>(bias, j));
  }
  layer.refresh_transposed(0, inputs);
}

namespace {

constexpr Part kNormalisationParts[] = {Part::kScale, Part::kShift, Part::kMean, Part::kVariance};
constexpr const char* kNormalisationNames[] = {"scale", "shift", "mean", "variance"};

}  // namespace

template <class T>
template <class U>
void Network<T>::get_normalisation(size_t l, const NormalisationArrays<U>& arrays) const {
  U* const to[] = {arrays.scale, arrays.shift, arrays.mean, arrays.variance};
  for (size_t p = 0; p < std::size(to); ++p) {
    const AlignedBuffer<T>& from = layers_[l].parameters().vector(kNormalisationParts[p]);
    if (from.size() == 0) continue;
    for (size_t j = 0; j < layers_[l].outputs(); ++j) {
      store_unaligned(to[p], j, static_cast<U>(from[j]));
    }
  }
}

template <class T>
template <class U>
void Network<T>::set_normalisation(size_t l, const NormalisationArrays<const U>& arrays) {
  const U* const from[] = {arrays.scale, arrays.shift, arrays.mean, arrays.variance};
  const size_t units = layers_[l].outputs();
  for (size_t p = 0; p < std::size(from); ++p) {
    if (layers_[l].parameters().vector(kNormalisationParts[p]).size() == 0) continue;
    check_finite<T>(from[p], 1, units, kNormalisationNames[p]);
    if (kNormalisationParts[p] != Part::kVariance) continue;
    for (size_t j = 0; j < units; ++j) {
      const U value = load_unaligned<U>(from[p], j);
      if (value >= 0) continue;
      throw Error(Status::kInvalidArgument, "variance: column ", j, ": ", value, " is below 0");
    }
  }
  for (size_t p = 0; p < std::size(from); ++p) {
    AlignedBuffer<T>& to = layers_[l].parameters().vector(kNormalisationParts[p]);
    if (to.size() == 0) continue;
    for (size_t j = 0; j < units; ++j) to[j] = static_cast<T>(load_unaligned<U>(from[p], j));
  }
  layers_[l].refresh_factor();
}

template class Network<float>;
template class Network<double>;
template void Network<float>::get_parameters(size_t, float*, float*) const;
template void Network<float>::get_parameters(size_t, double*, double*) const;
template void Network<double>::get_parameters(size_t, float*, float*) const;
template void Network<double>::get_parameters(size_t, double*, double*) const;
template void Network<float>::set_parameters(size_t, const float*, const float*);
template void Network<float>::set_parameters(size_t, const double*, const double*);
template void Network<double>::set_parameters(size_t, const float*, const float*);
template void Network<double>::set_parameters(size_t, const double*, const double*);
template void Network<float>::get_normalisation(size_t, const NormalisationArrays<float>&) const;
template void Network<float>::set_normalisation(size_t, const NormalisationArrays<const float>&);
template void Network<float>::get_normalisation(size_t, const NormalisationArrays<double>&) const;
template void Network<float>::set_normalisation(size_t, const NormalisationArrays<const double>&);
template void Network<double>::get_normalisation(size_t, const NormalisationArrays<float>&) const;
template void Network<double>::set_normalisation(size_t, const NormalisationArrays<const float>&);
template void Network<double>::get_normalisation(size_t, const NormalisationArrays<double>&) const;
template void Network<double>::set_normalisation(size_t, const NormalisationArrays<const double>&);

}  // namespace neuro
