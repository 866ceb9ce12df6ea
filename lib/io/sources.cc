#include "io/sources.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/io_error.h"

namespace neuro {

FileSource::FileSource(const char* path) : name_(shown_path(path)) {
  // O_NONBLOCK: a FIFO without a writer must not keep the caller waiting. O_NOCTTY: nor may a
  // terminal become the process's own. Neither means anything to regular files.
  file_ = open_at(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!file_) throw_io_error(name(), errno);
  struct stat status;
  if (fstat(file_.get(), &status) != 0) throw_io_error(name(), errno);
  if (!S_ISREG(status.st_mode)) throw Error(Status::kIo, name(), " is not a regular file");
  size_ = static_cast<uint64_t>(status.st_size);
}

void FileSource::read(uint64_t offset, void* out, size_t n) const {
  auto* to = static_cast<unsigned char*>(out);
  while (n > 0) {
    const ssize_t got =
        uninterrupted([&] { return pread(file_.get(), to, n, static_cast<off_t>(offset)); });
    if (got < 0) throw_io_error(name(), errno);
    if (got == 0) {
      throw Error(Status::kFormat, name(), ": byte ", offset, ": the file ends here, it had ",
                  size_, " bytes");
    }
    to += got;
    offset += static_cast<uint64_t>(got);
    n -= static_cast<size_t>(got);
  }
}

void MemorySource::read(uint64_t offset, void* out, size_t n) const {
  if (n > 0) std::memcpy(out, bytes_ + offset, n);
}

}  // namespace neuro
