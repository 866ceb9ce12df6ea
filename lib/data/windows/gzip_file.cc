#include "data/gzip_file.h"

#include <windows.h>
#include <zlib.h>

#include <cerrno>
#include <string>

#include "base/windows/system_error.h"
#include "base/windows/wide_path.h"

namespace neuro {

gzFile_s* open_gzip_file(const char* path) {
  const std::wstring wide = wide_path(path);
  if (wide.empty()) {
    const int code = errno_for(GetLastError());
    errno = code != 0 ? code : EINVAL;
    return nullptr;
  }
  errno = 0;
  return gzopen_w(wide.c_str(), "rb");
}

}  // namespace neuro
