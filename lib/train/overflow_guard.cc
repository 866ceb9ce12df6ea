#include "train/overflow_guard.h"

#include <algorithm>

#include "train/update_constants.h"

namespace neuro {
namespace {

// The square of a gradient below its limit is finite, as optimizers need it, and so is the sum of
// two weights below theirs.
template <class T>
constexpr double kMostGradient = sizeof(T) == 4 ? 1e18 : 1e150;
template <class T>
constexpr double kMostWeight = sizeof(T) == 4 ? 1e37 : 1e300;

template <class T>
double largest(const LayerParameters<T>& numbers, const Kernels<T>& kernels) {
  const auto of = [&](const AlignedBuffer<T>& buffer) {
    return static_cast<double>(kernels.elementwise->largest(buffer.data(), buffer.size()));
  };
  return std::max({of(numbers.weights.values), of(numbers.scale), of(numbers.shift)});
}

}  // namespace

template <class T>
void OverflowGuard<T>::prepare(const Network<T>& network, const OptimizerState<T>& optimizer) {
  if (weight_bound_ <= kMostWeight<T> / 2) return;
  weight_bound_ = largest_gradient_ = 0;
  for (size_t l = 0; l < network.layers(); ++l) {
    const Kernels<T>& kernels = network.kernels();
    weight_bound_ = std::max(weight_bound_, largest(network.layer(l).parameters(), kernels));
    for (const ParameterSet<T>& slot : optimizer.slots) {
      largest_gradient_ = std::max(largest_gradient_, largest(slot.layer(l), kernels));
    }
  }
  sum_of_squares_ = largest_gradient_;
}

template <class T>
double OverflowGuard<T>::bound(double gradient, Optimizer optimizer,
                               const OptimizerSettings& settings, double rate) const {
  return weight_bound_ + update_bound(optimizer, settings, rate, gradient,
                                      std::max(gradient, largest_gradient_), weight_bound_);
}

template <class T>
bool OverflowGuard<T>::allows(double gradient, Optimizer optimizer,
                              const OptimizerSettings& settings, double rate) const {
  const double whole = whole_gradient(gradient, settings);
  if (optimizer == Optimizer::kAdagrad && sum_of_squares_ + whole * whole > kMostWeight<T>) {
    return false;
  }
  return whole <= kMostGradient<T> && bound(gradient, optimizer, settings, rate) <= kMostWeight<T>;
}

template <class T>
void OverflowGuard<T>::note(double gradient, Optimizer optimizer, const OptimizerSettings& settings,
                            double rate) {
  const double whole = whole_gradient(gradient, settings);
  sum_of_squares_ += whole * whole;
  weight_bound_ = bound(gradient, optimizer, settings, rate);
  largest_gradient_ = std::max(gradient, largest_gradient_);
}

template class OverflowGuard<float>;
template class OverflowGuard<double>;

}  // namespace neuro
