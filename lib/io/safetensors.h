// The container of model files, as the safetensors format defines it: eight bytes with the length
// of a JSON header, the header, which names tensors with their types, shapes and places, and then
// the tensors' bytes. Knows nothing of networks, and nothing of what the tensors hold.
#ifndef NEURO_LIB_IO_SAFETENSORS_H_
#define NEURO_LIB_IO_SAFETENSORS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "io/byte_sink.h"
#include "io/byte_source.h"
#include "io/tensor_info.h"

namespace neuro {

// The longest header; the format's own limit. Another of ours, to those in tensor_info.h: how many
// entries the metadata may have. (A value's length: kMaxJsonToken in header_json.h.) All together
// they keep what a header takes, while it is read and after, below its own length and 32 MiB.
inline constexpr uint64_t kMaxHeaderBytes = 100'000'000;
inline constexpr size_t kMaxMetadata = size_t{1} << 13;

using Metadata = std::map<std::string, std::string, std::less<>>;  // both UTF-8, without zero bytes

struct SafetensorsHeader {
  std::vector<TensorInfo> tensors;  // ascending: one begins where the one before ends
  Metadata metadata;
  uint64_t data_offset;  // where the data begin in the source
};

// Reads and checks the header; the data behind it are not touched. Nothing in it is trusted: throws
// Error(kFormat) with the byte or the tensor if it is not what the format asks for or does not fit
// the source's size, Error(kUnsupported) if it exceeds our limits or has a type that we do not
// know.
SafetensorsHeader read_header(const ByteSource& source);

// Writes the length and the header, with spaces behind it so that the data begin at a multiple
// of 8. The caller then writes the tensors' bytes in this order. The tensors must be as
// read_header() returns them. Throws Error(kInvalidArgument) with the key if read_header() would
// not take the metadata, Error(kUnsupported) if there are too many of them, Error(kInternal) with
// the tensor if it would not take the tensors; nothing is written then.
void write_header(ByteSink& sink, const std::vector<TensorInfo>& tensors, const Metadata& metadata);

}  // namespace neuro

#endif  // NEURO_LIB_IO_SAFETENSORS_H_
