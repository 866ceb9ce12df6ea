// Read once: the host may change its environment from another thread at any later time.
#include "capi/target.h"

#include <neuro.h>

#include <cstdlib>
#include <cstring>

#include "kernels/kernels.h"

namespace neuro::capi {
namespace {

struct Requested {
  char name[32] = {};

  Requested() noexcept {
    // Too long a name is cut off and still names nothing.
    if (const char* value = std::getenv("NEURO_TARGET")) std::strncpy(name, value, sizeof name - 1);
  }
};

}  // namespace

const char* requested_target() noexcept {
  static const Requested requested;
  return requested.name[0] == '\0' ? nullptr : requested.name;
}

}  // namespace neuro::capi

const char* nn_cpu_target(void) noexcept {
  const char* requested = neuro::capi::requested_target();
  if (requested == nullptr) return neuro::available_kernels<float>().front()->target;
  const auto* kernels = neuro::find_kernels<float>(requested);
  return kernels == nullptr ? "unavailable" : kernels->target;
}
