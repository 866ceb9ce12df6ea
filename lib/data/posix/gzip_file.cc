#include "data/gzip_file.h"

#include <zlib.h>

#include <cerrno>

namespace neuro {

gzFile_s* open_gzip_file(const char* path) {
  errno = 0;
  return gzopen(path, "rbe");  // e: close on exec
}

}  // namespace neuro
