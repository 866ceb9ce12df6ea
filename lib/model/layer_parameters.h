// The parameters of one layer, or numbers that belong to each of them, packed for the kernels.
// Knows nothing of its neighbours, of activations or of training.
#ifndef NEURO_LIB_MODEL_LAYER_PARAMETERS_H_
#define NEURO_LIB_MODEL_LAYER_PARAMETERS_H_

#include <cstddef>

#include "base/aligned_buffer.h"
#include "base/range.h"
#include "kernels/kernels.h"
#include "model/layer_config.h"
#include "model/panels.h"
#include "model/parameter_store.h"

namespace neuro {

template <class T>
struct LayerParameters {
  // Zeroed.
  LayerParameters(size_t inputs, size_t outputs, Normalisation normalisation,
                  const Kernels<T>& kernels);

  void get(Part part, Range elements, double* out) const;
  void set(Part part, Range elements, const double* in);

  // One of the arrays of a normalisation.
  AlignedBuffer<T>& vector(Part part);
  const AlignedBuffer<T>& vector(Part part) const;

  size_t inputs, outputs;
  PackedMatrix<T> weights;  // inputs + 1 rows: the weights, then the bias
  // Padded to a multiple of kRowUnit; empty where the layer has none.
  AlignedBuffer<T> scale, shift, mean, variance;
};

// Copies all numbers from one layer's to those of another of the same shape and kernels.
template <class T>
void copy_values(const LayerParameters<T>& from, LayerParameters<T>& to);

// The sums of squares of a layer's numbers, each in one fixed order, in double.
struct LayerSquares {
  double weights = 0, bias = 0, scale = 0, shift = 0;

  double total() const { return weights + bias + scale + shift; }
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_LAYER_PARAMETERS_H_
