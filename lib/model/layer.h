// One layer: its parameters and what is derived from them. Knows nothing of its neighbours, of
// activations or of training.
#ifndef NEURO_LIB_MODEL_LAYER_H_
#define NEURO_LIB_MODEL_LAYER_H_

#include <cstddef>
#include <optional>

#include "base/range.h"
#include "kernels/kernels.h"
#include "model/layer_parameters.h"
#include "model/panels.h"

namespace neuro {

template <class T>
class Layer {
 public:
  // All parameters zero. `propagates`: the backward pass goes through this layer, so that it needs
  // the transposed panels as well (all layers but the first).
  Layer(size_t inputs, size_t outputs, Normalisation normalisation, double epsilon, bool propagates,
        const Kernels<T>& kernels);

  size_t inputs() const { return parameters_.inputs; }
  size_t outputs() const { return parameters_.outputs; }

  // Whoever changes them says so, see below.
  LayerParameters<T>& parameters() { return parameters_; }
  const LayerParameters<T>& parameters() const { return parameters_; }
  // inputs + 1 rows: the weights, then the bias.
  PackedMatrix<T>& weights() { return parameters_.weights; }
  const PackedMatrix<T>& weights() const { return parameters_.weights; }
  // `outputs` rows of `inputs` columns; only where the layer propagates.
  const PackedMatrix<T>& transposed() const { return *transposed_; }
  // Of each unit, 1 / sqrt(running variance + epsilon); only where the layer is batch-normalised.
  const AlignedBuffer<T>& factor() const { return factor_; }

  // Elements of a part, in all places where they lie.
  void set(Part part, Range elements, const double* in);

  // Brings the transposed panels up to date for weight rows [first, last); the bias row may be
  // among them. Disjoint ranges may be refreshed by different threads.
  void refresh_transposed(size_t first, size_t last);
  // Brings factor() up to date.
  void refresh_factor();
  // Everything.
  void refresh();

 private:
  LayerParameters<T> parameters_;
  double epsilon_;
  std::optional<PackedMatrix<T>> transposed_;
  AlignedBuffer<T> factor_;
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_LAYER_H_
