// What the tests of saving share: files and directories as strings, saves in one line, and children
// with fewer rights or a narrower view of the machine.
#ifndef NEURO_TESTS_UNIT_SAVING_H_
#define NEURO_TESTS_UNIT_SAVING_H_

#include <grp.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "child_process.h"
#include "io/atomic_file.h"

namespace neuro {

inline void save(const std::string& path, std::string_view content) {
  AtomicFile file(path.c_str());
  file.write(content.data(), content.size());
  file.commit();
}

inline std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The names in a directory, in order.
inline std::vector<std::string> entries(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

inline struct stat status_of(const std::string& path) {
  struct stat status;
  if (lstat(path.c_str(), &status) != 0) throw std::runtime_error("no " + path);
  return status;
}
inline unsigned mode_of(const std::string& path) { return status_of(path).st_mode & 07777; }

inline void must(bool holds) {
  if (!holds) throw std::runtime_error("the system refuses what the test needs");
}

// Nobody's rights are none in particular, which root's are not.
constexpr uid_t kNobody = 65534;
inline void become_nobody() {
  if (geteuid() != 0) return;
  must(setgroups(0, nullptr) == 0 && setgid(kNobody) == 0 && setuid(kNobody) == 0);
}

// Sees nothing but the directory from here on, above all no /proc.
inline void see_only(const std::string& directory) {
  if (geteuid() != 0) must(unshare(CLONE_NEWUSER) == 0);
  must(chroot(directory.c_str()) == 0 && chdir("/") == 0);
}

}  // namespace neuro

#endif  // NEURO_TESTS_UNIT_SAVING_H_
