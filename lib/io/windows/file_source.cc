#include <windows.h>

#include <algorithm>
#include <string>

#include "base/error.h"
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

HANDLE handle_of(intptr_t file) { return reinterpret_cast<HANDLE>(file); }

}  // namespace

FileSource::FileSource(const char* path) : name_(shown_path(path)) {
  const std::wstring wide = wide_path(path);
  if (wide.empty()) throw_system_error(name(), GetLastError());
  FileHandle file = open_existing(wide, GENERIC_READ);
  if (!file) throw_system_error(name(), GetLastError());
  size_ = want_regular_file(file.get(), name()).size;
  file_ = reinterpret_cast<intptr_t>(file.release());
}

FileSource::~FileSource() { CloseHandle(handle_of(file_)); }

void FileSource::read(uint64_t offset, void* out, size_t n) const {
  auto* to = static_cast<unsigned char*>(out);
  while (n > 0) {
    OVERLAPPED where = at_offset(offset);
    DWORD got = 0;
    if (ReadFile(handle_of(file_), to, static_cast<DWORD>(std::min(n, kLargestRead)), &got,
                 &where) == 0 &&
        GetLastError() != ERROR_HANDLE_EOF) {
      throw_system_error(name(), GetLastError());
    }
    if (got == 0) {
      throw Error(Status::kFormat, name(), ": byte ", offset, ": the file ends here, it had ",
                  size_, " bytes");
    }
    to += got;
    offset += got;
    n -= got;
  }
}

}  // namespace neuro
