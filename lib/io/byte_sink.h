// Where the bytes of a model file go: a file or the caller's memory.
#ifndef NEURO_LIB_IO_BYTE_SINK_H_
#define NEURO_LIB_IO_BYTE_SINK_H_

#include <cstddef>

namespace neuro {

class ByteSink {
 public:
  virtual ~ByteSink() = default;
  // Appends. Throws Error(kIo) if the system cannot take the bytes.
  virtual void write(const void* bytes, size_t n) = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_IO_BYTE_SINK_H_
