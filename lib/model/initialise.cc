// Draws in the order of the weights as people know them, written to panels.
#include "model/initialise.h"

#include <algorithm>
#include <cmath>

namespace neuro {
namespace {

struct Distribution {
  double variance;
  bool uniform;
};

Distribution distribution(Initialisation initialisation, size_t inputs, size_t outputs) {
  const double n = static_cast<double>(inputs), m = static_cast<double>(outputs);
  switch (initialisation) {
    case Initialisation::kHeNormal:
      return {2 / n, false};
    case Initialisation::kHeUniform:
      return {2 / n, true};
    case Initialisation::kXavierNormal:
      return {2 / (n + m), false};
    case Initialisation::kXavierUniform:
      return {2 / (n + m), true};
    case Initialisation::kLecunNormal:
      return {1 / n, false};
    case Initialisation::kLecunUniform:
      return {1 / n, true};
    case Initialisation::kZeros:
      break;
  }
  return {0, false};
}

// n draws, first ... of a distribution with mean 0, divided by what draws are multiplied by.
template <class T>
void draw(const Distribution& distribution, const DrawStream& stream, uint64_t first, size_t n,
          const Kernels<T>& kernels, double* out) {
  if (!distribution.uniform) return kernels.normal_draws(stream, first, n, out);
  for (size_t i = 0; i < n; ++i) out[i] = 2 * uniform(random_bits(stream, first + i)) - 1;
}

// A column's draws are consecutive, a panel's rows hold one of each column: blocks of columns as
// wide as a cache line, and as high as stays in L1, are drawn and then written line by line.
template <class T>
void draw_weights(Layer<T>& layer, const Distribution& distribution, const DrawStream& stream,
                  const Kernels<T>& kernels) {
  constexpr size_t kColumns = kCacheLine / sizeof(T), kRows = 256;
  AlignedBuffer<double> draws(kColumns * kRows);
  const size_t inputs = layer.inputs(), outputs = layer.outputs();
  // The variance of a uniform distribution within +-a is a^2 / 3.
  const double factor =
      std::sqrt(distribution.uniform ? 3 * distribution.variance : distribution.variance);
  const PanelLayout& layout = layer.weights().layout;
  for (size_t j = 0; j < outputs;) {
    // Never across the border of two panels.
    const size_t columns =
        std::min({kColumns, outputs - j, layout.panel_width() - j % layout.panel_width()});
    const size_t stride = layout.width_at(j);
    for (size_t k = 0; k < inputs; k += kRows) {
      const size_t rows = std::min(kRows, inputs - k);
      for (size_t c = 0; c < columns; ++c) {
        draw(distribution, stream, uint64_t{j + c} * inputs + k, rows, kernels, &draws[c * kRows]);
      }
      T* weights = &layer.weights().at(k, j);
      for (size_t r = 0; r < rows; ++r, weights += stride) {
        for (size_t c = 0; c < columns; ++c) {
          weights[c] = static_cast<T>(factor * draws[c * kRows + r]);
        }
      }
    }
    j += columns;
  }
}

}  // namespace

template <class T>
void initialise_layer(Layer<T>& layer, const LayerConfig& config, const DrawStream& stream,
                      const Kernels<T>& kernels) {
  const size_t inputs = layer.inputs(), outputs = layer.outputs();
  if (config.initialisation != Initialisation::kZeros) {
    draw_weights(layer, distribution(config.initialisation, inputs, outputs), stream, kernels);
  }
  LayerParameters<T>& parameters = layer.parameters();
  for (size_t j = 0; j < outputs; ++j) {
    parameters.weights.at(inputs, j) = static_cast<T>(config.initial_bias);
    if (config.normalisation != Normalisation::kNone) parameters.scale[j] = 1;
    if (config.normalisation == Normalisation::kBatch) parameters.variance[j] = 1;
  }
  layer.refresh();
}

template void initialise_layer(Layer<float>&, const LayerConfig&, const DrawStream&,
                               const Kernels<float>&);
template void initialise_layer(Layer<double>&, const LayerConfig&, const DrawStream&,
                               const Kernels<double>&);

}  // namespace neuro
