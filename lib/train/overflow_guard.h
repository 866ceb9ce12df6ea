// Knows, without looking at every weight in every step, when an update cannot make a parameter
// infinite: from upper bounds of gradients and weights. Where it does not know, the step is made
// with care, which takes longer and gives the same bits.
#ifndef NEURO_LIB_TRAIN_OVERFLOW_GUARD_H_
#define NEURO_LIB_TRAIN_OVERFLOW_GUARD_H_

#include <limits>

#include "model/network.h"
#include "train/optimizer_state.h"
#include "train/settings.h"

namespace neuro {

template <class T>
class OverflowGuard {
 public:
  // Parameters, or what the optimizer remembers, have been changed from outside.
  void forget() { weight_bound_ = std::numeric_limits<double>::infinity(); }

  // Before a step, on one thread: looks at all parameters if nothing is known about them any more.
  void prepare(const Network<T>& network, const OptimizerState<T>& optimizer);

  // Whether a step with gradients up to this magnitude is safe.
  bool allows(double gradient, Optimizer optimizer, const OptimizerSettings& settings,
              double rate) const;

  // After such a step.
  void note(double gradient, Optimizer optimizer, const OptimizerSettings& settings, double rate);

 private:
  double bound(double gradient, Optimizer optimizer, const OptimizerSettings& settings,
               double rate) const;
  // With what regularisation adds.
  double whole_gradient(double gradient, const OptimizerSettings& settings) const {
    return gradient + settings.l1 + settings.l2 * weight_bound_;
  }

  double weight_bound_ = std::numeric_limits<double>::infinity();
  double largest_gradient_ = 0;  // so far, or of what the optimizer remembers
  double sum_of_squares_ = 0;    // of gradients, that AdaGrad remembers
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_OVERFLOW_GUARD_H_
