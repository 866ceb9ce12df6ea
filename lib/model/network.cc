// Parameters in the order people know them, to and from the packed panels.
#include "model/network.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/finite.h"
#include "base/random.h"
#include "base/unaligned.h"

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
    layers_.emplace_back(shape_.inputs(l), shape_.outputs(l), l > 0, kernels);
  }
}

// A column's draws are consecutive, a panel's rows hold one of each column: blocks of columns as
// wide as a cache line, and as high as stays in L1, are drawn and then written line by line.
template <class T>
void Network<T>::initialise(uint64_t seed) {
  constexpr size_t kColumns = kCacheLine / sizeof(T), kRows = 256;
  AlignedBuffer<double> draws(kColumns * kRows);
  for (size_t l = 0; l < layers(); ++l) {
    Layer<T>& layer = layers_[l];
    const size_t inputs = layer.inputs(), outputs = layer.outputs();
    const double deviation = std::sqrt(2.0 / static_cast<double>(inputs));
    const DrawStream stream{seed, Purpose::kInitialise, static_cast<uint32_t>(l)};
    const PanelLayout& layout = layer.weights().layout;
    for (size_t j = 0; j < outputs;) {
      // Never across the border of two panels.
      const size_t columns =
          std::min({kColumns, outputs - j, layout.panel_width() - j % layout.panel_width()});
      const size_t stride = layout.width_at(j);
      for (size_t k = 0; k < inputs; k += kRows) {
        const size_t rows = std::min(kRows, inputs - k);
        for (size_t c = 0; c < columns; ++c) {
          kernels_->normal_draws(stream, uint64_t{j + c} * inputs + k, rows, &draws[c * kRows]);
        }
        T* weights = &layer.weights().at(k, j);
        for (size_t r = 0; r < rows; ++r, weights += stride) {
          for (size_t c = 0; c < columns; ++c) {
            weights[c] = static_cast<T>(deviation * draws[c * kRows + r]);
          }
        }
      }
      j += columns;
    }
    layer.refresh_transposed(0, inputs);
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

// Calls per_row(j, range of inputs, where they begin among `elements`) for each row of weights that
// some of the elements lie in.
template <class PerRow>
void for_each_row(Range elements, size_t inputs, const PerRow& per_row) {
  for (size_t at = elements.first; at < elements.last;) {
    const size_t j = at / inputs, k = at % inputs;
    const size_t count = std::min(inputs - k, elements.last - at);
    per_row(j, Range{k, k + count}, at - elements.first);
    at += count;
  }
}

}  // namespace

template <class T>
void Network<T>::get_weights(size_t l, Range elements, double* out) const {
  const Layer<T>& layer = layers_[l];
  for_each_row(elements, layer.inputs(),
               [&](size_t j, Range k, size_t at) { layer.get_row(j, k, out + at); });
}

template <class T>
void Network<T>::set_weights(size_t l, Range elements, const double* in) {
  Layer<T>& layer = layers_[l];
  for_each_row(elements, layer.inputs(),
               [&](size_t j, Range k, size_t at) { layer.set_row(j, k, in + at); });
}

template <class T>
void Network<T>::get_bias(size_t l, Range elements, double* out) const {
  const Layer<T>& layer = layers_[l];
  for (size_t i = 0; i < elements.size(); ++i) {
    out[i] = static_cast<double>(layer.weights().at(layer.inputs(), elements.first + i));
  }
}

template <class T>
void Network<T>::set_bias(size_t l, Range elements, const double* in) {
  Layer<T>& layer = layers_[l];
  for (size_t i = 0; i < elements.size(); ++i) {
    layer.weights().at(layer.inputs(), elements.first + i) = static_cast<T>(in[i]);
  }
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

}  // namespace neuro
