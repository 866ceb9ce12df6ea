// A network's parameters as files hold them: layer by layer, weights [out][in] and bias [out], in
// pieces of any length. Doubles hold every float exactly, so one element type serves all.
#ifndef NEURO_LIB_MODEL_PARAMETER_STORE_H_
#define NEURO_LIB_MODEL_PARAMETER_STORE_H_

#include <cstddef>

#include "base/range.h"

namespace neuro {

class ParameterStore {
 public:
  virtual ~ParameterStore() = default;

  // Elements of a layer's weights, counted through all its rows. Setting takes any value that the
  // network's type can hold; the caller has seen to that.
  virtual void get_weights(size_t layer, Range elements, double* out) const = 0;
  virtual void set_weights(size_t layer, Range elements, const double* in) = 0;
  // Elements of its bias.
  virtual void get_bias(size_t layer, Range elements, double* out) const = 0;
  virtual void set_bias(size_t layer, Range elements, const double* in) = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_PARAMETER_STORE_H_
