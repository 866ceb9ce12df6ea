// Replaces a file's content as a whole or not at all, whatever fails on the way and whenever the
// process is killed.
#ifndef NEURO_LIB_IO_ATOMIC_FILE_H_
#define NEURO_LIB_IO_ATOMIC_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "io/byte_sink.h"
#include "io/replacement.h"

namespace neuro {

// A hard link to the old file keeps the old content; a symbolic link leads to the new one. Several
// may save to one path at the same time: it then has what the last of them has written.
class AtomicFile final : public ByteSink {
 public:
  // Throws Error(kIo) with the path and the system's reason, as all of its functions do. The
  // directory must be readable as well as writable.
  explicit AtomicFile(const char* path);
  // Without commit() the old file is as it was, and no temporary is left.
  ~AtomicFile() override = default;

  // After a failure there is nothing to do but to throw the object away.
  void write(const void* bytes, size_t n) override;

  // To be called once. If it throws, the old file is as it was, but for one case: the new one has
  // taken its place and the directory cannot be synced. Which of them is there after a crash of
  // the machine is then uncertain, though it will be one of the two and whole.
  void commit();

 private:
  void flush();
  void write_out(const unsigned char* bytes, size_t n);

  std::unique_ptr<unsigned char[]> buffer_;
  std::unique_ptr<Replacement> replacement_;
  size_t buffered_ = 0;
  uint64_t written_ = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_IO_ATOMIC_FILE_H_
