// A network's parameters to and from the little-endian bytes of tensors, a small piece at a time.
#ifndef NEURO_LIB_IO_TENSOR_DATA_H_
#define NEURO_LIB_IO_TENSOR_DATA_H_

#include <vector>

#include "io/byte_sink.h"
#include "io/byte_source.h"
#include "io/layer_tensors.h"
#include "model/element_type.h"
#include "model/parameter_store.h"

namespace neuro {

// Writes all layers of a network of these sizes in the order of list_tensors().
void write_parameters(ByteSink& sink, const std::vector<size_t>& sizes, ElementType type,
                      const ParameterStore& from);

// Reads all layers into a network of `type`, whatever the tensors' types are. Throws Error(kFormat)
// for a value that is no finite number of that type, naming tensor, row and column, unless
// allow_not_finite; what has been read by then stays in the network.
void read_parameters(const ByteSource& source, const SafetensorsHeader& header,
                     const std::vector<LayerTensors>& layers, ElementType type,
                     bool allow_not_finite, ParameterStore& to);

}  // namespace neuro

#endif  // NEURO_LIB_IO_TENSOR_DATA_H_
