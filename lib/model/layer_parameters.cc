#include "model/layer_parameters.h"

#include <algorithm>

#include "base/size.h"

namespace neuro {
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

template <class T>
AlignedBuffer<T> unit_vector(bool wanted, size_t units) {
  return wanted ? AlignedBuffer<T>(round_up(units, kRowUnit)) : AlignedBuffer<T>();
}

}  // namespace

template <class T>
LayerParameters<T>::LayerParameters(size_t ins, size_t outs, Normalisation normalisation,
                                    const Kernels<T>& kernels)
    : inputs(ins),
      outputs(outs),
      weights(PanelLayout(ins + 1, outs, kernels.lanes, kernels.panel_width)),
      scale(unit_vector<T>(normalisation != Normalisation::kNone, outs)),
      shift(unit_vector<T>(normalisation != Normalisation::kNone, outs)),
      mean(unit_vector<T>(normalisation == Normalisation::kBatch, outs)),
      variance(unit_vector<T>(normalisation == Normalisation::kBatch, outs)) {}

template <class T>
const AlignedBuffer<T>& LayerParameters<T>::vector(Part part) const {
  switch (part) {
    case Part::kScale:
      return scale;
    case Part::kShift:
      return shift;
    case Part::kMean:
      return mean;
    default:
      return variance;
  }
}

template <class T>
AlignedBuffer<T>& LayerParameters<T>::vector(Part part) {
  return const_cast<AlignedBuffer<T>&>(static_cast<const LayerParameters&>(*this).vector(part));
}

template <class T>
void LayerParameters<T>::get(Part part, Range elements, double* out) const {
  if (part == Part::kWeights) {
    return for_each_row(elements, inputs, [&](size_t j, Range row, size_t at) {
      const size_t stride = weights.layout.width_at(j);
      const T* from = &weights.at(row.first, j);
      for (size_t i = 0; i < row.size(); ++i) out[at + i] = static_cast<double>(from[i * stride]);
    });
  }
  for (size_t i = 0; i < elements.size(); ++i) {
    const size_t j = elements.first + i;
    out[i] = static_cast<double>(part == Part::kBias ? weights.at(inputs, j) : vector(part)[j]);
  }
}

template <class T>
void LayerParameters<T>::set(Part part, Range elements, const double* in) {
  if (part == Part::kWeights) {
    return for_each_row(elements, inputs, [&](size_t j, Range row, size_t at) {
      const size_t stride = weights.layout.width_at(j);
      T* to = &weights.at(row.first, j);
      for (size_t i = 0; i < row.size(); ++i) to[i * stride] = static_cast<T>(in[at + i]);
    });
  }
  for (size_t i = 0; i < elements.size(); ++i) {
    const size_t j = elements.first + i;
    (part == Part::kBias ? weights.at(inputs, j) : vector(part)[j]) = static_cast<T>(in[i]);
  }
}

template <class T>
void copy_values(const LayerParameters<T>& from, LayerParameters<T>& to) {
  const auto copy = [](const AlignedBuffer<T>& source, AlignedBuffer<T>& target) {
    std::copy_n(source.data(), source.size(), target.data());
  };
  copy(from.weights.values, to.weights.values);
  for (const Part part : {Part::kScale, Part::kShift, Part::kMean, Part::kVariance}) {
    copy(from.vector(part), to.vector(part));
  }
}

template void copy_values(const LayerParameters<float>&, LayerParameters<float>&);
template void copy_values(const LayerParameters<double>&, LayerParameters<double>&);
template struct LayerParameters<float>;
template struct LayerParameters<double>;

}  // namespace neuro
