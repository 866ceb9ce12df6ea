#include "base/process.h"

#include <windows.h>

namespace neuro {

int64_t current_process() { return GetCurrentProcessId(); }

}  // namespace neuro
