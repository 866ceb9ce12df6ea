// The new content of a file while the old one is still in its place. How it gets there as a whole
// is for each system to know: see posix/ and windows/.
#ifndef NEURO_LIB_IO_REPLACEMENT_H_
#define NEURO_LIB_IO_REPLACEMENT_H_

#include <cstddef>
#include <cstdint>
#include <memory>

namespace neuro {

class Replacement {
 public:
  // Removes what has not become the file's content.
  virtual ~Replacement() = default;

  // Throws Error(kIo).
  virtual void write(const void* bytes, size_t n, uint64_t offset) = 0;

  // Makes it the file's content, on the disk as well. Throws Error(kIo): in the last step the file
  // has the new content already and only a crash of the machine may bring the old one back; before
  // that it has the old one.
  virtual void publish() = 0;
};

// Throws Error(kIo) where there can be no such file, where there is something other than a regular
// file, or where the caller may not write.
std::unique_ptr<Replacement> replace_file(const char* path);

}  // namespace neuro

#endif  // NEURO_LIB_IO_REPLACEMENT_H_
