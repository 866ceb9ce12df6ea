// What an optimizer remembers from step to step.
#ifndef NEURO_LIB_TRAIN_OPTIMIZER_STATE_H_
#define NEURO_LIB_TRAIN_OPTIMIZER_STATE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/update.h"
#include "model/network.h"
#include "model/parameter_set.h"

namespace neuro {

template <class T>
struct OptimizerState {
  OptimizerState(Optimizer kind, const Network<T>& network) : optimizer(kind) {
    for (size_t s = 0; s < optimizer_slots(kind); ++s) {
      slots.emplace_back(network.shape(), network.kernels());
    }
  }

  Optimizer optimizer;
  std::vector<ParameterSet<T>> slots;
  uint64_t steps = 0;  // that it has made
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_OPTIMIZER_STATE_H_
