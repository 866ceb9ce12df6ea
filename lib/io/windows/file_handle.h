// An open file that is closed by itself.
#ifndef NEURO_LIB_IO_WINDOWS_FILE_HANDLE_H_
#define NEURO_LIB_IO_WINDOWS_FILE_HANDLE_H_

#include <windows.h>

#include <string>
#include <utility>

namespace neuro {

class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(HANDLE handle) : handle_(handle) {}
  FileHandle(FileHandle&& other) noexcept
      : handle_(std::exchange(other.handle_, INVALID_HANDLE_VALUE)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~FileHandle() {
    if (handle_ != INVALID_HANDLE_VALUE) CloseHandle(handle_);
  }

  HANDLE get() const { return handle_; }
  explicit operator bool() const { return handle_ != INVALID_HANDLE_VALUE; }
  // Leaves closing it to the caller.
  HANDLE release() { return std::exchange(handle_, INVALID_HANDLE_VALUE); }

 private:
  HANDLE handle_ = INVALID_HANDLE_VALUE;
};

// What is there already, be it a directory, without keeping anybody from anything; false, with
// GetLastError(), if it fails. The other end of a pipe learns nothing but who asks.
inline FileHandle open_existing(const std::wstring& path, DWORD access) {
  return FileHandle(CreateFileW(
      path.c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
      OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION,
      nullptr));
}

inline OVERLAPPED at_offset(ULONGLONG offset) {
  OVERLAPPED where{};
  where.Offset = static_cast<DWORD>(offset);
  where.OffsetHigh = static_cast<DWORD>(offset >> 32);
  return where;
}

}  // namespace neuro

#endif  // NEURO_LIB_IO_WINDOWS_FILE_HANDLE_H_
