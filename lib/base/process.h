// Which process this is.
#ifndef NEURO_LIB_BASE_PROCESS_H_
#define NEURO_LIB_BASE_PROCESS_H_

#include <cstdint>

namespace neuro {

// Its number, above 0: another one in a forked child.
int64_t current_process();

}  // namespace neuro

#endif  // NEURO_LIB_BASE_PROCESS_H_
