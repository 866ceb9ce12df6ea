// What a safetensors header says of a tensor, and what must hold for it to be possible.
#ifndef NEURO_LIB_IO_TENSOR_INFO_H_
#define NEURO_LIB_IO_TENSOR_INFO_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace neuro {

// Our limits, far above what networks need. They bound the memory that a header takes.
inline constexpr size_t kMaxTensors = size_t{1} << 17;
inline constexpr size_t kMaxRank = 8;
inline constexpr size_t kMaxNameBytes = 4096;

struct TensorInfo {
  std::string name;   // UTF-8, without zero bytes
  std::string dtype;  // as the file calls it: "F32"
  std::vector<uint64_t> shape;
  uint64_t begin, end;  // bytes from the beginning of the data
};

// How many bytes an element of a type has; nothing if the type is not known.
std::optional<uint64_t> element_bytes(std::string_view dtype);

// The product of a shape; nothing if it exceeds 64 bits.
std::optional<uint64_t> element_count(std::span<const uint64_t> shape);

// Throws Error(status), `where` before the message, unless the type is known, the shape possible,
// and begin and end as far apart as they say.
void check_tensor(Status status, const char* where, const TensorInfo& tensor);

// Throws Error(status), `where` before the message, unless the tensors, in this order, have names
// of their own and cover the data from their first byte to their last, each byte once.
void check_tensors(Status status, const char* where, std::span<const TensorInfo> tensors,
                   uint64_t data_bytes);

}  // namespace neuro

#endif  // NEURO_LIB_IO_TENSOR_INFO_H_
