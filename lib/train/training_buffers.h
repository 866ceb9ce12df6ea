// Everything a training step writes to, allocated once for batches up to a number of rows. Each
// worker writes its own rows; all workers read all rows when they form gradients.
#ifndef NEURO_LIB_TRAIN_TRAINING_BUFFERS_H_
#define NEURO_LIB_TRAIN_TRAINING_BUFFERS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/block_sum.h"
#include "kernels/kernels.h"
#include "model/matrix.h"
#include "model/shape.h"

namespace neuro {

template <class T>
struct TrainingBuffers {
  TrainingBuffers() = default;
  // Throws std::bad_alloc.
  TrainingBuffers(const Shape& shape, const Kernels<T>& kernels, size_t max_rows,
                  size_t max_workers)
      : rows(max_rows), workers(max_workers) {
    const size_t layers = shape.layers();
    activations.reserve(layers);
    deltas.reserve(layers);
    for (size_t l = 0; l < layers; ++l) {
      activations.emplace_back(rows, shape.inputs(l) + 1);
      for (size_t r = 0; r < rows; ++r) activations[l].row(r)[shape.inputs(l)] = 1;
      deltas.emplace_back(rows, shape.outputs(l));
    }
    targets = Matrix<T>(rows, shape.outputs());
    labels = AlignedBuffer<int32_t>(rows);
    losses = AlignedBuffer<double>(rows);
    scratch_size =
        tree_levels(ceil_div(rows, kBlockRows)) * kernels.tile_rows * kernels.panel_width;
    scratch = AlignedBuffer<T>(scratch_size * workers);
  }

  size_t rows = 0, workers = 0;
  // What enters layer l, and a column of ones behind it: the bias is a weight whose input is 1.
  std::vector<Matrix<T>> activations;
  // The loss's derivative with respect to what layer l sums up. The last one's hold the sums first.
  std::vector<Matrix<T>> deltas;
  Matrix<T> targets;              // dense ones
  AlignedBuffer<int32_t> labels;  // or labels
  AlignedBuffer<double> losses;   // a row each
  AlignedBuffer<T> scratch;       // scratch_size elements a worker, for gradient_step
  size_t scratch_size = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_TRAINING_BUFFERS_H_
