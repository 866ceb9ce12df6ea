// Everything a training step writes to, allocated once for batches up to a number of rows. Each
// worker writes its own part; all workers read all rows when they form gradients.
#ifndef NEURO_LIB_TRAIN_TRAINING_BUFFERS_H_
#define NEURO_LIB_TRAIN_TRAINING_BUFFERS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/size.h"
#include "kernels/kernels.h"
#include "model/matrix.h"
#include "model/shape.h"
#include "train/division.h"
#include "train/normalisation_buffers.h"

namespace neuro {

template <class T>
struct TrainingBuffers {
  TrainingBuffers() = default;
  // copies: of the inputs. Throws std::bad_alloc.
  TrainingBuffers(const Shape& shape, const Kernels<T>& kernels, size_t max_rows,
                  size_t max_workers, InputCopies copies)
      : rows(max_rows), workers(max_workers), copied_rows(copies.rows) {
    const size_t layers = shape.layers();
    inputs.reserve(copies.count);
    while (inputs.size() < copies.count) {
      inputs.push_back(with_ones(inputs.empty() ? rows : copied_rows, shape.inputs()));
    }
    hidden.reserve(layers - 1);
    slopes.reserve(layers - 1);
    normalisations.reserve(layers - 1);
    deltas.reserve(layers);
    for (size_t l = 0; l < layers; ++l) {
      deltas.emplace_back(rows, shape.outputs(l));
      if (shape.is_last(l)) break;
      const LayerConfig& config = shape.layer(l);
      hidden.push_back(with_ones(rows, shape.outputs(l)));
      slopes.push_back(config.is_plain() ? Matrix<T>() : Matrix<T>(rows, shape.outputs(l)));
      normalisations.emplace_back(config.normalisation, rows, shape.outputs(l));
    }
    weights = AlignedBuffer<T>(rows);
    targets = Matrix<T>(rows, shape.outputs());
    labels = AlignedBuffer<int32_t>(rows);
    losses = AlignedBuffer<double>(rows);
    scratch_size = gradient_scratch(kernels, rows);
    scratch = AlignedBuffer<T>(scratch_size * workers);
  }

  // What enters layer l; for the first one, the copy of a group of columns. A column of ones
  // stands behind it: the bias is a weight whose input is 1.
  Matrix<T>& activations(size_t l, size_t group) { return l == 0 ? inputs[group] : hidden[l - 1]; }

  // The copies of the inputs that a batch of so many rows has.
  size_t input_copies(size_t batch) const { return batch <= copied_rows ? inputs.size() : 1; }

  size_t rows = 0, workers = 0, copied_rows = 0;
  std::vector<Matrix<T>> inputs;  // one for each group of columns
  std::vector<Matrix<T>> hidden;  // what enters layers 1, 2, ...
  std::vector<Matrix<T>> slopes;  // of what layer l puts out by its (normalised) sums; where the
                                  // layer is not plain
  std::vector<NormalisationBuffers<T>> normalisations;  // of layer l
  // The loss's derivative with respect to what layer l sums up. The last one's hold the sums
  // first.
  std::vector<Matrix<T>> deltas;
  Matrix<T> targets;              // dense ones
  AlignedBuffer<int32_t> labels;  // or labels
  AlignedBuffer<T> weights;       // what each row counts
  AlignedBuffer<double> losses;   // a row each
  AlignedBuffer<T> scratch;       // scratch_size elements a worker, for gradient_step
  size_t scratch_size = 0;

 private:
  static Matrix<T> with_ones(size_t rows, size_t cols) {
    Matrix<T> matrix(rows, cols + 1);
    if (AllocationTally::is_on()) return matrix;
    for (size_t r = 0; r < rows; ++r) matrix.row(r)[cols] = 1;
    return matrix;
  }
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_TRAINING_BUFFERS_H_
