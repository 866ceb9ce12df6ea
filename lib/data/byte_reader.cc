// zlib's file interface behind exceptions and a destructor. The only file that knows zlib.
#include "data/byte_reader.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>

#include "base/error.h"

namespace neuro {
namespace {

// What zlib reads from the file at a time; it keeps three times this. Reads of twice as much from a
// plain file bypass it.
constexpr unsigned kBufferBytes = 128 * 1024;

// gzread() counts in int.
constexpr size_t kLargestRead = size_t{1} << 30;

// The system's reason, in English whatever the host's locale is.
Error io_error(const char* name, int code) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 32)
  if (const char* reason = strerrordesc_np(code)) return Error(Status::kIo, name, ": ", reason);
#endif
  return Error(Status::kIo, name, ": system error ", code);
}

}  // namespace

ByteReader::ByteReader(const char* path) {
  // Messages have limited room: of a very long path they show the end, where the file's name is.
  constexpr size_t kShown = 480;
  std::string_view shown = path;
  if (shown.size() > kShown) {
    name_.add("...");
    shown.remove_prefix(shown.size() - kShown);
  }
  name_.add(shown);

  errno = 0;
  file_.reset(gzopen(path, "rbe"));  // e: close on exec
  if (!file_) {
    const int code = errno;
    if (code == 0 || code == ENOMEM) throw std::bad_alloc();
    throw io_error(name(), code);
  }
  gzbuffer(file_.get(), kBufferBytes);
}

size_t ByteReader::read(void* out, size_t n) {
  size_t done = 0;
  while (done < n) {
    const auto want = static_cast<unsigned>(std::min(n - done, kLargestRead));
    errno = 0;
    const int got = gzread(file_.get(), static_cast<unsigned char*>(out) + done, want);
    if (got < 0) fail();
    done += static_cast<size_t>(got);
    if (static_cast<unsigned>(got) < want) {
      // The end; but gzip data that break off count as an end as well, and only gzerror() tells.
      int code = Z_OK;
      gzerror(file_.get(), &code);
      if (code != Z_OK) fail();
      break;
    }
  }
  return done;
}

void ByteReader::fail() const {
  const int system_code = errno;
  int code = Z_OK;
  gzerror(file_.get(), &code);
  switch (code) {
    case Z_ERRNO:
      throw io_error(name(), system_code);
    case Z_MEM_ERROR:
      throw std::bad_alloc();
    case Z_BUF_ERROR:
      throw Error(Status::kFormat, name(), ": the gzip data end too early");
    default:
      throw Error(Status::kFormat, name(), ": the gzip data are damaged");
  }
}

void ByteReader::Close::operator()(gzFile_s* file) const { gzclose_r(file); }

}  // namespace neuro
