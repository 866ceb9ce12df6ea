// Which file a save to a path replaces, and whether it may: symbolic links are followed to the
// directory and the name that they lead to.
#ifndef NEURO_LIB_IO_POSIX_SAVE_TARGET_H_
#define NEURO_LIB_IO_POSIX_SAVE_TARGET_H_

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/io_error.h"
#include "io/posix/file_descriptor.h"

namespace neuro {

class SaveTarget {
 public:
  struct Rights {
    mode_t mode;  // the nine permission bits
    uid_t owner;
    gid_t group;
  };

  // Throws Error(kIo) where there is something other than a regular file, or one that the caller
  // may not write to: it could be replaced all the same, but no editor would.
  explicit SaveTarget(const char* path);

  // Open for reading, which syncing it takes.
  int directory() const { return directory_.get(); }
  const char* name() const { return name_.c_str(); }
  // Those of the file that is there now, if there is one.
  const std::optional<Rights>& existing() const { return existing_; }

  // Throws the error that the errno `code` stands for.
  [[noreturn]] void fail(int code) const { throw_io_error(shown_.c_str(), code); }

 private:
  void follow_links(const char* path);
  void want_regular_file(mode_t mode) const;

  ShownPath shown_;
  FileDescriptor directory_;
  std::string name_;
  std::optional<Rights> existing_;
};

}  // namespace neuro

#endif  // NEURO_LIB_IO_POSIX_SAVE_TARGET_H_
