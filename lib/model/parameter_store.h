// Numbers kept for each parameter of a network, as files hold them: layer by layer, in pieces of
// any length. The parameters themselves, and what optimizers keep beside them. Doubles hold every
// float exactly, so one element type serves all.
#ifndef NEURO_LIB_MODEL_PARAMETER_STORE_H_
#define NEURO_LIB_MODEL_PARAMETER_STORE_H_

#include <cstddef>

#include "base/range.h"

namespace neuro {

enum class Part {
  kWeights,   // [out][in]
  kBias,      // [out], as all that follow
  kScale,     // of normalised layers
  kShift,     // likewise
  kMean,      // running, of batch-normalised layers
  kVariance,  // likewise
};

class ParameterStore {
 public:
  virtual ~ParameterStore() = default;

  // Elements of a part of a layer; of weights they are counted through all rows. Setting takes any
  // value that the network's type can hold; the caller has seen to that.
  virtual void get(size_t layer, Part part, Range elements, double* out) const = 0;
  virtual void set(size_t layer, Part part, Range elements, const double* in) = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_PARAMETER_STORE_H_
