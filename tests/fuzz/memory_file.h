// A file that lies in memory and has a path, for functions that take the path of a file: rewritten
// for every input, which is much faster than a file on a disk.
#ifndef NEURO_TESTS_FUZZ_MEMORY_FILE_H_
#define NEURO_TESTS_FUZZ_MEMORY_FILE_H_

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "require.h"

namespace fuzz {

class MemoryFile {
 public:
  MemoryFile()
      : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)),
        path_("/proc/self/fd/" + std::to_string(descriptor_)) {
    require(descriptor_ >= 0, "memfd_create works");
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { close(descriptor_); }

  // Replaces the whole content.
  void write(const void* data, size_t size) {
    require(ftruncate(descriptor_, 0) == 0, "ftruncate works");
    const bool written =
        size == 0 || pwrite(descriptor_, data, size, 0) == static_cast<ssize_t>(size);
    require(written, "pwrite works");
  }

  const char* path() const { return path_.c_str(); }

 private:
  int descriptor_;
  std::string path_;
};

inline bool is_gzip(const uint8_t* data, size_t size) {
  return size >= 2 && data[0] == 0x1f && data[1] == 0x8b;
}

}  // namespace fuzz

#endif  // NEURO_TESTS_FUZZ_MEMORY_FILE_H_
