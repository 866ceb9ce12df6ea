// The words that Linux has for them, so that messages are the same everywhere.
#include "base/error_text.h"

#include <cerrno>

namespace neuro {

const char* error_text(int code) {
  switch (code) {
    case EACCES:
      return "Permission denied";
    case EBADF:
      return "Bad file descriptor";
    case EBUSY:
      return "Device or resource busy";
    case EEXIST:
      return "File exists";
    case EFBIG:
      return "File too large";
    case EILSEQ:
      return "Invalid or incomplete multibyte or wide character";
    case EINVAL:
      return "Invalid argument";
    case EIO:
      return "Input/output error";
    case EISDIR:
      return "Is a directory";
    case ELOOP:
      return "Too many levels of symbolic links";
    case EMFILE:
      return "Too many open files";
    case ENAMETOOLONG:
      return "File name too long";
    case ENODEV:
      return "No such device";
    case ENOENT:
      return "No such file or directory";
    case ENOSPC:
      return "No space left on device";
    case ENOTDIR:
      return "Not a directory";
    case EPERM:
      return "Operation not permitted";
    case EROFS:
      return "Read-only file system";
    default:
      return nullptr;
  }
}

}  // namespace neuro
