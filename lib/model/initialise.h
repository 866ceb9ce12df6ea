// How a layer's parameters begin.
#ifndef NEURO_LIB_MODEL_INITIALISE_H_
#define NEURO_LIB_MODEL_INITIALISE_H_

#include "base/random.h"
#include "kernels/kernels.h"
#include "model/layer.h"
#include "model/layer_config.h"

namespace neuro {

// Weights as config.initialisation says, with n inputs and m outputs:
//   He (He, Zhang, Ren and Sun 2015): variance 2/n; Xavier (Glorot and Bengio 2010): 2/(n+m); LeCun
//   (LeCun, Bottou, Orr and Mueller 1998): 1/n; normal, or uniform around zero; or zeros.
// Biases config.initial_bias; scales 1, shifts 0, running means 0 and variances 1. Each draw
// depends on the stream and the weight's place only.
template <class T>
void initialise_layer(Layer<T>& layer, const LayerConfig& config, const DrawStream& stream,
                      const Kernels<T>& kernels);

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_INITIALISE_H_
