// Which tensors of a file are the parameters of which layer.
#ifndef NEURO_LIB_IO_LAYER_TENSORS_H_
#define NEURO_LIB_IO_LAYER_TENSORS_H_

#include <cstddef>
#include <vector>

#include "io/model_description.h"
#include "io/safetensors.h"

namespace neuro {

struct LayerTensors {
  TensorInfo weight, bias;
};

// What a model file's tensors are called, how they are shaped and where they lie: layer by layer,
// weight before bias.
std::vector<TensorInfo> list_tensors(const std::vector<size_t>& sizes, ElementType type);

// Those of a model file, which must be exactly what list_tensors() names, in any order. Throws
// Error(kFormat), naming the tensor. Sets the type.
std::vector<LayerTensors> find_own_layers(const SafetensorsHeader& header,
                                          const std::vector<size_t>& sizes, ElementType& type,
                                          const char* file);

// Those of another program's file, for a network of these sizes: pairs of NAME.weight and
// NAME.bias in the order of their names, in which numbers count as numbers. Throws
// Error(kInvalidArgument) for tensors that do not fit the network, Error(kUnsupported) for element
// types other than F32 and F64, naming the tensor.
std::vector<LayerTensors> find_foreign_layers(const SafetensorsHeader& header,
                                              const std::vector<size_t>& sizes, const char* file);

}  // namespace neuro

#endif  // NEURO_LIB_IO_LAYER_TENSORS_H_
