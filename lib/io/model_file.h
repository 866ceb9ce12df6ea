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

namespace neuro {

// library: the version that writes. Throws Error(kUnsupported) for more layers than a file may
// have.
void write_model(ByteSink& sink, const ModelDescription& model, const ParameterStore& parameters,
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

  // Into a network of these sizes and of `type`.
  void read(ElementType type, bool allow_not_finite, ParameterStore& to) const;

 private:
  const ByteSource& source_;
  SafetensorsHeader header_;
  std::vector<LayerTensors> layers_;
};

// Reads the parameters of another program's file into a network of these sizes.
void read_foreign_parameters(const ByteSource& source, const std::vector<size_t>& sizes,
                             ElementType type, bool allow_not_finite, ParameterStore& to);

}  // namespace neuro

#endif  // NEURO_LIB_IO_MODEL_FILE_H_
