// Keeps the input that is being run where it outlives the process: in a file mapped into memory, so
// that a crash of any kind leaves it behind and an input costs no more than a copy.
#ifndef NEURO_TESTS_FUZZ_ARTIFACT_H_
#define NEURO_TESTS_FUZZ_ARTIFACT_H_

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>

#include "files.h"

namespace fuzz {

class Artifact {
 public:
  // Creates the file. Throws std::runtime_error.
  Artifact(const std::string& path, size_t capacity)
      : path_(path),
        capacity_(capacity),
        descriptor_(open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0) throw std::runtime_error("cannot create " + path);
    map_ = mmap(nullptr, capacity_, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
    if (map_ == MAP_FAILED) throw std::runtime_error("cannot map " + path);
  }
  Artifact(const Artifact&) = delete;
  Artifact& operator=(const Artifact&) = delete;
  // Nothing has crashed: the file goes.
  ~Artifact() {
    munmap(map_, capacity_);
    close(descriptor_);
    unlink(path_.c_str());
  }

  // Makes the input, of at most capacity bytes, the file's whole content.
  void keep(const Bytes& input) {
    if (ftruncate(descriptor_, static_cast<off_t>(input.size())) != 0) {
      throw std::runtime_error("cannot resize " + path_);
    }
    if (!input.empty()) std::memcpy(map_, input.data(), input.size());
  }

 private:
  std::string path_;
  size_t capacity_;
  int descriptor_;
  void* map_;
};

}  // namespace fuzz

#endif  // NEURO_TESTS_FUZZ_ARTIFACT_H_
