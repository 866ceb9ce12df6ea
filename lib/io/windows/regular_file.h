// What an open file is.
#ifndef NEURO_LIB_IO_WINDOWS_REGULAR_FILE_H_
#define NEURO_LIB_IO_WINDOWS_REGULAR_FILE_H_

#include <windows.h>

#include <cstdint>

namespace neuro {

struct RegularFile {
  uint64_t size;
  DWORD attributes;
};

// Throws Error(kIo) for a directory, a device or a pipe, and if the system cannot tell. shown: the
// path in messages.
RegularFile want_regular_file(HANDLE file, const char* shown);

}  // namespace neuro

#endif  // NEURO_LIB_IO_WINDOWS_REGULAR_FILE_H_
