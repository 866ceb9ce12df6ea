#include "train/running_moments.h"

#include <algorithm>

namespace neuro {

template <class T>
RunningMoments<T>::RunningMoments(const Shape& shape) {
  for (size_t l = 0; l < shape.layers(); ++l) {
    if (shape.layer(l).normalisation != Normalisation::kBatch) continue;
    const size_t units = shape.outputs(l);
    layers_.push_back({l, AlignedBuffer<T>(units), AlignedBuffer<T>(units)});
  }
}

template <class T>
void RunningMoments<T>::begin(const Network<T>& network) {
  for (OfLayer& of : layers_) {
    const LayerParameters<T>& running = network.layer(of.layer).parameters();
    std::copy_n(running.mean.data(), of.mean.size(), of.mean.data());
    std::copy_n(running.variance.data(), of.variance.size(), of.variance.data());
  }
  known_ = true;
}

// The variance without bias, as PyTorch has it, which a single row does not have.
template <class T>
void RunningMoments<T>::move(const TrainingBuffers<T>& buffers, size_t rows, double momentum) {
  const double n = static_cast<double>(rows);
  const auto towards = [&](T& to, double value) {
    to = static_cast<T>((1 - momentum) * static_cast<double>(to) + momentum * value);
  };
  for (OfLayer& of : layers_) {
    const NormalisationBuffers<T>& batch = buffers.normalisations[of.layer];
    for (size_t j = 0; j < of.mean.size(); ++j) {
      towards(of.mean[j], batch.batch_mean[j]);
      if (rows > 1) towards(of.variance[j], batch.batch_variance[j] * (n / (n - 1)));
    }
  }
}

template <class T>
void RunningMoments<T>::commit(Network<T>& network) {
  if (!known_) return;
  for (const OfLayer& of : layers_) {
    Layer<T>& layer = network.layer(of.layer);
    std::copy_n(of.mean.data(), of.mean.size(), layer.parameters().mean.data());
    std::copy_n(of.variance.data(), of.variance.size(), layer.parameters().variance.data());
    layer.refresh_factor();
  }
  known_ = false;
}

template class RunningMoments<float>;
template class RunningMoments<double>;

}  // namespace neuro
