// A network's parameters to and from the little-endian bytes of tensors, a small piece at a time.
#ifndef NEURO_LIB_IO_TENSOR_DATA_H_
#define NEURO_LIB_IO_TENSOR_DATA_H_

#include <cstdint>
#include <vector>

#include "io/byte_sink.h"
#include "io/byte_source.h"
#include "io/layer_tensors.h"
#include "model/element_type.h"
#include "model/parameter_store.h"

namespace neuro {

// Writes a set of tensors in the order of list_tensors().
void write_tensors(ByteSink& sink, const ModelDescription& model, const TensorSet& set,
                   const ParameterStore& from);

// What is asked of the values that are read.
struct ValueCheck {
  ElementType type;       // of the network that they go into, whatever the tensors' types are
  bool allow_not_finite;  // else each is a finite number of that type
  bool is_non_negative;   // none is below 0; of variances that is asked in any case
};

// Reads tensors of a source whose data begin at data_offset. Throws Error(kFormat) for a value that
// is not what is asked, naming tensor, row and column; what has been read by then stays in `to`.
void read_tensors(const ByteSource& source, uint64_t data_offset,
                  const std::vector<PartTensor>& tensors, const ValueCheck& check,
                  ParameterStore& to);

}  // namespace neuro

#endif  // NEURO_LIB_IO_TENSOR_DATA_H_
