// Which file a save to a path replaces, and whether it may: symbolic links are followed to the file
// that they lead to.
#ifndef NEURO_LIB_IO_WINDOWS_SAVE_TARGET_H_
#define NEURO_LIB_IO_WINDOWS_SAVE_TARGET_H_

#include <windows.h>

#include <string>

#include "base/io_error.h"
#include "base/windows/system_error.h"

namespace neuro {

class SaveTarget {
 public:
  // Throws Error(kIo) where there is something other than a regular file, one that the caller may
  // not write to, or a link that leads nowhere.
  explicit SaveTarget(const char* path);

  const std::wstring& path() const { return path_; }
  // Of another file next to it.
  std::wstring sibling(const std::string& name) const;
  const std::string& name() const { return name_; }
  // What a new file is to have.
  DWORD attributes() const { return attributes_; }

  // Throws the error that GetLastError() has told.
  [[noreturn]] void fail(DWORD code) const { throw_system_error(shown_.c_str(), code); }

 private:
  void look_at_existing();

  ShownPath shown_;
  std::wstring path_;
  std::wstring directory_;  // with what comes between it and the name
  std::string name_;        // UTF-8
  DWORD attributes_ = FILE_ATTRIBUTE_NORMAL;
};

}  // namespace neuro

#endif  // NEURO_LIB_IO_WINDOWS_SAVE_TARGET_H_
