// Says what has stopped being finite: in which step, layer and tensor.
#ifndef NEURO_LIB_TRAIN_DIVERGENCE_H_
#define NEURO_LIB_TRAIN_DIVERGENCE_H_

#include <cstddef>
#include <cstdint>

#include "model/layer_parameters.h"
#include "model/network.h"
#include "train/batch.h"
#include "train/training_buffers.h"

namespace neuro {

// All throw Error(kNotFinite). step: the one that fails, from 1 on.

// The loss of row i of a batch that has just gone forward.
template <class T>
[[noreturn]] void refuse_loss(const Network<T>& network, const TrainingBuffers<T>& buffers,
                              const Batch& batch, size_t i, uint64_t step);

// The variance over a batch of what a layer sums up.
[[noreturn]] void refuse_variance(size_t layer, uint64_t step);

// A layer's gradients whose squares are not finite.
[[noreturn]] void refuse_gradient(size_t layer, const LayerSquares& squares, uint64_t step);

// A layer's parameters after an update.
[[noreturn]] void refuse_update(size_t layer, const char* tensor, uint64_t step);

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_DIVERGENCE_H_
