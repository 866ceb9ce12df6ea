// The losses of differences between outputs and targets, fused with their derivatives: sums z
// become deltas in place. Losses are formed in double, a row at a time; adding them up is the
// caller's.
#if defined(NEURO_LIB_KERNELS_REGRESSION_LOSS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_REGRESSION_LOSS_INL_H_
#undef NEURO_LIB_KERNELS_REGRESSION_LOSS_INL_H_
#else
#define NEURO_LIB_KERNELS_REGRESSION_LOSS_INL_H_
#endif

#include <cmath>

#include "kernels/fma-inl.h"
#include "kernels/loss-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// Of one difference d: the loss, and its derivative divided by kFactor. A NaN stays one in both.
template <class T>
struct SquaredLoss {
  static constexpr T kFactor = 2;
  explicit SquaredLoss(const OutputLoss<T>&) {}
  HWY_INLINE double value(double d) const { return d * d; }
  HWY_INLINE T slope(T d) const { return d; }
};

template <class T>
struct AbsoluteLoss {
  static constexpr T kFactor = 1;
  explicit AbsoluteLoss(const OutputLoss<T>&) {}
  HWY_INLINE double value(double d) const { return std::abs(d); }
  HWY_INLINE T slope(T d) const { return d > 0 ? T{1} : d < 0 ? T{-1} : d; }
};

template <class T>
class HuberLoss {
 public:
  static constexpr T kFactor = 1;
  explicit HuberLoss(const OutputLoss<T>& o)
      : delta_(o.huber_delta), wide_(static_cast<double>(o.huber_delta)) {}
  HWY_INLINE double value(double d) const {
    const double size = std::abs(d);
    return size <= wide_ ? 0.5 * (d * d) : wide_ * (size - 0.5 * wide_);
  }
  HWY_INLINE T slope(T d) const { return d > delta_ ? delta_ : d < -delta_ ? -delta_ : d; }

 private:
  T delta_;
  double wide_;
};

// The mean of the losses of all outputs' differences.
template <template <class> class Loss, class T>
void RegressionError(const OutputLoss<T>& o) {
  const Loss<T> loss(o);
  const T scale = Loss<T>::kFactor * o.scale / static_cast<T>(o.outputs);
  T* z = o.z;
  for (size_t row = 0; row < o.rows; ++row, z += o.stride) {
    const T* t = o.targets + row * o.target_stride;
    const T weight = WeightOf(o, row), row_scale = scale * weight;
    double sum = 0;
    for (size_t i = 0; i < o.outputs; ++i) {
      sum += loss.value(static_cast<double>(z[i]) - static_cast<double>(t[i]));
      z[i] = loss.slope(z[i] - t[i]) * row_scale;
    }
    for (size_t i = o.outputs; i < round_up(o.outputs, kRowUnit); ++i) z[i] = 0;
    o.losses[row] = sum / static_cast<double>(o.outputs) * static_cast<double>(weight);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
