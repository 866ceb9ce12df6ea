// Paths and errno values as messages.
#include "base/io_error.h"

#include <cerrno>
#include <new>
#include <string_view>

#include "base/error.h"
#include "base/error_text.h"

namespace neuro {

ShownPath shown_path(const char* path) {
  constexpr size_t kShown = 480;
  ShownPath text;
  std::string_view shown = path;
  if (shown.size() > kShown) {
    text.add("...");
    shown.remove_prefix(shown.size() - kShown);
  }
  text.add(shown);
  return text;
}

void throw_io_error(const char* shown, int code) {
  if (code == ENOMEM) throw std::bad_alloc();
  if (const char* reason = error_text(code)) throw Error(Status::kIo, shown, ": ", reason);
  throw Error(Status::kIo, shown, ": system error ", code);
}

}  // namespace neuro
