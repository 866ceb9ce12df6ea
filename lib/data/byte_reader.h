// The bytes of a file from its first to its last, unpacked on the way if they are gzip. Knows
// nothing of what they mean.
#ifndef NEURO_LIB_DATA_BYTE_READER_H_
#define NEURO_LIB_DATA_BYTE_READER_H_

#include <cstddef>
#include <memory>

#include "base/io_error.h"

struct gzFile_s;

namespace neuro {

class ByteReader {
 public:
  // Throws Error(kIo) with the path and the system's reason.
  explicit ByteReader(const char* path);

  // Fills out with the next n bytes and returns how many there were: fewer than n only at the end
  // of the file. Large reads of plain files go straight to out. Throws Error(kIo) if the system
  // cannot read, Error(kFormat) if gzip data are damaged or end too early.
  size_t read(void* out, size_t n);

  // The path as messages show it.
  const char* name() const { return name_.c_str(); }

 private:
  struct Close {
    void operator()(gzFile_s* file) const;
  };

  [[noreturn]] void fail() const;

  ShownPath name_;
  std::unique_ptr<gzFile_s, Close> file_;
};

}  // namespace neuro

#endif  // NEURO_LIB_DATA_BYTE_READER_H_
