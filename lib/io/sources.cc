#include "io/sources.h"

#include <cstring>

namespace neuro {

void MemorySource::read(uint64_t offset, void* out, size_t n) const {
  if (n > 0) std::memcpy(out, bytes_ + offset, n);
}

}  // namespace neuro
