// Buffers what is written on its way to the temporary.
#include "io/atomic_file.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "io/file_descriptor.h"

namespace neuro {
namespace {

constexpr size_t kBufferBytes = 64 * 1024;

}  // namespace

AtomicFile::AtomicFile(const char* path)
    : target_(path), buffer_(new unsigned char[kBufferBytes]), temporary_(target_) {}

void AtomicFile::write(const void* bytes, size_t n) {
  const auto* from = static_cast<const unsigned char*>(bytes);
  if (n > kBufferBytes - buffered_) {
    flush();
    if (n >= kBufferBytes) {
      write_out(from, n);
      return;
    }
  }
  std::copy_n(from, n, buffer_.get() + buffered_);
  buffered_ += n;
}

void AtomicFile::commit() {
  flush();
  temporary_.publish();
}

void AtomicFile::flush() {
  write_out(buffer_.get(), buffered_);
  buffered_ = 0;
}

void AtomicFile::write_out(const unsigned char* bytes, size_t n) {
  while (n > 0) {
    const ssize_t taken =
        uninterrupted([&] { return pwrite(temporary_.file(), bytes, n, written_); });
    if (taken < 0) target_.fail(errno);
    if (taken == 0) target_.fail(EIO);  // a file system that takes nothing and does not say why
    bytes += taken;
    n -= static_cast<size_t>(taken);
    written_ += taken;
  }
}

}  // namespace neuro
