// Which tensors of another program's file are the parameters of which layer of a network.
#ifndef NEURO_LIB_IO_FOREIGN_TENSORS_H_
#define NEURO_LIB_IO_FOREIGN_TENSORS_H_

#include <vector>

#include "io/layer_tensors.h"
#include "io/safetensors.h"
#include "model/shape.h"

namespace neuro {

// Modules in the order of their names, in which numbers count as numbers: for each layer one with
// NAME.weight of two dimensions and NAME.bias, and behind it, where the layer is normalised, one
// with NAME.weight of one dimension, NAME.bias and, where it is by batches, NAME.running_mean and
// NAME.running_var. PyTorch's counters of batches may be there; so may all that a checkpoint of our
// own has beside its network. Throws Error(kInvalidArgument) for tensors that do not fit the
// network, Error(kUnsupported) for element types other than F32 and F64, naming the tensor.
std::vector<PartTensor> find_foreign_tensors(const SafetensorsHeader& header, const Shape& shape,
                                             const char* file);

}  // namespace neuro

#endif  // NEURO_LIB_IO_FOREIGN_TENSORS_H_
