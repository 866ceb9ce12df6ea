#include "base/process.h"

#include <unistd.h>

namespace neuro {

int64_t current_process() { return getpid(); }

}  // namespace neuro
