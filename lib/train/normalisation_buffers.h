// What a normalised layer's forward and backward pass leave for each other, and for the update of
// its scale and shift.
#ifndef NEURO_LIB_TRAIN_NORMALISATION_BUFFERS_H_
#define NEURO_LIB_TRAIN_NORMALISATION_BUFFERS_H_

#include <cstddef>

#include "base/aligned_buffer.h"
#include "base/size.h"
#include "kernels/kernels.h"
#include "model/layer_config.h"
#include "model/matrix.h"

namespace neuro {

template <class T>
struct NormalisationBuffers {
  NormalisationBuffers() = default;
  // Throws std::bad_alloc.
  NormalisationBuffers(Normalisation normalisation, size_t rows, size_t units) {
    if (normalisation == Normalisation::kNone) return;
    const size_t padded = round_up(units, kRowUnit);
    normalised = Matrix<T>(rows, units);
    for (auto* sums : {&sum, &product}) *sums = AlignedBuffer<double>(padded);
    for (auto* vector : {&scale_gradient, &shift_gradient}) *vector = AlignedBuffer<T>(padded);
    if (normalisation == Normalisation::kLayer) {
      factor = AlignedBuffer<T>(rows);
      return;
    }
    for (auto* moments : {&batch_mean, &batch_variance}) *moments = AlignedBuffer<double>(padded);
    for (auto* vector : {&mean, &factor, &mean_gradient, &mean_product}) {
      *vector = AlignedBuffer<T>(padded);
    }
  }

  Matrix<T> normalised;                              // (z - mean) factor
  AlignedBuffer<T> factor;                           // of each unit, or of each row
  AlignedBuffer<double> batch_mean, batch_variance;  // of each unit
  AlignedBuffer<T> mean;                             // rounded
  AlignedBuffer<double> sum,
      product;  // over rows, of the derivatives, and of them times normalised
  AlignedBuffer<T> mean_gradient, mean_product;  // those over the number of rows
  AlignedBuffer<T> scale_gradient, shift_gradient;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_NORMALISATION_BUFFERS_H_
