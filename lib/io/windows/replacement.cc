// The new content lies under a hidden name next to the file until it is complete. From its creation
// to the end it is held open in a way that lets nobody else remove it, and is renamed through that
// handle: in between there is no moment in which another saver could take it for a leftover.
#include "io/replacement.h"

#include <windows.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

#include "io/save_names.h"
#include "io/windows/file_handle.h"
#include "io/windows/leftovers.h"
#include "io/windows/save_target.h"

namespace neuro {
namespace {

// WriteFile() counts in 32 bits.
constexpr size_t kLargestWrite = size_t{1} << 30;

// Names of our own are looked for this often, though the first one will do.
constexpr int kMostTries = 1000;

// A file that cannot be replaced because somebody has it open is waited for, half a second in all:
// it is often another saver, a reader of a small file, or a program that looks for viruses.
constexpr int kMostWaits = 50;
constexpr DWORD kWaitMilliseconds = 10;

// FileRenameInfoEx and its flags, which not all headers have.
constexpr auto kRenameWithFlags = static_cast<FILE_INFO_BY_HANDLE_CLASS>(22);
constexpr DWORD kReplaceExisting = 1, kPosixSemantics = 2;

class WindowsReplacement final : public Replacement {
 public:
  explicit WindowsReplacement(const char* path) : target_(path) {
    remove_all_abandoned(target_);
    create();
  }

  ~WindowsReplacement() override {
    if (!file_) return;
    FILE_DISPOSITION_INFO removal{};
    removal.DeleteFile = TRUE;
    SetFileInformationByHandle(file_.get(), FileDispositionInfo, &removal, sizeof removal);
  }

  void write(const void* bytes, size_t n, uint64_t offset) override {
    const auto* from = static_cast<const unsigned char*>(bytes);
    while (n > 0) {
      OVERLAPPED where = at_offset(offset);
      DWORD taken = 0;
      if (WriteFile(file_.get(), from, static_cast<DWORD>(std::min(n, kLargestWrite)), &taken,
                    &where) == 0) {
        target_.fail(GetLastError());
      }
      if (taken == 0) target_.fail(ERROR_WRITE_FAULT);
      from += taken;
      n -= taken;
      offset += taken;
    }
  }

  void publish() override {
    if (FlushFileBuffers(file_.get()) == 0) target_.fail(GetLastError());
    for (int tries = 0; !take_place(); ++tries) {
      const DWORD code = GetLastError();
      const bool is_in_use = code == ERROR_ACCESS_DENIED || code == ERROR_SHARING_VIOLATION;
      if (!is_in_use || tries == kMostWaits) target_.fail(code);
      Sleep(kWaitMilliseconds);
    }
    const FileHandle file = std::move(file_);
    // The name as well.
    if (FlushFileBuffers(file.get()) == 0) target_.fail(GetLastError());
  }

 private:
  void create() {
    for (int tries = 0; tries < kMostTries; ++tries) {
      file_ = FileHandle(CreateFileW(target_.sibling(writing_name(target_.name())).c_str(),
                                     GENERIC_WRITE | DELETE, FILE_SHARE_READ, nullptr, CREATE_NEW,
                                     target_.attributes(), nullptr));
      if (file_) return;
      if (GetLastError() != ERROR_FILE_EXISTS) target_.fail(GetLastError());
    }
    target_.fail(ERROR_FILE_EXISTS);
  }

  // With POSIX's semantics a file can be replaced that somebody has open. Windows has them since
  // 10, on its own file system; other file systems say that they do not know them.
  bool take_place() {
    return rename(kRenameWithFlags, kReplaceExisting | kPosixSemantics) ||
           rename(FileRenameInfo, TRUE);
  }

  // how: flags or a bool, which share their place.
  bool rename(FILE_INFO_BY_HANDLE_CLASS kind, DWORD how) {
    const std::wstring& path = target_.path();
    const size_t path_bytes = path.size() * sizeof path[0];
    const size_t size = offsetof(FILE_RENAME_INFO, FileName) + path_bytes + sizeof path[0];
    const std::unique_ptr<std::byte[]> room(new std::byte[size]());
    auto* request = new (room.get()) FILE_RENAME_INFO{};
    std::memcpy(request, &how, sizeof how);
    request->FileNameLength = static_cast<DWORD>(path_bytes);
    std::memcpy(request->FileName, path.c_str(), path_bytes + sizeof path[0]);
    return SetFileInformationByHandle(file_.get(), kind, request, static_cast<DWORD>(size)) != 0;
  }

  SaveTarget target_;
  FileHandle file_;
};

}  // namespace

std::unique_ptr<Replacement> replace_file(const char* path) {
  return std::make_unique<WindowsReplacement>(path);
}

}  // namespace neuro
