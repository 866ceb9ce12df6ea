// Cross-entropy of softmax fused with its derivative: sums z become deltas in place. Losses are
// formed in double, a row at a time; adding them up is the caller's.
#if defined(NEURO_LIB_KERNELS_LOSS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_LOSS_INL_H_
#undef NEURO_LIB_KERNELS_LOSS_INL_H_
#else
#define NEURO_LIB_KERNELS_LOSS_INL_H_
#endif

#include "base/elementary.h"
#include "kernels/fma-inl.h"
#include "kernels/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// The first of the largest of n numbers.
template <class T>
HWY_INLINE size_t ArgMax(const T* x, size_t n) {
  size_t best = 0;
  for (size_t i = 1; i < n; ++i) best = x[i] > x[best] ? i : best;
  return best;
}

// What a row's loss is multiplied by.
template <class T>
HWY_INLINE T WeightOf(const OutputLoss<T>& o, size_t row) {
  return o.weights != nullptr ? o.weights[row] : T{1};
}

// With p = softmax(z) and y = 1 at the label: loss = log sum exp(z - max) - (z_label - max), and
// the derivative is p - y.
template <class T>
HWY_INLINE bool CrossEntropyLabelRow(const OutputLoss<T>& o, T* HWY_RESTRICT z, size_t row) {
  const typename Vectors<T>::D d;
  const size_t label = static_cast<size_t>(o.labels[row]);
  const bool correct = ArgMax(z, o.outputs) == label;
  const double at_label = static_cast<double>(z[label]);
  const RowExponentials<T> e = ExponentiateRow(z, o.outputs);
  const double loss =
      log_positive(static_cast<double>(e.sum)) - (at_label - static_cast<double>(e.max));
  const T weight = WeightOf(o, row), row_scale = o.scale * weight;
  o.losses[row] = loss * static_cast<double>(weight);

  const T probability = z[label] / e.sum;
  const auto sum = hn::Set(d, e.sum), scale = hn::Set(d, row_scale);
  for (size_t i = 0; i < o.outputs; i += Vectors<T>::kLanes) {
    hn::Store(hn::Mul(hn::Div(hn::Load(d, z + i), sum), scale), d, z + i);
  }
  z[label] = (probability - 1) * row_scale;
  return correct;
}

// A row's targets: dense ones as they are or, if kSmoothed, they or the row with a 1 at the label,
// smoothed.
template <class T, bool kSmoothed>
class RowTargets {
 public:
  RowTargets(const OutputLoss<T>& o, size_t row)
      : dense_(o.labels == nullptr ? o.targets + row * o.target_stride : nullptr),
        label_(o.labels == nullptr ? 0 : static_cast<size_t>(o.labels[row])),
        keep_(1 - static_cast<double>(o.smoothing)),
        share_(static_cast<double>(o.smoothing) / static_cast<double>(o.outputs)) {}

  HWY_INLINE double operator[](size_t i) const {
    if constexpr (!kSmoothed) return static_cast<double>(dense_[i]);
    const double t = dense_ != nullptr ? static_cast<double>(dense_[i]) : (i == label_ ? 1 : 0);
    return t * keep_ + share_;
  }
  // The first of the largest of n.
  size_t largest(size_t n) const { return dense_ != nullptr ? ArgMax(dense_, n) : label_; }

 private:
  const T* dense_;
  size_t label_;
  double keep_, share_;
};

// With targets t: loss = sum of t_j (log sum exp(z - max) - (z_j - max)), derivative p sum(t) - t.
template <class T, bool kSmoothed>
HWY_INLINE bool CrossEntropyDenseRow(const OutputLoss<T>& o, T* HWY_RESTRICT z, size_t row) {
  const RowTargets<T, kSmoothed> t(o, row);
  const bool correct = ArgMax(z, o.outputs) == t.largest(o.outputs);
  T max = z[0];
  for (size_t i = 1; i < o.outputs; ++i) max = z[i] > max ? z[i] : max;
  double total = 0, weighted = 0;
  for (size_t i = 0; i < o.outputs; ++i) {
    const double target = t[i];
    total += target;
    weighted += target * (static_cast<double>(z[i]) - static_cast<double>(max));
  }
  const T weight = WeightOf(o, row), scale = o.scale * weight;
  const RowExponentials<T> e = ExponentiateRow(z, o.outputs);
  o.losses[row] =
      (total * log_positive(static_cast<double>(e.sum)) - weighted) * static_cast<double>(weight);

  const T mass = static_cast<T>(total);
  for (size_t i = 0; i < o.outputs; ++i) {
    z[i] = (z[i] / e.sum * mass - static_cast<T>(t[i])) * scale;
  }
  return correct;
}

// How many rows are correct.
template <class T, class Row>
HWY_INLINE size_t ForRows(const OutputLoss<T>& o, Row&& of_row) {
  size_t correct = 0;
  T* z = o.z;
  for (size_t row = 0; row < o.rows; ++row, z += o.stride) correct += of_row(o, z, row);
  return correct;
}

template <class T>
size_t CrossEntropy(const OutputLoss<T>& o) {
  if (o.smoothing != 0) {
    return ForRows(o, CrossEntropyDenseRow<T, true>);
  }
  return o.labels != nullptr ? ForRows(o, CrossEntropyLabelRow<T>)
                             : ForRows(o, CrossEntropyDenseRow<T, false>);
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
