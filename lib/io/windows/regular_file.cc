#include "io/windows/regular_file.h"

#include "base/error.h"
#include "base/windows/system_error.h"

namespace neuro {

RegularFile want_regular_file(HANDLE file, const char* shown) {
  // A pipe or a device is not asked for more than its type: it may not answer.
  const bool is_on_disk = GetFileType(file) == FILE_TYPE_DISK;
  BY_HANDLE_FILE_INFORMATION found{};
  if (is_on_disk && GetFileInformationByHandle(file, &found) == 0) {
    throw_system_error(shown, GetLastError());
  }
  if (!is_on_disk || (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
    throw Error(Status::kIo, shown, " is not a regular file");
  }
  return {uint64_t{found.nFileSizeHigh} << 32 | found.nFileSizeLow, found.dwFileAttributes};
}

}  // namespace neuro
