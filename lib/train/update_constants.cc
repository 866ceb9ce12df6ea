#include "train/update_constants.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/elementary.h"

namespace neuro {
template <class T>
UpdateConstants<T> update_constants(Optimizer optimizer, const OptimizerSettings& settings,
                                    double rate, uint64_t step) {
  UpdateConstants<T> constants{};
  constants.optimizer = optimizer;
  constants.scale = 1;
  constants.clip_value = settings.clip_value > 0 ? static_cast<T>(settings.clip_value)
                                                 : std::numeric_limits<T>::infinity();
  constants.l1 = static_cast<T>(settings.l1);
  constants.l2 = static_cast<T>(settings.l2);
  constants.keep = static_cast<T>(1 - rate * settings.weight_decay);
  constants.rate = static_cast<T>(rate);
  constants.momentum = static_cast<T>(settings.momentum);
  constants.beta1 = static_cast<T>(settings.beta1);
  constants.beta2 = static_cast<T>(settings.beta2);
  constants.beta1_rest = static_cast<T>(1 - settings.beta1);
  constants.beta2_rest = static_cast<T>(1 - settings.beta2);
  if (optimizer == Optimizer::kAdam || optimizer == Optimizer::kAdamW) {
    constants.adam_rate = static_cast<T>(rate / (1 - power(settings.beta1, step)));
    constants.adam_root = static_cast<T>(1 / std::sqrt(1 - power(settings.beta2, step)));
  }
  constants.rms_decay = static_cast<T>(settings.rms_decay);
  constants.rms_rest = static_cast<T>(1 - settings.rms_decay);
  constants.epsilon = static_cast<T>(settings.epsilon);
  constants.rprop_decrease = static_cast<T>(settings.rprop_decrease);
  constants.rprop_increase = static_cast<T>(settings.rprop_increase);
  constants.rprop_minimum = static_cast<T>(settings.rprop_minimum);
  constants.rprop_maximum = static_cast<T>(settings.rprop_maximum);
  return constants;
}

bool is_plain_descent(Optimizer optimizer, const OptimizerSettings& settings) {
  return optimizer == Optimizer::kSgd && settings.l1 == 0 && settings.l2 == 0 &&
         settings.weight_decay == 0 && settings.clip_value == 0;
}

namespace {

// Adam's first moment over the root of its second, the former corrected by at most 1 / (1 - beta1).
// Both are means over all gradients: Cauchy and Schwarz bound the ratio if the second forgets more
// slowly than the square of the first; if not, there is still the epsilon.
double adam_ratio_bound(const OptimizerSettings& settings, double gradient) {
  const double first = settings.beta1 * settings.beta1, second = settings.beta2;
  if (first < second) return 1 / std::sqrt((1 - first / second) * (1 - second));
  return gradient / (1 - settings.beta1) / settings.epsilon;
}

}  // namespace

// A velocity is a sum of gradients whose weights add up to 1 / (1 - momentum). A gradient over the
// root of a mean of squares that contains it with weight r is at most 1 / sqrt(r); of squares that
// are only added up, 1.
double update_bound(Optimizer optimizer, const OptimizerSettings& settings, double rate,
                    double gradient, double largest_gradient, double weight) {
  const double penalty = settings.l1 + settings.l2 * weight;
  const double decay = rate * settings.weight_decay * weight;
  const double velocity = (largest_gradient + penalty) / (1 - settings.momentum);
  switch (optimizer) {
    case Optimizer::kSgd:
      return decay + rate * (gradient + penalty);
    case Optimizer::kMomentum:
      return decay + rate * velocity;
    case Optimizer::kNesterov:
      return decay + rate * (gradient + penalty + velocity);
    case Optimizer::kRmsprop:
      return decay + rate / std::sqrt(1 - settings.rms_decay);
    case Optimizer::kAdagrad:
      return decay + rate;
    case Optimizer::kAdam:
    case Optimizer::kAdamW:
      return decay + rate * adam_ratio_bound(settings, largest_gradient + penalty);
    case Optimizer::kRprop:
      return decay + std::max({rate, settings.rprop_maximum, settings.rprop_minimum});
  }
  return std::numeric_limits<double>::infinity();
}

template UpdateConstants<float> update_constants(Optimizer, const OptimizerSettings&, double,
                                                 uint64_t);
template UpdateConstants<double> update_constants(Optimizer, const OptimizerSettings&, double,
                                                  uint64_t);

}  // namespace neuro
