// zlib's file interface behind exceptions and a destructor. Only gzip_file.cc knows zlib as well.
#include "data/byte_reader.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <new>

#include "base/error.h"
#include "base/io_error.h"
#include "data/gzip_file.h"

namespace neuro {
namespace {

// What zlib reads from the file at a time; it keeps three times this. Reads of twice as much from a
// plain file bypass it.
constexpr unsigned kBufferBytes = 128 * 1024;

// gzread() counts in int.
constexpr size_t kLargestRead = size_t{1} << 30;

}  // namespace

ByteReader::ByteReader(const char* path) : name_(shown_path(path)) {
  file_.reset(open_gzip_file(path));
  if (!file_) {
    const int code = errno;
    if (code == 0) throw std::bad_alloc();
    throw_io_error(name(), code);
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
      throw_io_error(name(), system_code);
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
