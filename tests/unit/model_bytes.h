// What the tests of model files share: bytes put together by hand, and where written ones go.
#ifndef NEURO_TESTS_UNIT_MODEL_BYTES_H_
#define NEURO_TESTS_UNIT_MODEL_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "io/byte_sink.h"
#include "io/safetensors.h"
#include "io/sources.h"

namespace neuro {

// The pieces one after the other. (g++ 12 suspects every "literal" + string of overlapping itself.)
template <class... Piece>
std::string joined(const Piece&... pieces) {
  std::string text;
  (text.append(std::string_view(pieces)), ...);
  return text;
}

class StringSink : public ByteSink {
 public:
  void write(const void* bytes, size_t n) override {
    text.append(static_cast<const char*>(bytes), n);
  }

  std::string text;
};

// A file: the header's length, or what is claimed to be it, the header, and bytes of data.
inline std::string container(std::string_view header, size_t data, uint64_t claimed) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(claimed >> (8 * i) & 0xff);
  return bytes.append(header).append(data, 'x');
}
inline std::string container(std::string_view header, size_t data) {
  return container(header, data, header.size());
}

inline SafetensorsHeader read_bytes(std::string_view bytes) {
  return read_header(MemorySource(bytes.data(), bytes.size(), "model"));
}

}  // namespace neuro

#endif  // NEURO_TESTS_UNIT_MODEL_BYTES_H_
