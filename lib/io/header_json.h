// The JSON of a model file's header as a sequence of events. It is read piece by piece: neither the
// text nor a tree of it is ever in memory as a whole. Knows nothing of what the JSON means;
// header_json.cc is the only file that knows nlohmann-json.
#ifndef NEURO_LIB_IO_HEADER_JSON_H_
#define NEURO_LIB_IO_HEADER_JSON_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "io/byte_source.h"

namespace neuro {

// The longest string or number, as it is written in the JSON (with its escapes).
inline constexpr size_t kMaxJsonToken = size_t{1} << 20;

// Who listens. `at` is the byte of the source where the thing begins. What is not wanted is refused
// by throwing.
class JsonEvents {
 public:
  virtual ~JsonEvents() = default;
  virtual void begin_object(uint64_t at) = 0;
  virtual void end_object() = 0;
  virtual void begin_array(uint64_t at) = 0;
  virtual void end_array() = 0;
  virtual void key(uint64_t at, std::string_view key) = 0;
  virtual void string(uint64_t at, std::string_view value) = 0;
  virtual void number(uint64_t at, uint64_t value) = 0;
  // null, a truth value, or a number that is no uint64_t; `what` says which.
  virtual void other(uint64_t at, const char* what) = 0;
};

// Reads bytes [begin, end) of the source, which must be one JSON value with nothing but white space
// around it. Throws Error(kFormat) with the byte if they are not, Error(kUnsupported) at a token
// longer than kMaxJsonToken, and whatever the source and the listener throw. Takes a few times
// kMaxJsonToken of memory at most.
void read_json(const ByteSource& source, uint64_t begin, uint64_t end, JsonEvents& events);

}  // namespace neuro

#endif  // NEURO_LIB_IO_HEADER_JSON_H_
