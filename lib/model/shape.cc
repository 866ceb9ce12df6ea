// Checks sizes once, so that no arithmetic on them can overflow later.
#include "model/shape.h"

#include <utility>

#include "base/error.h"
#include "base/size.h"
#include "kernels/kernels.h"

namespace neuro {

Shape::Shape(const size_t* sizes, size_t count, const NetworkConfig& config,
             std::vector<LayerConfig> layers)
    : config_(config), layers_(std::move(layers)) {
  if (count < 2) {
    throw Error(Status::kInvalidArgument, "layer_count: ", count,
                ": a network has at least 2 sizes, its inputs and its outputs");
  }
  // Padding, the bias and the widest element type included.
  const auto storable = [](size_t inputs, size_t outputs) {
    const size_t room = 4 * kRowUnit;
    if (inputs > kMaxBytes / 2 || outputs > kMaxBytes / 2) return false;
    const auto elements = checked_product(inputs + room, outputs + room);
    return elements && checked_product(*elements, 2 * sizeof(double)).has_value();
  };
  for (size_t i = 0; i < count; ++i) {
    if (sizes[i] == 0) {
      throw Error(Status::kInvalidArgument, "layer_sizes[", i, "]: 0: a layer has at least 1 unit");
    }
    if (i > 0 && !storable(sizes[i - 1], sizes[i])) {
      throw Error(Status::kInvalidArgument, "layer_sizes[", i - 1, "] x layer_sizes[", i,
                  "]: ", sizes[i - 1], " x ", sizes[i], " weights overflow the address space");
    }
  }
  if (config.loss != Loss::kDefault && config.output != Output::kIdentity) {
    throw Error(Status::kInvalidArgument,
                "options: the losses beside the default one go with the output identity only");
  }
  sizes_.assign(sizes, sizes + count);
  layers_.resize(this->layers());
  // The last layer's sums are the output's business.
  LayerConfig& last = layers_.back();
  last.normalisation = Normalisation::kNone;
  last.activation = Activation::kIdentity;
  last.dropout = 0;
}

}  // namespace neuro
