// Everything that a model file holds beside parameters, as plain data. How it is written down is
// description_text.h's business.
#ifndef NEURO_LIB_IO_MODEL_DESCRIPTION_H_
#define NEURO_LIB_IO_MODEL_DESCRIPTION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "io/safetensors.h"
#include "model/element_type.h"
#include "model/input_scaling.h"
#include "model/layer_config.h"
#include "model/optimizer.h"
#include "model/shape.h"
#include "model/training_record.h"

namespace neuro {

// What an optimizer that keeps numbers for each parameter has beside them.
struct OptimizerRecord {
  Optimizer optimizer = Optimizer::kMomentum;
  uint64_t steps = 0;  // that its numbers come from
};

struct ModelDescription {
  ElementType type = ElementType::kF32;  // of the tensors
  std::vector<size_t> sizes;
  NetworkConfig network;
  // Of each layer, of which the last one's is not written down, nor are initialisations; or empty,
  // all at their defaults.
  std::vector<LayerConfig> layers;
  Scaling scaling = Scaling::kNone;
  std::vector<double> scaling_offset, scaling_factor;  // empty where nothing is learnt yet
  Metadata options;                                    // by name; what they mean is the writer's
  std::vector<EpochRecord> history;
  std::optional<TrainingState> training;     // of a checkpoint
  std::optional<OptimizerRecord> optimizer;  // of a checkpoint, if the optimizer keeps any numbers
  std::vector<double> class_weights;         // of a checkpoint; empty: none
  bool has_best = false;                     // of a checkpoint: the parameters of the best epoch
  Metadata others;                           // what users, or later versions, have added

  Normalisation normalisation(size_t layer) const {
    return layers.empty() ? Normalisation::kNone : layers[layer].normalisation;
  }
};

}  // namespace neuro

#endif  // NEURO_LIB_IO_MODEL_DESCRIPTION_H_
