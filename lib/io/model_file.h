// Model files: a description and a network's parameters in one safetensors file.
#ifndef NEURO_LIB_IO_MODEL_FILE_H_
#define NEURO_LIB_IO_MODEL_FILE_H_

#include <cstdint>
#include <vector>

#include "io/byte_sink.h"
#include "io/byte_source.h"
#include "io/layer_tensors.h"
#include "io/model_description.h"
#include "io/safetensors.h"
#include "model/parameter_store.h"
#include "model/shape.h"

namespace neuro {

// Where the values of a file's tensors are: by tensor_sets() of its description.
using Stores = std::vector<const ParameterStore*>;

// library: the version that writes. Throws Error(kUnsupported) for more layers than a file may
// have.
void write_model(ByteSink& sink, const ModelDescription& model, const Stores& stores,
                 const char* library);

// How many bytes write_model() writes; the parameters need not be looked at for that.
uint64_t model_size(const ModelDescription& model, const char* library);

// A file that is being read: everything but the parameters' values has been checked by the time it
// is constructed. The source must outlive it.
class ModelFile {
 public:
  // Throws Error for whatever is wrong with the file.
  explicit ModelFile(const ByteSource& source);

  ModelDescription description;

  // The tensors of set `set` of tensor_sets(description) as it was, into a network of these sizes
  // and of `type`, or into what belongs to it.
  void read(size_t set, ElementType type, bool allow_not_finite, ParameterStore& to) const;
  // Only checks them.
  void check(size_t set, ElementType type, bool allow_not_finite) const;

 private:
  const ByteSource& source_;
  SafetensorsHeader header_;
  std::vector<TensorSet> sets_;
  std::vector<std::vector<PartTensor>> tensors_;  // by set
};

// Reads the parameters of another program's file into a network of this shape.
void read_foreign_parameters(const ByteSource& source, const Shape& shape, ElementType type,
                             bool allow_not_finite, ParameterStore& to);

}  // namespace neuro

#endif  // NEURO_LIB_IO_MODEL_FILE_H_
