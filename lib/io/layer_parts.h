// The parts that a layer's parameters have in a file, and what each of them asks of its tensor.
#ifndef NEURO_LIB_IO_LAYER_PARTS_H_
#define NEURO_LIB_IO_LAYER_PARTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/tensor_info.h"
#include "model/element_type.h"
#include "model/layer_config.h"
#include "model/parameter_store.h"

namespace neuro {

// In the order in which they are written.
std::span<const Part> layer_parts(Normalisation normalisation, bool has_statistics);

inline std::vector<uint64_t> part_shape(Part part, size_t inputs, size_t outputs) {
  if (part == Part::kWeights) return {outputs, inputs};
  return {outputs};
}

// Throws Error(status), naming the tensor, for any other shape.
void require_shape(const TensorInfo& tensor, const std::vector<uint64_t>& shape, Status status,
                   const char* file);

// Throws Error(kUnsupported), naming the tensor, for others than F32 and F64.
ElementType element_type(const TensorInfo& tensor, const char* file);

const char* dtype_name(ElementType type);

}  // namespace neuro

#endif  // NEURO_LIB_IO_LAYER_PARTS_H_
