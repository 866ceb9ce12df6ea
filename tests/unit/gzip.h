// Packs bytes as a .gz file holds them, for tests of what reads such files.
#ifndef NEURO_TESTS_UNIT_GZIP_H_
#define NEURO_TESTS_UNIT_GZIP_H_

#include <zlib.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace neuro {

inline std::string gzip(std::string_view content) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;
  if (deflateInit2(&stream, 6, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string packed(deflateBound(&stream, static_cast<uLong>(content.size())), '\0');
  std::string source(content);
  stream.next_in = reinterpret_cast<Bytef*>(source.data());
  stream.avail_in = static_cast<uInt>(source.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int result = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("deflate");
  return packed;
}

}  // namespace neuro

#endif  // NEURO_TESTS_UNIT_GZIP_H_
