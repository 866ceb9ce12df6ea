// The parameters of one dense layer, permanently packed for the kernels. Knows nothing of its
// neighbours, of activations or of training.
#ifndef NEURO_LIB_MODEL_LAYER_H_
#define NEURO_LIB_MODEL_LAYER_H_

#include <cstddef>
#include <optional>

#include "base/range.h"
#include "kernels/kernels.h"
#include "model/panels.h"

namespace neuro {

template <class T>
class Layer {
 public:
  // Zeroed. `propagates`: the backward pass goes through this layer, so that it needs the
  // transposed panels as well (all layers but the first).
  Layer(size_t inputs, size_t outputs, bool propagates, const Kernels<T>& kernels);

  size_t inputs() const { return inputs_; }
  size_t outputs() const { return outputs_; }

  // inputs + 1 rows: the weights, then the bias.
  PackedMatrix<T>& weights() { return weights_; }
  const PackedMatrix<T>& weights() const { return weights_; }
  // `outputs` rows of `inputs` columns; only where the layer propagates.
  const PackedMatrix<T>& transposed() const { return *transposed_; }

  // Weights of output j of some inputs, in all places where they lie.
  void get_row(size_t j, Range inputs, double* out) const;
  void set_row(size_t j, Range inputs, const double* in);

  // Brings the transposed panels up to date for weight rows [first, last); the bias row may be
  // among them. Disjoint ranges may be refreshed by different threads.
  void refresh_transposed(size_t first, size_t last);

 private:
  size_t inputs_, outputs_;
  PackedMatrix<T> weights_;
  std::optional<PackedMatrix<T>> transposed_;
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_LAYER_H_
