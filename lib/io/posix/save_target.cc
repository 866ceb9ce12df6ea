// Resolves the path of a save.
#include "io/posix/save_target.h"

#include <limits.h>
#include <sys/stat.h>

#include "base/error.h"

namespace neuro {
namespace {

// As many as Linux follows.
constexpr int kMostLinks = 40;

constexpr mode_t kPermissions = S_IRWXU | S_IRWXG | S_IRWXO;

// Enough to look things up below it: directories on the way need not be readable.
#ifdef O_PATH
constexpr int kSearch = O_PATH | O_DIRECTORY;
#else
constexpr int kSearch = O_RDONLY | O_DIRECTORY;
#endif

}  // namespace

SaveTarget::SaveTarget(const char* path) : shown_(shown_path(path)) {
  if (*path == '\0') fail(ENOENT);
  // The kernel's own word first. It finds loops, and it refuses links that other people have put
  // into a directory such as /tmp, which reading the links ourselves would not.
  struct stat found;
  const bool exists = uninterrupted([&] { return stat(path, &found); }) == 0;
  if (exists) {
    want_regular_file(found.st_mode);
  } else if (errno != ENOENT) {
    fail(errno);
  }

  follow_links(path);
  if (fstatat(directory_.get(), name(), &found, AT_SYMLINK_NOFOLLOW) == 0) {
    want_regular_file(found.st_mode);
    if (faccessat(directory_.get(), name(), W_OK, AT_EACCESS) != 0) fail(errno);
    existing_ = {found.st_mode & kPermissions, found.st_uid, found.st_gid};
  } else if (errno != ENOENT || exists) {
    fail(errno);
  }

  directory_ = open_at(directory_.get(), ".", O_RDONLY | O_DIRECTORY);
  if (!directory_) fail(errno);
}

// Leaves the last link's directory in directory_ and the name that it gives in name_.
void SaveTarget::follow_links(const char* path) {
  std::string rest = path;
  for (int links = 0; links <= kMostLinks; ++links) {
    const size_t name_at = rest.rfind('/') + 1;  // 0 if there is none
    if (name_at > 0 || !directory_) {
      const std::string folder = name_at > 0 ? rest.substr(0, name_at) : ".";
      directory_ = open_at(directory_ ? directory_.get() : AT_FDCWD, folder.c_str(), kSearch);
      if (!directory_) fail(errno);
    }
    name_ = rest.substr(name_at);

    char link[PATH_MAX];
    const ssize_t length = readlinkat(directory_.get(), name(), link, sizeof link);
    if (length < 0) {
      if (errno == EINVAL || errno == ENOENT) return;  // not a link, or nothing there yet
      fail(errno);
    }
    rest.assign(link, static_cast<size_t>(length));
  }
  fail(ELOOP);
}

void SaveTarget::want_regular_file(mode_t mode) const {
  if (!S_ISREG(mode)) throw Error(Status::kIo, shown_.c_str(), " is not a regular file");
}

}  // namespace neuro
