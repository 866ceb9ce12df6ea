// What optimizers keep for each parameter, for those who store it without knowing what it is for.
#ifndef NEURO_LIB_MODEL_OPTIMIZER_H_
#define NEURO_LIB_MODEL_OPTIMIZER_H_

#include <cstddef>

#include "kernels/update.h"

namespace neuro {

// Whether what is kept in a slot is never below 0: second moments and sizes of steps.
constexpr bool is_non_negative(Optimizer optimizer, size_t slot) {
  switch (optimizer) {
    case Optimizer::kRmsprop:
    case Optimizer::kAdagrad:
      return true;
    case Optimizer::kAdam:
    case Optimizer::kAdamW:
    case Optimizer::kRprop:
      return slot == 1;
    default:
      return false;
  }
}

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_OPTIMIZER_H_
