// The output layers' losses fused with their derivatives: sums z become deltas in place. Losses are
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

// With p = softmax(z) and y = 1 at the label: loss = log sum exp(z - max) - (z_label - max), and
// the derivative is p - y.
template <class T>
HWY_INLINE bool CrossEntropyLabelRow(const OutputLoss<T>& o, T* HWY_RESTRICT z, size_t row) {
  const typename Vectors<T>::D d;
  const size_t label = static_cast<size_t>(o.labels[row]);
  const bool correct = ArgMax(z, o.outputs) == label;
  const double at_label = static_cast<double>(z[label]);
  const RowExponentials<T> e = ExponentiateRow(z, o.outputs);
  o.losses[row] =
      log_positive(static_cast<double>(e.sum)) - (at_label - static_cast<double>(e.max));

  const T probability = z[label] / e.sum;
  const auto sum = hn::Set(d, e.sum), scale = hn::Set(d, o.scale);
  for (size_t i = 0; i < o.outputs; i += Vectors<T>::kLanes) {
    hn::Store(hn::Mul(hn::Div(hn::Load(d, z + i), sum), scale), d, z + i);
  }
  z[label] = (probability - 1) * o.scale;
  return correct;
}

// With targets t: loss = sum of t_j (log sum exp(z - max) - (z_j - max)), derivative p sum(t) - t.
template <class T>
HWY_INLINE bool CrossEntropyDenseRow(const OutputLoss<T>& o, T* HWY_RESTRICT z, size_t row) {
  const T* t = o.targets + row * o.target_stride;
  const bool correct = ArgMax(z, o.outputs) == ArgMax(t, o.outputs);
  T max = z[0];
  for (size_t i = 1; i < o.outputs; ++i) max = z[i] > max ? z[i] : max;
  double total = 0, weighted = 0;
  for (size_t i = 0; i < o.outputs; ++i) {
    const double target = static_cast<double>(t[i]);
    total += target;
    weighted += target * (static_cast<double>(z[i]) - static_cast<double>(max));
  }
  const RowExponentials<T> e = ExponentiateRow(z, o.outputs);
  o.losses[row] = total * log_positive(static_cast<double>(e.sum)) - weighted;

  const T mass = static_cast<T>(total);
  for (size_t i = 0; i < o.outputs; ++i) z[i] = (z[i] / e.sum * mass - t[i]) * o.scale;
  return correct;
}

template <class T>
size_t CrossEntropy(const OutputLoss<T>& o) {
  size_t correct = 0;
  T* z = o.z;
  for (size_t row = 0; row < o.rows; ++row, z += o.stride) {
    correct +=
        o.labels != nullptr ? CrossEntropyLabelRow(o, z, row) : CrossEntropyDenseRow(o, z, row);
  }
  return correct;
}

// loss = mean of (z_j - t_j)^2 over the outputs, derivative 2 (z_j - t_j) / outputs.
template <class T>
void SquaredError(const OutputLoss<T>& o) {
  const T scale = 2 * o.scale / static_cast<T>(o.outputs);
  T* z = o.z;
  for (size_t row = 0; row < o.rows; ++row, z += o.stride) {
    const T* t = o.targets + row * o.target_stride;
    double sum = 0;
    for (size_t i = 0; i < o.outputs; ++i) {
      const double difference = static_cast<double>(z[i]) - static_cast<double>(t[i]);
      sum += difference * difference;
      z[i] = (z[i] - t[i]) * scale;
    }
    for (size_t i = o.outputs; i < round_up(o.outputs, kRowUnit); ++i) z[i] = 0;
    o.losses[row] = sum / static_cast<double>(o.outputs);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
