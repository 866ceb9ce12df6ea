// How failures of the system's calls on files are told: the path, cut to the room that a message
// has, and the system's reason, in English whatever the host's locale is.
#ifndef NEURO_LIB_BASE_IO_ERROR_H_
#define NEURO_LIB_BASE_IO_ERROR_H_

#include "base/text.h"

namespace neuro {

using ShownPath = Text<512>;

// The path as messages show it: of a very long one the end, where the file's name is.
ShownPath shown_path(const char* path);

// Throws Error(kIo) for the errno `code`, or std::bad_alloc if it means that memory has run out.
[[noreturn]] void throw_io_error(const char* shown, int code);

}  // namespace neuro

#endif  // NEURO_LIB_BASE_IO_ERROR_H_
