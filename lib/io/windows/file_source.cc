#include <windows.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/io_error.h"
#include "base/windows/system_error.h"
#include "base/windows/wide_path.h"
#include "io/sources.h"
#include "io/windows/file_handle.h"
#include "io/windows/regular_file.h"

namespace neuro {
namespace {

// ReadFile() counts in 32 bits.
constexpr size_t kLargestRead = size_t{1} << 30;

// Throws Error(kIo), with the path in messages.
FileHandle open_for_reading(const char* path, const char* shown) {
  const std::wstring wide = wide_path(path);
  if (wide.empty()) throw_system_error(shown, GetLastError());
  FileHandle file = open_existing(wide, GENERIC_READ);
  if (!file) throw_system_error(shown, GetLastError());
  return file;
}

class FileSource final : public ByteSource {
 public:
  explicit FileSource(const char* path)
      : name_(shown_path(path)),
        file_(open_for_reading(path, name())),
        size_(want_regular_file(file_.get(), name()).size) {}

  const char* name() const override { return name_.c_str(); }
  uint64_t size() const override { return size_; }

  void read(uint64_t offset, void* out, size_t n) const override {
    auto* to = static_cast<unsigned char*>(out);
    while (n > 0) {
      OVERLAPPED where = at_offset(offset);
      DWORD got = 0;
      if (ReadFile(file_.get(), to, static_cast<DWORD>(std::min(n, kLargestRead)), &got, &where) ==
              0 &&
          GetLastError() != ERROR_HANDLE_EOF) {
        throw_system_error(name(), GetLastError());
      }
      if (got == 0) throw_ended(*this, offset);
      to += got;
      offset += got;
      n -= got;
    }
  }

 private:
  ShownPath name_;
  FileHandle file_;
  uint64_t size_;
};

}  // namespace

std::unique_ptr<ByteSource> open_file_source(const char* path) {
  return std::make_unique<FileSource>(path);
}

}  // namespace neuro
