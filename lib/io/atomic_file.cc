// Buffers what is written on its way to the disk.
#include "io/atomic_file.h"

#include <algorithm>

namespace neuro {
namespace {

constexpr size_t kBufferBytes = 64 * 1024;

}  // namespace

AtomicFile::AtomicFile(const char* path)
    : buffer_(new unsigned char[kBufferBytes]), replacement_(replace_file(path)) {}

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
  replacement_->publish();
}

void AtomicFile::flush() {
  write_out(buffer_.get(), buffered_);
  buffered_ = 0;
}

void AtomicFile::write_out(const unsigned char* bytes, size_t n) {
  replacement_->write(bytes, n, written_);
  written_ += n;
}

}  // namespace neuro
