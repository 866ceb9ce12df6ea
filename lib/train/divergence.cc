#include "train/divergence.h"

#include <cmath>
#include <limits>

#include "base/error.h"

namespace neuro {
namespace {

constexpr const char* kLikely =
    ": training has diverged, most likely because the learning rate is too high";

}  // namespace

template <class T>
void refuse_loss(const Network<T>& network, const TrainingBuffers<T>& buffers, const Batch& batch,
                 size_t i, uint64_t step) {
  size_t l = 0;
  while (l < buffers.hidden.size() && network.kernels().elementwise->largest(
                                          buffers.hidden[l].row(i), network.shape().outputs(l)) <=
                                          std::numeric_limits<T>::max()) {
    ++l;
  }
  throw Error(Status::kNotFinite, "step ", step, ": the loss of row ", batch.source_row(i),
              " is not finite; the first that are not are the outputs of layer ", l, kLikely);
}

void refuse_variance(size_t layer, uint64_t step) {
  throw Error(Status::kNotFinite, "step ", step, ": a variance over the batch in layer ", layer,
              " is not finite in the network's type", kLikely);
}

void refuse_gradient(size_t layer, const LayerSquares& squares, uint64_t step) {
  const char* tensor = !std::isfinite(squares.weights) ? "weights"
                       : !std::isfinite(squares.bias)  ? "biases"
                       : !std::isfinite(squares.scale) ? "scales"
                                                       : "shifts";
  throw Error(Status::kNotFinite, "step ", step, ": the gradient of the ", tensor, " of layer ",
              layer, " is not finite", kLikely);
}

void refuse_update(size_t layer, const char* tensor, uint64_t step) {
  throw Error(Status::kNotFinite, "step ", step, ": the ", tensor, " of layer ", layer,
              " would not be finite any more", kLikely);
}

template void refuse_loss(const Network<float>&, const TrainingBuffers<float>&, const Batch&,
                          size_t, uint64_t);
template void refuse_loss(const Network<double>&, const TrainingBuffers<double>&, const Batch&,
                          size_t, uint64_t);

}  // namespace neuro
