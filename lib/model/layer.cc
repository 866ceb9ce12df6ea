// Transposing, and roots of variances.
#include "model/layer.h"

#include <algorithm>
#include <cmath>

namespace neuro {

template <class T>
Layer<T>::Layer(size_t inputs, size_t outputs, Normalisation normalisation, double epsilon,
                bool propagates, const Kernels<T>& kernels)
    : parameters_(inputs, outputs, normalisation, kernels),
      epsilon_(epsilon),
      factor_(parameters_.variance.size()) {
  if (propagates) {
    transposed_.emplace(PanelLayout(outputs, inputs, kernels.lanes, kernels.panel_width));
  }
}

template <class T>
void Layer<T>::refresh_transposed(size_t first, size_t last) {
  if (!transposed_) return;
  last = std::min(last, inputs());
  const PanelLayout& from = weights().layout;
  const PanelLayout& to = transposed_->layout;
  // Panel by panel on both sides: reads come from few lines, writes are contiguous.
  for (size_t k = first; k < last;) {
    const size_t k_end = std::min(last, (k / to.panel_width() + 1) * to.panel_width());
    for (size_t j = 0; j < outputs();) {
      const size_t j_end = std::min(outputs(), (j / from.panel_width() + 1) * from.panel_width());
      const size_t from_stride = from.width_at(j), to_stride = to.width_at(k);
      const T* source = &weights().at(k, j);
      T* target = &transposed_->at(j, k);
      for (; j < j_end; ++j, ++source, target += to_stride) {
        for (size_t i = 0; i < k_end - k; ++i) target[i] = source[i * from_stride];
      }
    }
    k = k_end;
  }
}

template <class T>
void Layer<T>::refresh_factor() {
  for (size_t j = 0; j < factor_.size(); ++j) {
    const double variance = static_cast<double>(parameters_.variance[j]);
    factor_[j] = static_cast<T>(1 / std::sqrt(variance + epsilon_));
  }
}

template <class T>
void Layer<T>::refresh() {
  refresh_transposed(0, inputs());
  refresh_factor();
}

template <class T>
void Layer<T>::set(Part part, Range elements, const double* in) {
  parameters_.set(part, elements, in);
  if (part == Part::kVariance) refresh_factor();
  if (part != Part::kWeights || !transposed_) return;
  for (size_t i = elements.first; i < elements.last; ++i) {
    transposed_->at(i / inputs(), i % inputs()) = static_cast<T>(in[i - elements.first]);
  }
}

template class Layer<float>;
template class Layer<double>;

}  // namespace neuro
