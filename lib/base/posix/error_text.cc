#include "base/error_text.h"

#include <cstring>

namespace neuro {

const char* error_text([[maybe_unused]] int code) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 32)
  return strerrordesc_np(code);
#else
  return nullptr;
#endif
}

}  // namespace neuro
