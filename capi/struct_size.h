// Structs that callers provide and the library fills begin with their size.
#ifndef NEURO_CAPI_STRUCT_SIZE_H_
#define NEURO_CAPI_STRUCT_SIZE_H_

#include <cstddef>

#include "base/error.h"

namespace neuro::capi {

// least: what the struct ended with in its first version: no caller knows less.
inline void require_struct_size(size_t size, size_t least, const char* name, const char* type) {
  if (size >= least) return;
  throw Error(Status::kInvalidArgument, name, ": struct_size is ", size, ", which is less than ",
              least, ": set it to sizeof(", type, ")");
}

}  // namespace neuro::capi

#endif  // NEURO_CAPI_STRUCT_SIZE_H_
