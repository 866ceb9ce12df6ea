#include "io/sources.h"

#include <cstring>

#include "base/error.h"

namespace neuro {

void throw_ended(const ByteSource& file, uint64_t offset) {
  throw Error(Status::kFormat, file.name(), ": byte ", offset, ": the file ends here, it had ",
              file.size(), " bytes");
}

void MemorySource::read(uint64_t offset, void* out, size_t n) const {
  if (n > 0) std::memcpy(out, bytes_ + offset, n);
}

}  // namespace neuro
