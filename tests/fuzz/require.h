// How a fuzz target says that the library broke a promise: a line for the reader, then a trap,
// which every fuzzer takes for a crash.
#ifndef NEURO_TESTS_FUZZ_REQUIRE_H_
#define NEURO_TESTS_FUZZ_REQUIRE_H_

#include <neuro.h>

#include <cstdio>
#include <cstring>
#include <initializer_list>

namespace fuzz {

inline void require(bool kept, const char* promise) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\nlast error: %s\n", promise, nn_last_error());
  __builtin_trap();
}

// A call must come to NN_OK.
inline void require_ok(nn_status status, const char* call) { require(status == NN_OK, call); }

// A call that failed must have done so with one of the documented errors, and left a sentence that
// can be shown on a terminal.
inline void require_error(nn_status status, std::initializer_list<nn_status> documented) {
  bool known = false;
  for (const nn_status each : documented) known = known || status == each;
  require(known, nn_status_name(status));
  const char* message = nn_last_error();
  require(message[0] != '\0', "a failed call leaves a message");
  for (const char* c = message; *c != '\0'; ++c) {
    require(static_cast<unsigned char>(*c) >= ' ', "a message is printable");
  }
}

}  // namespace fuzz

#endif  // NEURO_TESTS_FUZZ_REQUIRE_H_
