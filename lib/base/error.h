// The engine's one way to fail: an exception that carries a status and a finished message. It knows
// nothing of the C API; capi/ turns it into an nn_status.
#ifndef NEURO_LIB_BASE_ERROR_H_
#define NEURO_LIB_BASE_ERROR_H_

#include <cstdint>
#include <exception>

#include "base/text.h"

namespace neuro {

// The same numbers as the public nn_status; capi/ asserts that.
enum class Status : int32_t {
  kInvalidArgument = -1,
  kOutOfMemory = -2,
  kIo = -3,
  kFormat = -4,
  kUnsupported = -5,
  kNotFinite = -6,
  kCancelled = -7,
  kThread = -8,
  kInternal = -9,
};

class Error : public std::exception {
 public:
  // The message is the pieces one after the other: strings, characters and numbers.
  template <class... Piece>
  explicit Error(Status status, const Piece&... pieces) : status_(status) {
    (text_.add(pieces), ...);
  }
  Status status() const noexcept { return status_; }
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  Status status_;
  Text<1024> text_;
};

}  // namespace neuro

#endif  // NEURO_LIB_BASE_ERROR_H_
