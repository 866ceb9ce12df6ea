// Statuses, messages and versions.
#include <neuro.h>

#include "capi/guard.h"

namespace neuro::capi {
namespace {

// Fixed storage without a destructor: nothing has to run when a thread ends or the library is
// closed.
constinit thread_local Text<1024> last_error;

static_assert(static_cast<nn_status>(Status::kInvalidArgument) == NN_ERROR_INVALID_ARGUMENT &&
              static_cast<nn_status>(Status::kOutOfMemory) == NN_ERROR_OUT_OF_MEMORY &&
              static_cast<nn_status>(Status::kIo) == NN_ERROR_IO &&
              static_cast<nn_status>(Status::kFormat) == NN_ERROR_FORMAT &&
              static_cast<nn_status>(Status::kUnsupported) == NN_ERROR_UNSUPPORTED &&
              static_cast<nn_status>(Status::kNotFinite) == NN_ERROR_NOT_FINITE &&
              static_cast<nn_status>(Status::kCancelled) == NN_ERROR_CANCELLED &&
              static_cast<nn_status>(Status::kThread) == NN_ERROR_THREAD &&
              static_cast<nn_status>(Status::kInternal) == NN_ERROR_INTERNAL);

}  // namespace

void prepare_message() noexcept {
  // Touching it is enough; through a volatile pointer, or it would be optimised away.
  const Text<1024>* volatile touched = &last_error;
  (void)touched;
}

nn_status fail(nn_status status, const char* message) noexcept {
  last_error.clear();
  last_error.add(message);
  return status;
}

}  // namespace neuro::capi

const char* nn_last_error(void) noexcept { return neuro::capi::last_error.c_str(); }

const char* nn_status_name(nn_status status) noexcept {
  switch (status) {
    case NN_OK:
      return "NN_OK";
    case NN_ERROR_INVALID_ARGUMENT:
      return "NN_ERROR_INVALID_ARGUMENT";
    case NN_ERROR_OUT_OF_MEMORY:
      return "NN_ERROR_OUT_OF_MEMORY";
    case NN_ERROR_IO:
      return "NN_ERROR_IO";
    case NN_ERROR_FORMAT:
      return "NN_ERROR_FORMAT";
    case NN_ERROR_UNSUPPORTED:
      return "NN_ERROR_UNSUPPORTED";
    case NN_ERROR_NOT_FINITE:
      return "NN_ERROR_NOT_FINITE";
    case NN_ERROR_CANCELLED:
      return "NN_ERROR_CANCELLED";
    case NN_ERROR_THREAD:
      return "NN_ERROR_THREAD";
    case NN_ERROR_INTERNAL:
      return "NN_ERROR_INTERNAL";
    default:
      return "unknown status";
  }
}

#define NN_STRING_OF(x) #x
#define NN_STRING(x) NN_STRING_OF(x)
const char* nn_version_string(void) noexcept {
  return NN_STRING(NN_VERSION_MAJOR) "." NN_STRING(NN_VERSION_MINOR) "." NN_STRING(
      NN_VERSION_PATCH);
}

int32_t nn_version(void) noexcept { return NN_VERSION; }
