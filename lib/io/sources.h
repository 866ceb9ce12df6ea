// The two places that a model's bytes are read from. They know nothing of what the bytes mean.
#ifndef NEURO_LIB_IO_SOURCES_H_
#define NEURO_LIB_IO_SOURCES_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "io/byte_source.h"

namespace neuro {

// A regular file, open as long as the object lives. Several threads may read at once. Throws
// Error(kIo) with the path and the system's reason, or if the path leads to something else than a
// regular file. Waits for nobody: not for a FIFO's writer either. See posix/ and windows/.
std::unique_ptr<ByteSource> open_file_source(const char* path);

// What reading one that has become shorter comes to: Error(kFormat).
[[noreturn]] void throw_ended(const ByteSource& file, uint64_t offset);

// The caller's memory, which must stay as it is as long as the object lives; so must name.
class MemorySource : public ByteSource {
 public:
  MemorySource(const void* bytes, size_t size, const char* name)
      : bytes_(static_cast<const unsigned char*>(bytes)), size_(size), name_(name) {}

  const char* name() const override { return name_; }
  uint64_t size() const override { return size_; }
  void read(uint64_t offset, void* out, size_t n) const override;

 private:
  const unsigned char* bytes_;
  size_t size_;
  const char* name_;
};

}  // namespace neuro

#endif  // NEURO_LIB_IO_SOURCES_H_
