#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "base/error.h"
#include "base/io_error.h"
#include "io/posix/file_descriptor.h"
#include "io/sources.h"

namespace neuro {
namespace {

class FileSource final : public ByteSource {
 public:
  // O_NONBLOCK: a FIFO without a writer must not keep the caller waiting. O_NOCTTY: nor may a
  // terminal become the process's own. Neither means anything to regular files.
  explicit FileSource(const char* path)
      : name_(shown_path(path)), file_(open_at(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_NOCTTY)) {
    if (!file_) throw_io_error(name(), errno);
    struct stat status;
    if (fstat(file_.get(), &status) != 0) throw_io_error(name(), errno);
    if (!S_ISREG(status.st_mode)) throw Error(Status::kIo, name(), " is not a regular file");
    size_ = static_cast<uint64_t>(status.st_size);
  }

  const char* name() const override { return name_.c_str(); }
  uint64_t size() const override { return size_; }

  void read(uint64_t offset, void* out, size_t n) const override {
    auto* to = static_cast<unsigned char*>(out);
    while (n > 0) {
      const ssize_t got =
          uninterrupted([&] { return pread(file_.get(), to, n, static_cast<off_t>(offset)); });
      if (got < 0) throw_io_error(name(), errno);
      if (got == 0) throw_ended(*this, offset);
      to += got;
      offset += static_cast<uint64_t>(got);
      n -= static_cast<size_t>(got);
    }
  }

 private:
  ShownPath name_;
  FileDescriptor file_;
  uint64_t size_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> open_file_source(const char* path) {
  return std::make_unique<FileSource>(path);
}

}  // namespace neuro
