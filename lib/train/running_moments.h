// The running means and variances of batch normalisation, on their way from batches to the network:
// they move with every batch that goes forward, but the network has them only once the step is
// made, so that a step that fails between two batches has moved nothing.
#ifndef NEURO_LIB_TRAIN_RUNNING_MOMENTS_H_
#define NEURO_LIB_TRAIN_RUNNING_MOMENTS_H_

#include <cstddef>
#include <vector>

#include "base/aligned_buffer.h"
#include "model/network.h"
#include "model/shape.h"
#include "train/training_buffers.h"

namespace neuro {

template <class T>
class RunningMoments {
 public:
  explicit RunningMoments(const Shape& shape);

  // Starts from the network's.
  void begin(const Network<T>& network);
  // Moves them towards those of the batch of so many rows that has just gone through the buffers.
  void move(const TrainingBuffers<T>& buffers, size_t rows, double momentum);
  // Hands them to the network, unless they have been forgotten.
  void commit(Network<T>& network);
  void forget() { known_ = false; }

 private:
  // Of a batch-normalised layer.
  struct OfLayer {
    size_t layer;
    AlignedBuffer<T> mean, variance;
  };

  std::vector<OfLayer> layers_;
  bool known_ = false;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_RUNNING_MOMENTS_H_
