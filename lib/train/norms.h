// Sums of squares over gradients or parameters, layer by layer. The work may be shared out; the
// order of each sum is fixed: down the rows of a column, then column by column.
#ifndef NEURO_LIB_TRAIN_NORMS_H_
#define NEURO_LIB_TRAIN_NORMS_H_

#include <cstddef>
#include <vector>

#include "base/aligned_buffer.h"
#include "model/layer_parameters.h"
#include "model/shape.h"

namespace neuro {

template <class T>
class Norms {
 public:
  explicit Norms(const Shape& shape, const Kernels<T>& kernels);

  // Adds up this worker's columns of a layer. Everybody's must be there before layer() is asked.
  void add_columns(size_t l, const LayerParameters<T>& numbers, size_t worker, size_t active);
  LayerSquares layer(size_t l, const LayerParameters<T>& numbers) const;

 private:
  const Kernels<T>* kernels_;
  std::vector<AlignedBuffer<double>> columns_;  // of each layer
};

// The same at one go.
template <class T>
LayerSquares layer_squares(const LayerParameters<T>& numbers, const Kernels<T>& kernels);

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_NORMS_H_
