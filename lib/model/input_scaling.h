// What a network does to its inputs before anything else.
#ifndef NEURO_LIB_MODEL_INPUT_SCALING_H_
#define NEURO_LIB_MODEL_INPUT_SCALING_H_

#include <cstdint>

#include "base/aligned_buffer.h"

namespace neuro {

// What fitting learns about the inputs' scale.
enum class Scaling : uint8_t { kNone, kMinMax, kStandard };

// x -> (x - offset) * factor for each input column, computed in double whatever the network's type:
// the digits of a time stamp are lost if it is rounded before its offset is taken off. Empty:
// inputs are taken as they stand.
struct InputScaling {
  AlignedBuffer<double> offset, factor;

  bool empty() const { return offset.size() == 0; }
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_INPUT_SCALING_H_
