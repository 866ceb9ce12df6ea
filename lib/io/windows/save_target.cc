// Resolves the path of a save.
#include "io/windows/save_target.h"

#include "base/windows/wide_path.h"
#include "io/windows/file_handle.h"
#include "io/windows/regular_file.h"

namespace neuro {
namespace {

// What a new file takes over from the old one.
constexpr DWORD kKept = FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE |
                        FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;

// Where links have led; empty, with GetLastError(), if the system cannot tell.
std::wstring final_path(HANDLE file) {
  std::wstring path(MAX_PATH, L'\0');
  for (;;) {
    // How long it is, or how much room it needs.
    const DWORD size = GetFinalPathNameByHandleW(file, path.data(), static_cast<DWORD>(path.size()),
                                                 FILE_NAME_NORMALIZED | VOLUME_NAME_DOS);
    const bool is_done = size < path.size();
    path.resize(size);
    if (is_done) return path;
  }
}

}  // namespace

SaveTarget::SaveTarget(const char* path) : shown_(shown_path(path)), path_(wide_path(path)) {
  if (path_.empty()) fail(GetLastError());
  look_at_existing();

  const size_t name_at = path_.rfind(L'\\') + 1;  // 0 if there is none
  directory_ = path_.substr(0, name_at);
  const std::wstring wide_name = path_.substr(name_at);
  // A stream of a file cannot be replaced: the name of the temporary would be one of another file.
  if (wide_name.find(L':') != wide_name.npos) fail(ERROR_INVALID_PARAMETER);
  name_ = narrow_text(wide_name);
  if (name_.empty()) fail(wide_name.empty() ? ERROR_PATH_NOT_FOUND : GetLastError());
}

std::wstring SaveTarget::sibling(const std::string& name) const {
  return directory_ + wide_text(name);
}

void SaveTarget::look_at_existing() {
  // Which takes no right to read or write it.
  const FileHandle there = open_existing(path_, FILE_READ_ATTRIBUTES);
  if (!there) {
    const DWORD code = GetLastError();
    const bool is_link = GetFileAttributesW(path_.c_str()) != INVALID_FILE_ATTRIBUTES;
    if (code != ERROR_FILE_NOT_FOUND || is_link) fail(code);
    return;
  }
  const DWORD attributes = want_regular_file(there.get(), shown_.c_str()).attributes;
  if ((attributes & FILE_ATTRIBUTE_READONLY) != 0) fail(ERROR_ACCESS_DENIED);
  if ((attributes & kKept) != 0) attributes_ = attributes & kKept;

  const DWORD own = GetFileAttributesW(path_.c_str());  // not of what a link leads to
  if (own != INVALID_FILE_ATTRIBUTES && (own & FILE_ATTRIBUTE_REPARSE_POINT) != 0) {
    path_ = final_path(there.get());
    if (path_.empty()) fail(GetLastError());
  }
  // Where somebody else has it open, replacing it may fail later.
  if (!open_existing(path_, GENERIC_WRITE) && GetLastError() == ERROR_ACCESS_DENIED) {
    fail(ERROR_ACCESS_DENIED);
  }
}

}  // namespace neuro
