#include "io/replacement.h"

#include <sys/types.h>
#include <unistd.h>

#include <cerrno>

#include "io/posix/file_descriptor.h"
#include "io/posix/save_target.h"
#include "io/posix/temporary.h"

namespace neuro {
namespace {

class PosixReplacement final : public Replacement {
 public:
  explicit PosixReplacement(const char* path) : target_(path), temporary_(target_) {}

  void write(const void* bytes, size_t n, uint64_t offset) override {
    const auto* from = static_cast<const unsigned char*>(bytes);
    while (n > 0) {
      const ssize_t taken = uninterrupted(
          [&] { return pwrite(temporary_.file(), from, n, static_cast<off_t>(offset)); });
      if (taken < 0) target_.fail(errno);
      if (taken == 0) target_.fail(EIO);  // a file system that takes nothing and does not say why
      from += taken;
      n -= static_cast<size_t>(taken);
      offset += static_cast<uint64_t>(taken);
    }
  }

  void publish() override { temporary_.publish(); }

 private:
  SaveTarget target_;
  Temporary temporary_;
};

}  // namespace

std::unique_ptr<Replacement> replace_file(const char* path) {
  return std::make_unique<PosixReplacement>(path);
}

}  // namespace neuro
