// Where the bytes of a model file come from: a file or the caller's memory. Its size is known
// before anything is read, so that every length inside can be checked against it.
#ifndef NEURO_LIB_IO_BYTE_SOURCE_H_
#define NEURO_LIB_IO_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>

namespace neuro {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // What messages call it: a path, or the name of an argument.
  virtual const char* name() const = 0;
  virtual uint64_t size() const = 0;
  // Fills out with bytes [offset, offset+n), which the caller has checked to be within size().
  // Throws Error(kIo) if the system cannot read, Error(kFormat) if a file has become shorter.
  virtual void read(uint64_t offset, void* out, size_t n) const = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_IO_BYTE_SOURCE_H_
