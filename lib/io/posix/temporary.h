// The new file while it is not yet the target's content: without a name where the file system can
// do that, so that nothing is left of it if the process is killed, else under a hidden name.
#ifndef NEURO_LIB_IO_POSIX_TEMPORARY_H_
#define NEURO_LIB_IO_POSIX_TEMPORARY_H_

#include <string>

#include "io/posix/file_descriptor.h"
#include "io/posix/save_target.h"

namespace neuro {

class Temporary {
 public:
  // The target must outlive it. Throws Error(kIo).
  explicit Temporary(const SaveTarget& target);
  // Removes the file if it has not become the target.
  ~Temporary() { remove(); }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  // Open for writing.
  int file() const { return file_.get(); }

  // Makes the file the target's content, on the disk as well. Throws Error(kIo): in the last step,
  // when the directory is synced, the target has the new content already and only a crash of the
  // machine may bring the old one back; before that it has the old one.
  void publish();

 private:
  bool create_unnamed();
  void create_named();
  void take_over_rights();
  bool link_as(const std::string& name) const;
  void link_as_staging();
  void remove();

  const SaveTarget& target_;
  FileDescriptor file_;
  std::string name_;  // what the file is called now; empty: nothing, or as the target
};

}  // namespace neuro

#endif  // NEURO_LIB_IO_POSIX_TEMPORARY_H_
