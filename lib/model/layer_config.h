// What a layer does beside its product: everything about it that is chosen, not learnt.
#ifndef NEURO_LIB_MODEL_LAYER_CONFIG_H_
#define NEURO_LIB_MODEL_LAYER_CONFIG_H_

#include <cstdint>

#include "kernels/elementwise.h"

namespace neuro {

// The numbers are those of NN_NORMALISATION_ and NN_INITIALISATION_.
enum class Normalisation : uint8_t { kNone, kBatch, kLayer };
enum class Initialisation : uint8_t {
  kHeNormal,
  kHeUniform,
  kXavierNormal,
  kXavierUniform,
  kLecunNormal,
  kLecunUniform,
  kZeros,
};

// In the order in which a layer's sums go through it.
struct LayerConfig {
  Normalisation normalisation = Normalisation::kNone;
  Activation activation = Activation::kRelu;
  double leaky_slope = 0.01;
  double elu_alpha = 1;
  double dropout = 0;  // the probability
  // How its parameters begin.
  Initialisation initialisation = Initialisation::kHeNormal;
  double initial_bias = 0;

  // What the activation depends on.
  double parameter() const {
    return activation == Activation::kLeakyRelu ? leaky_slope : elu_alpha;
  }
  // Whether the product's own epilogue does all there is to do.
  bool is_plain() const {
    return normalisation == Normalisation::kNone && dropout == 0 &&
           (activation == Activation::kRelu || activation == Activation::kIdentity);
  }
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_LAYER_CONFIG_H_
