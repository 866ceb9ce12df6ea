// What to do with files that were being saved (save_names.h) when their writer was killed. A writer
// holds its file open, and nobody may remove it meanwhile: what can be removed was left.
#ifndef NEURO_LIB_IO_WINDOWS_LEFTOVERS_H_
#define NEURO_LIB_IO_WINDOWS_LEFTOVERS_H_

#include "io/windows/save_target.h"

namespace neuro {

// Removes all files next to the target that have one of its passing names and no writer.
void remove_all_abandoned(const SaveTarget& target);

}  // namespace neuro

#endif  // NEURO_LIB_IO_WINDOWS_LEFTOVERS_H_
