// Everything that a model file holds beside parameters, as plain data. How it is written down is
// description_text.h's business.
#ifndef NEURO_LIB_IO_MODEL_DESCRIPTION_H_
#define NEURO_LIB_IO_MODEL_DESCRIPTION_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "io/safetensors.h"
#include "model/element_type.h"
#include "model/input_scaling.h"
#include "model/shape.h"
#include "model/training_record.h"

namespace neuro {

struct ModelDescription {
  ElementType type = ElementType::kF32;  // of the tensors
  std::vector<size_t> sizes;
  Output output = Output::kSoftmax;
  Scaling scaling = Scaling::kNone;
  std::vector<double> scaling_offset, scaling_factor;  // empty where nothing is learnt yet
  Metadata options;                                    // by name; what they mean is the writer's
  std::vector<EpochRecord> history;
  std::optional<TrainingState> training;  // of a checkpoint
  Metadata others;                        // what users, or later versions, have added
};

}  // namespace neuro

#endif  // NEURO_LIB_IO_MODEL_DESCRIPTION_H_
