// An optimizer's settings as its kernel wants them for one step.
#ifndef NEURO_LIB_TRAIN_UPDATE_CONSTANTS_H_
#define NEURO_LIB_TRAIN_UPDATE_CONSTANTS_H_

#include <cstdint>

#include "kernels/update.h"
#include "train/settings.h"

namespace neuro {

// step: which one of the optimizer's it is, from 1 on. Gradients count as they are.
template <class T>
UpdateConstants<T> update_constants(Optimizer optimizer, const OptimizerSettings& settings,
                                    double rate, uint64_t step);

// Whether a step is nothing but w -= rate * g.
bool is_plain_descent(Optimizer optimizer, const OptimizerSettings& settings);

// How far one step can move a parameter of magnitude `weight` at most, if no gradient is larger
// than `gradient` and none has ever been larger than `largest_gradient`. An upper bound that need
// not be tight.
double update_bound(Optimizer optimizer, const OptimizerSettings& settings, double rate,
                    double gradient, double largest_gradient, double weight);

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_UPDATE_CONSTANTS_H_
