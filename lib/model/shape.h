// What a network looks like: its widths, what its layers do, its output and loss. Knows neither
// weights nor memory layouts.
#ifndef NEURO_LIB_MODEL_SHAPE_H_
#define NEURO_LIB_MODEL_SHAPE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/layer_config.h"

namespace neuro {

// The numbers are those of NN_OUTPUT_ and NN_LOSS_.
enum class Output : uint8_t { kSoftmax, kIdentity, kSigmoid };
enum class Loss : uint8_t { kDefault, kSquared, kAbsolute, kHuber };

// What is chosen for the network as a whole.
struct NetworkConfig {
  Output output = Output::kSoftmax;
  Loss loss = Loss::kDefault;
  double huber_delta = 1;
  double input_dropout = 0;
  double normalisation_epsilon = 1e-5;
};

class Shape {
 public:
  // Throws Error(kInvalidArgument) unless there are at least two sizes, none of them 0, whose
  // layers can be stored, and a loss that goes with the output. layers: of each layer, the last one
  // too, of which only the initialisation counts; or empty, all at their defaults.
  Shape(const size_t* sizes, size_t count, const NetworkConfig& config,
        std::vector<LayerConfig> layers = {});

  const std::vector<size_t>& sizes() const { return sizes_; }
  size_t layers() const { return sizes_.size() - 1; }
  size_t inputs(size_t layer) const { return sizes_[layer]; }
  size_t outputs(size_t layer) const { return sizes_[layer + 1]; }
  size_t inputs() const { return sizes_.front(); }
  size_t outputs() const { return sizes_.back(); }
  bool is_last(size_t layer) const { return layer + 1 == layers(); }
  const NetworkConfig& config() const { return config_; }
  Output output() const { return config_.output; }
  const LayerConfig& layer(size_t l) const { return layers_[l]; }
  bool is_normalised(size_t l) const { return layers_[l].normalisation != Normalisation::kNone; }

  bool classifies() const { return output() != Output::kIdentity; }
  // How many classes labels may name.
  size_t classes() const { return output() == Output::kSigmoid && outputs() == 1 ? 2 : outputs(); }

 private:
  std::vector<size_t> sizes_;
  NetworkConfig config_;
  std::vector<LayerConfig> layers_;
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_SHAPE_H_
