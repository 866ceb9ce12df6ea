#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"
#include "base/io_error.h"
#include "io/posix/file_descriptor.h"
#include "io/sources.h"

namespace neuro {

FileSource::FileSource(const char* path) : name_(shown_path(path)) {
  // O_NONBLOCK: a FIFO without a writer must not keep the caller waiting. O_NOCTTY: nor may a
  // terminal become the process's own. Neither means anything to regular files.
  FileDescriptor file = open_at(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!file) throw_io_error(name(), errno);
  struct stat status;
  if (fstat(file.get(), &status) != 0) throw_io_error(name(), errno);
  if (!S_ISREG(status.st_mode)) throw Error(Status::kIo, name(), " is not a regular file");
  size_ = static_cast<uint64_t>(status.st_size);
  file_ = file.release();
}

FileSource::~FileSource() { const FileDescriptor closed(static_cast<int>(file_)); }

void FileSource::read(uint64_t offset, void* out, size_t n) const {
  auto* to = static_cast<unsigned char*>(out);
  while (n > 0) {
    const ssize_t got = uninterrupted(
        [&] { return pread(static_cast<int>(file_), to, n, static_cast<off_t>(offset)); });
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

}  // namespace neuro
