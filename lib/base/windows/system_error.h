// Failures of the system's calls on files, told as the ones of POSIX are.
#ifndef NEURO_LIB_BASE_WINDOWS_SYSTEM_ERROR_H_
#define NEURO_LIB_BASE_WINDOWS_SYSTEM_ERROR_H_

namespace neuro {

// The errno that means the same as what GetLastError() has said; 0 if there is none.
int errno_for(unsigned long code);

// Throws Error(kIo) for what GetLastError() has said, or std::bad_alloc if it means that memory has
// run out. shown: the path, as shown_path() makes it.
[[noreturn]] void throw_system_error(const char* shown, unsigned long code);

}  // namespace neuro

#endif  // NEURO_LIB_BASE_WINDOWS_SYSTEM_ERROR_H_
