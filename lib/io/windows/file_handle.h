// An open file that is closed by itself.
#ifndef NEURO_LIB_IO_WINDOWS_FILE_HANDLE_H_
#define NEURO_LIB_IO_WINDOWS_FILE_HANDLE_H_

#include <windows.h>

#include <string>

#include "io/unique_handle.h"

namespace neuro {

struct WindowsFile {
  using Handle = HANDLE;
  static HANDLE none() { return INVALID_HANDLE_VALUE; }
  static void close(HANDLE handle) { CloseHandle(handle); }
};
using FileHandle = UniqueHandle<WindowsFile>;

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
