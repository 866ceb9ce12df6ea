// Learns the scale of the inputs from a training set.
#ifndef NEURO_LIB_TRAIN_FIT_SCALING_H_
#define NEURO_LIB_TRAIN_FIT_SCALING_H_

#include "data/dataset.h"
#include "model/input_scaling.h"

namespace neuro {

// Each column on its own: its minimum and range, or its mean and its population's standard
// deviation. A column that never varies is only shifted. Throws Error(kInvalidArgument) for a
// column whose range is no finite double.
InputScaling fit_scaling(Scaling scaling, const Dataset& dataset);

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_FIT_SCALING_H_
