// An open file that is closed by itself, and the two precautions that every call on one needs:
// calls that a signal interrupts are made again, and no file lands on standard output's number.
#ifndef NEURO_LIB_IO_POSIX_FILE_DESCRIPTOR_H_
#define NEURO_LIB_IO_POSIX_FILE_DESCRIPTOR_H_

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>

#include "io/unique_handle.h"

namespace neuro {

struct PosixFile {
  using Handle = int;
  static int none() { return -1; }
  // What close() says comes too late to matter: files that must reach the disk were synced.
  static void close(int fd) { ::close(fd); }
};
using FileDescriptor = UniqueHandle<PosixFile>;

// Calls again for as long as a signal cuts the call short.
template <class Call>
auto uninterrupted(const Call& call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

// openat(), always with O_CLOEXEC; false, with errno, if it fails. Where the host has closed its
// standard streams, 0, 1 and 2 are free, and what it then prints would go into our file.
inline FileDescriptor open_at(int directory, const char* name, int flags, mode_t mode = 0) {
  constexpr int kStandardStreams = 3;
  FileDescriptor file(
      uninterrupted([&] { return openat(directory, name, flags | O_CLOEXEC, mode); }));
  if (file && file.get() < kStandardStreams) {
    file = FileDescriptor(fcntl(file.get(), F_DUPFD_CLOEXEC, kStandardStreams));
  }
  return file;
}

}  // namespace neuro

#endif  // NEURO_LIB_IO_POSIX_FILE_DESCRIPTOR_H_
