// Which worker computes what never shows in the result: each weight's sum runs over the batch in
// its one fixed order.
#include "train/weight_pass.h"

#include <algorithm>

namespace neuro {

template <class T>
void WeightPass<T>::run() {
  for (size_t l = 0; l < step_.network.layers(); ++l) {
    run_layer(l);
    if (!has_normalisation(l)) continue;
    sum_normalisation(l);
    const NormalisationBuffers<T>& sums = step_.buffers.normalisations[l];
    update(l, Part::kScale, sums.scale_gradient.data());
    update(l, Part::kShift, sums.shift_gradient.data());
  }
}

template <class T>
void WeightPass<T>::run_layer(size_t l) {
  const auto [rows, columns] = step_.division.block(l, worker_);
  if (rows.empty() || columns.empty()) return;
  Layer<T>& layer = step_.network.layer(l);
  PackedMatrix<T>& weights = layer.weights();
  const Matrix<T>& activations = step_.buffers.activations(l, step_.division.group(worker_));
  const Matrix<T>& deltas = step_.buffers.deltas[l];
  GradientStep<T> gradient{};
  gradient.use = step_.use;
  gradient.activations = activations.row(0);
  gradient.activation_stride = activations.stride();
  gradient.deltas = deltas.row(0) + columns.first;
  gradient.delta_stride = deltas.stride();
  gradient.batch = step_.rows;
  gradient.width = columns.size();
  gradient.panels = weights.panel(columns.first);
  gradient.panel_depth = weights.layout.depth();
  gradient.rate = step_.rate;
  gradient.scratch = step_.buffers.scratch.data() + worker_ * step_.buffers.scratch_size;
  gradient.first = rows.first;
  gradient.last = rows.last;
  if (step_.use == GradientUse::kUpdate) {
    gradient.constants = step_.constants;
    for (size_t s = 0; s < step_.optimizer->slots.size(); ++s) {
      gradient.state[s] = step_.optimizer->slots[s].layer(l).weights.panel(columns.first);
    }
  }
  const bool keeps = step_.use == GradientUse::kStore || step_.use == GradientUse::kAdd;
  if (keeps) gradient.gradients = step_.gradients->layer(l).weights.panel(columns.first);
  step_.network.kernels().gradient_step(gradient);
  if (!keeps) layer.refresh_transposed(rows.first, rows.last);
}

// A layer's are one worker's.
template <class T>
bool WeightPass<T>::has_normalisation(size_t l) const {
  return step_.network.shape().is_normalised(l) && l % step_.active == worker_;
}

template <class T>
void WeightPass<T>::sum_normalisation(size_t l) {
  NormalisationBuffers<T>& buffers = step_.buffers.normalisations[l];
  const size_t outputs = step_.network.shape().outputs(l);
  // Batch normalisation's way back has needed the sums already.
  if (step_.network.shape().layer(l).normalisation == Normalisation::kLayer) {
    const Matrix<T>& gradients = step_.buffers.slopes[l];
    ColumnSums<T> sums{};
    sums.a = gradients.row(0);
    sums.a_stride = gradients.stride();
    sums.b = buffers.normalised.row(0);
    sums.b_stride = buffers.normalised.stride();
    sums.rows = step_.rows;
    sums.first = 0;
    sums.last = buffers.sum.size();
    sums.sum = buffers.sum.data();
    sums.products = buffers.product.data();
    step_.network.kernels().elementwise->column_sums(sums);
  }
  for (size_t j = 0; j < outputs; ++j) {
    buffers.scale_gradient[j] = static_cast<T>(buffers.product[j]);
    buffers.shift_gradient[j] = static_cast<T>(buffers.sum[j]);
  }
}

template <class T>
Update<T> WeightPass<T>::update_of(T* weights, const T* gradients, size_t n) const {
  Update<T> update{};
  update.constants = step_.constants;
  update.weights = weights;
  update.gradients = gradients;
  update.n = n;
  return update;
}

// Scale or shift.
template <class T>
void WeightPass<T>::update(size_t l, Part part, const T* gradients) {
  if (step_.use == GradientUse::kStore || step_.use == GradientUse::kAdd) {
    AlignedBuffer<T>& kept = step_.gradients->layer(l).vector(part);
    for (size_t j = 0; j < kept.size(); ++j) {
      kept[j] = step_.use == GradientUse::kAdd ? kept[j] + gradients[j] : gradients[j];
    }
    return;
  }
  AlignedBuffer<T>& vector = step_.network.layer(l).parameters().vector(part);
  Update<T> update = update_of(vector.data(), gradients, vector.size());
  for (size_t s = 0; s < step_.optimizer->slots.size(); ++s) {
    update.state[s] = step_.optimizer->slots[s].layer(l).vector(part).data();
  }
  step_.network.kernels().updates->update(update);
}

template <class T>
void WeightPass<T>::apply() {
  for (size_t l = 0; l < step_.network.layers(); ++l) {
    apply_layer(l);
    if (!has_normalisation(l)) continue;
    const LayerParameters<T>& gradients = step_.gradients->layer(l);
    update(l, Part::kScale, gradients.scale.data());
    update(l, Part::kShift, gradients.shift.data());
  }
}

// Panel by panel, in which a range of rows is one stretch; the bias row apart.
template <class T>
void WeightPass<T>::apply_layer(size_t l) {
  const auto [rows, columns] = step_.division.block(l, worker_);
  if (rows.empty() || columns.empty()) return;
  Layer<T>& layer = step_.network.layer(l);
  PackedMatrix<T>& weights = layer.weights();
  const PackedMatrix<T>& gradients = step_.gradients->layer(l).weights;
  const PanelLayout& layout = weights.layout;
  const auto stretch = [&](size_t column, Range some, bool regularised) {
    if (some.first >= some.last) return;
    const size_t at = layout.index(some.first, column);
    Update<T> update = update_of(weights.values.data() + at, gradients.values.data() + at,
                                 some.size() * layout.width_at(column));
    update.regularised = regularised;
    for (size_t s = 0; s < step_.optimizer->slots.size(); ++s) {
      update.state[s] = step_.optimizer->slots[s].layer(l).weights.values.data() + at;
    }
    step_.network.kernels().updates->update(update);
  };
  const size_t bias = layer.inputs();
  for (size_t column = columns.first; column < columns.last; column += layout.panel_width()) {
    stretch(column, {rows.first, std::min(rows.last, bias)}, true);
    stretch(column, {std::max(rows.first, bias), rows.last}, false);
  }
  layer.refresh_transposed(rows.first, rows.last);
}

template class WeightPass<float>;
template class WeightPass<double>;

}  // namespace neuro
