// Creates, names and removes the temporary of a save.
#include "io/posix/temporary.h"

#include <stdio.h>
#include <sys/stat.h>

#include <string>
#include <utility>

#include "base/text.h"
#include "io/posix/leftovers.h"
#include "io/save_names.h"

namespace neuro {
namespace {

// What a new file gets, less the umask.
constexpr mode_t kNewFile = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;

// Names of our own are looked for this often, though the first or second one will do.
constexpr int kMostTries = 1000;

// An open file's name for linkat().
Text<32> link_source(int file) {
  Text<32> path;
  path.add("/proc/self/fd/");
  path.add(file);
  return path;
}

}  // namespace

Temporary::Temporary(const SaveTarget& target) : target_(target) {
  if (!create_unnamed()) create_named();
  try {
    take_over_rights();
  } catch (...) {
    remove();
    throw;
  }
}

// False if that cannot be done here.
bool Temporary::create_unnamed() {
#ifdef O_TMPFILE
  file_ = open_at(target_.directory(), ".", O_TMPFILE | O_WRONLY, kNewFile);
  if (!file_) {
    // What open(2) names for kernels and file systems that do not know the flag.
    if (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL || errno == ENOENT) return false;
    target_.fail(errno);
  }
  struct stat created;
  if (fstat(file(), &created) != 0) target_.fail(errno);
  // Linux before 6.0 forgets the umask on file systems without access control lists.
  if (!target_.existing() && (created.st_mode & kNewFile) == kNewFile) return false;
  // Without /proc the file could not be given a name in the end.
  if (!refers_to(AT_FDCWD, link_source(file()).c_str(), file(), 0)) return false;
  remove_if_abandoned(target_.directory(), staging_name(target_.name()));
  try_lock(file());  // see leftovers.h
  return true;
#else
  return false;
#endif
}

void Temporary::create_named() {
  remove_all_abandoned(target_.directory(), target_.name());
  // No more rights than the file will have in the end, not even while it is empty.
  const mode_t mode = target_.existing() ? target_.existing()->mode : kNewFile;
  for (int tries = 0; tries < kMostTries; ++tries) {
    std::string name = writing_name(target_.name());
    file_ = open_at(target_.directory(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL, mode);
    if (file_) {
      name_ = std::move(name);
      // Another saver may have come upon it before it was locked, and removes it or has done so.
      struct stat there;
      if ((try_lock(file()) || errno != EWOULDBLOCK) &&
          fstatat(target_.directory(), name_.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0) {
        return;
      }
    } else if (errno != EEXIST) {
      target_.fail(errno);
    }
  }
  target_.fail(EBUSY);
}

// As an editor that saves would: the permissions stay, the owner and the group as far as we may
// give a file away. Extended attributes are not taken over, nor are access control lists: those are
// what the directory gives to new files.
void Temporary::take_over_rights() {
  if (!target_.existing()) return;
  const SaveTarget::Rights& old = *target_.existing();
  struct stat now;
  if (fstat(file(), &now) != 0) target_.fail(errno);
  bool same_group = now.st_gid == old.group;
  if (now.st_uid != old.owner || !same_group) {
    same_group = fchown(file(), old.owner, old.group) == 0 || same_group ||
                 fchown(file(), static_cast<uid_t>(-1), old.group) == 0;
  }
  mode_t mode = old.mode;
  if (!same_group) {
    // The other group may do no more than everybody.
    const mode_t everybody = mode & S_IRWXO;
    mode = (mode & (S_IRWXU | S_IRWXO)) | (mode & everybody << 3);
  }
  if ((now.st_mode & 07777) != mode && fchmod(file(), mode) != 0) target_.fail(errno);
}

void Temporary::publish() {
  if (uninterrupted([&] { return fsync(file()); }) != 0) target_.fail(errno);

  const int directory = target_.directory();
  const bool unnamed = name_.empty();
  if (!unnamed || target_.existing() || !link_as(target_.name())) {
    if (unnamed) link_as_staging();
    if (renameat(directory, name_.c_str(), directory, target_.name()) != 0) target_.fail(errno);
    name_.clear();
  }

  // EINVAL: a file system that cannot sync directories.
  if (uninterrupted([&] { return fsync(directory); }) != 0 && errno != EINVAL) target_.fail(errno);
}

// False if there is a file of that name already.
bool Temporary::link_as(const std::string& name) const {
  if (linkat(AT_FDCWD, link_source(file()).c_str(), target_.directory(), name.c_str(),
             AT_SYMLINK_FOLLOW) == 0) {
    return true;
  }
  if (errno != EEXIST) target_.fail(errno);
  return false;
}

// Links cannot replace files; renaming can, but takes a name first: one that the next save looks at
// if the process is killed in between. Where another saver is at that point, one of our own. Either
// only ever stands for a complete, synced file.
void Temporary::link_as_staging() {
  std::string name = staging_name(target_.name());
  for (int tries = 0; !link_as(name); ++tries) {
    if (tries == kMostTries) target_.fail(EBUSY);
    remove_all_abandoned(target_.directory(), target_.name());
    name = writing_name(target_.name());
  }
  name_ = std::move(name);
}

void Temporary::remove() {
  if (!name_.empty()) unlinkat(target_.directory(), name_.c_str(), 0);
  name_.clear();
}

}  // namespace neuro
