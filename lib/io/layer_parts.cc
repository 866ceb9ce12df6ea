#include "io/layer_parts.h"

#include "base/text.h"
#include "io/json_text.h"

namespace neuro {
namespace {

constexpr Part kParts[] = {Part::kWeights, Part::kBias, Part::kScale,
                           Part::kShift,   Part::kMean, Part::kVariance};

// A shape as people write it, or the beginning of it.
Text<80> shape_text(const std::vector<uint64_t>& shape) {
  Text<80> text;
  text.add('[');
  for (size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) text.add(", ");
    text.add(shape[i]);
  }
  text.add(']');
  return text;
}

}  // namespace

std::span<const Part> layer_parts(Normalisation normalisation, bool has_statistics) {
  const std::span<const Part> all = kParts;
  if (normalisation == Normalisation::kNone) return all.first(2);
  return normalisation == Normalisation::kBatch && has_statistics ? all : all.first(4);
}

void require_shape(const TensorInfo& tensor, const std::vector<uint64_t>& shape, Status status,
                   const char* file) {
  if (tensor.shape == shape) return;
  throw Error(status, file, ": tensor ", shown_name(tensor.name).c_str(), " has the shape ",
              shape_text(tensor.shape).c_str(), "; the network's is ", shape_text(shape).c_str());
}

ElementType element_type(const TensorInfo& tensor, const char* file) {
  if (tensor.dtype == "F32") return ElementType::kF32;
  if (tensor.dtype == "F64") return ElementType::kF64;
  throw Error(Status::kUnsupported, file, ": tensor ", shown_name(tensor.name).c_str(),
              " is of type ", tensor.dtype.c_str(), ", not F32 or F64");
}

const char* dtype_name(ElementType type) { return type == ElementType::kF64 ? "F64" : "F32"; }

}  // namespace neuro
