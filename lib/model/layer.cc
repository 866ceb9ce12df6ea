// Packing and transposing.
#include "model/layer.h"

#include <algorithm>

namespace neuro {

template <class T>
Layer<T>::Layer(size_t inputs, size_t outputs, bool propagates, const Kernels<T>& kernels)
    : inputs_(inputs),
      outputs_(outputs),
      weights_(PanelLayout(inputs + 1, outputs, kernels.lanes, kernels.panel_width)) {
  if (propagates) {
    transposed_.emplace(PanelLayout(outputs, inputs, kernels.lanes, kernels.panel_width));
  }
}

template <class T>
void Layer<T>::refresh_transposed(size_t first, size_t last) {
  if (!transposed_) return;
  last = std::min(last, inputs_);
  const PanelLayout& from = weights_.layout;
  const PanelLayout& to = transposed_->layout;
  // Panel by panel on both sides: reads come from few lines, writes are contiguous.
  for (size_t k = first; k < last;) {
    const size_t k_end = std::min(last, (k / to.panel_width() + 1) * to.panel_width());
    for (size_t j = 0; j < outputs_;) {
      const size_t j_end = std::min(outputs_, (j / from.panel_width() + 1) * from.panel_width());
      const size_t from_stride = from.width_at(j), to_stride = to.width_at(k);
      const T* source = &weights_.at(k, j);
      T* target = &transposed_->at(j, k);
      for (; j < j_end; ++j, ++source, target += to_stride) {
        for (size_t i = 0; i < k_end - k; ++i) target[i] = source[i * from_stride];
      }
    }
    k = k_end;
  }
}

template <class T>
void Layer<T>::get_row(size_t j, Range inputs, double* out) const {
  const size_t stride = weights_.layout.width_at(j);
  const T* from = &weights_.at(inputs.first, j);
  for (size_t i = 0; i < inputs.size(); ++i) out[i] = static_cast<double>(from[i * stride]);
}

template <class T>
void Layer<T>::set_row(size_t j, Range inputs, const double* in) {
  const size_t stride = weights_.layout.width_at(j);
  T* to = &weights_.at(inputs.first, j);
  for (size_t i = 0; i < inputs.size(); ++i) to[i * stride] = static_cast<T>(in[i]);
  if (!transposed_) return;
  for (size_t i = 0; i < inputs.size(); ++i) {
    transposed_->at(j, inputs.first + i) = static_cast<T>(in[i]);
  }
}

template class Layer<float>;
template class Layer<double>;

}  // namespace neuro
