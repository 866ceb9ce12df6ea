// Which tensors of a file are the parameters of which layer.
#ifndef NEURO_LIB_IO_LAYER_TENSORS_H_
#define NEURO_LIB_IO_LAYER_TENSORS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "io/model_description.h"
#include "io/safetensors.h"
#include "model/parameter_store.h"

namespace neuro {

// A number for each parameter of a network: its parameters, or what a checkpoint has beside them.
struct TensorSet {
  std::string prefix;    // of the tensors' names
  bool has_statistics;   // running means and variances as well
  bool is_non_negative;  // all values are 0 or above
};

// Those that a file has: the network's own, those of its optimizer, the best.
std::vector<TensorSet> tensor_sets(const ModelDescription& model);

// A tensor, and what it is. The tensor lies in the header that it was found in.
struct PartTensor {
  size_t layer;
  Part part;
  const TensorInfo* tensor;
};

// What a model file's tensors are called, how they are shaped and where they lie: set by set, in it
// layer by layer, in it part by part. Throws Error(kUnsupported) if there are more than a file may
// have.
std::vector<TensorInfo> list_tensors(const ModelDescription& model);

// Those of a model file, which must be exactly what list_tensors() names, in any order; by set.
// Throws Error(kFormat), naming the tensor. Sets the model's type, and whether it has a best.
std::vector<std::vector<PartTensor>> find_own_tensors(const SafetensorsHeader& header,
                                                      ModelDescription& model, const char* file);

}  // namespace neuro

#endif  // NEURO_LIB_IO_LAYER_TENSORS_H_
