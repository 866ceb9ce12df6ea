// Paths as Windows wants them: the library's are UTF-8, the system's UTF-16.
#ifndef NEURO_LIB_BASE_WINDOWS_WIDE_PATH_H_
#define NEURO_LIB_BASE_WINDOWS_WIDE_PATH_H_

#include <string>
#include <string_view>

namespace neuro {

// Nothing of a text that is not UTF-8, or not UTF-16: it is empty, and so is no name of a file.
std::wstring wide_text(std::string_view text);
std::string narrow_text(std::wstring_view text);

// The path, from its drive or share on, as GetFullPathNameW() resolves it; one that is longer than
// what programs once had room for in a form that has no such limit. Empty, with the reason in
// GetLastError(), if that cannot be done.
std::wstring wide_path(const char* path);

}  // namespace neuro

#endif  // NEURO_LIB_BASE_WINDOWS_WIDE_PATH_H_
