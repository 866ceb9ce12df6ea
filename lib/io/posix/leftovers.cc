#include "io/posix/leftovers.h"

#include <dirent.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <string_view>

#include "io/posix/file_descriptor.h"
#include "io/save_names.h"

namespace neuro {

bool try_lock(int file) {
  return uninterrupted([&] { return flock(file, LOCK_EX | LOCK_NB); }) == 0;
}

bool refers_to(int directory, const char* name, int file, int flags) {
  struct stat named, opened;
  return fstatat(directory, name, &named, flags) == 0 && fstat(file, &opened) == 0 &&
         named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

void remove_if_abandoned(int directory, const std::string& name) {
  // For writing, since that is what the owner of a file without read permission may do, and what
  // NFS wants for a lock. O_NONBLOCK: whatever it is, do not wait for it.
  const FileDescriptor file = open_at(directory, name.c_str(), O_WRONLY | O_NOFOLLOW | O_NONBLOCK);
  // The name is looked at once more under the lock: the writer may have finished in between, and
  // the file that was opened be the target by now.
  if (file && try_lock(file.get()) &&
      refers_to(directory, name.c_str(), file.get(), AT_SYMLINK_NOFOLLOW)) {
    unlinkat(directory, name.c_str(), 0);
  }
}

void remove_all_abandoned(int directory, const std::string& name) {
  const std::string staging = staging_name(name);
  // A descriptor of its own: a copy would share its position with the other one.
  FileDescriptor listed = open_at(directory, ".", O_RDONLY | O_DIRECTORY);
  if (!listed) return;
  const auto close_listing = [](DIR* listing) { closedir(listing); };
  const std::unique_ptr<DIR, decltype(close_listing)> listing(fdopendir(listed.get()));
  if (listing == nullptr) return;
  listed.release();
  while (const dirent* entry = readdir(listing.get())) {
    const std::string_view entry_name = entry->d_name;
    if (is_passing_name(entry_name, staging)) {
      remove_if_abandoned(directory, std::string(entry_name));
    }
  }
}

}  // namespace neuro
