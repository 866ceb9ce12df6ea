// What optimizers do to parameters once their gradient is there, element by element.
#ifndef NEURO_LIB_KERNELS_UPDATE_H_
#define NEURO_LIB_KERNELS_UPDATE_H_

#include <cstddef>
#include <cstdint>

namespace neuro {

// The numbers are those of NN_OPTIMIZER_.
enum class Optimizer : uint8_t {
  kSgd,
  kMomentum,
  kNesterov,
  kRmsprop,
  kAdagrad,
  kAdam,
  kAdamW,
  kRprop,
};

// How many numbers an optimizer keeps for each parameter.
constexpr size_t optimizer_slots(Optimizer optimizer) {
  switch (optimizer) {
    case Optimizer::kSgd:
      return 0;
    case Optimizer::kMomentum:  // velocity
    case Optimizer::kNesterov:  // velocity
    case Optimizer::kRmsprop:   // mean square
    case Optimizer::kAdagrad:   // sum of squares
      return 1;
    case Optimizer::kAdam:   // first and second moment
    case Optimizer::kAdamW:  // likewise
    case Optimizer::kRprop:  // gradient before, step size (0: the rate)
      break;
  }
  return 2;
}

// What is the same for all elements of a step. Everything that does not vary from element to
// element has been worked out in double and rounded once.
template <class T>
struct UpdateConstants {
  Optimizer optimizer;
  T scale;       // of gradients, before all else: clipping by norm
  T clip_value;  // then they are cut to -clip_value ... clip_value; infinity: not at all
  T l1, l2;      // then these add l1 sign(w) + l2 w
  T keep;        // 1 - rate * decay: what weights are multiplied by first
  T rate;
  T momentum;
  T beta1, beta2;            // Adam
  T beta1_rest, beta2_rest;  // 1 - beta
  T adam_rate;               // rate / (1 - beta1^t)
  T adam_root;  // 1 / sqrt(1 - beta2^t): what the root of the second moment is multiplied by
  T rms_decay, rms_rest;  // 1 - rms_decay
  T epsilon;
  T rprop_decrease, rprop_increase, rprop_minimum, rprop_maximum;
};

// One stretch of parameters. All arrays begin on a vector's boundary. Padding (weight, gradient and
// state 0) stays 0; a NaN among weight, gradient and state makes the weight one.
template <class T>
struct Update {
  const UpdateConstants<T>* constants;
  T* weights;
  const T* gradients;
  T* state[2];       // as many as the optimizer has slots
  size_t n;          // a multiple of the vector's lanes
  bool regularised;  // l1, l2 and keep apply: weights, but not biases or normalisations
};

// The squares of gradients (or weights) added up column by column, each column's one chain of FMAs
// in double over ascending rows of the packed matrix.
template <class T>
struct ColumnSquares {
  const T* panels;  // see kernels.h; begins with a whole panel
  size_t panel_depth, depth, width;
  double* sums;  // of each of the width columns
};

template <class T>
struct UpdateKernels {
  void (*update)(const Update<T>&);
  void (*column_squares)(const ColumnSquares<T>&);
};

}  // namespace neuro

#endif  // NEURO_LIB_KERNELS_UPDATE_H_
