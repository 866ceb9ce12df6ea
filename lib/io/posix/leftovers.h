// What to do with files that were being saved (save_names.h) when their writer was killed. A writer
// holds a lock (flock) on its file for as long as that has such a name; who can take the lock knows
// the writer to be gone. Where a file system's locks are not seen by everybody, a living writer's
// file may be taken for a dead one's: its save then fails, and the file that it was to replace
// stays whole.
#ifndef NEURO_LIB_IO_POSIX_LEFTOVERS_H_
#define NEURO_LIB_IO_POSIX_LEFTOVERS_H_

#include <string>

namespace neuro {

// Takes the writer's lock on an open file. False, with errno, if another one has it or if the file
// system has no locks.
bool try_lock(int file);

// Whether the name stands for the open file. flags: fstatat()'s.
bool refers_to(int directory, const char* name, int file, int flags);

// Removes the file of this name if its writer is gone.
void remove_if_abandoned(int directory, const std::string& name);

// Removes all files of this directory that have the staging name or a writing name for `name` and
// whose writers are gone.
void remove_all_abandoned(int directory, const std::string& name);

}  // namespace neuro

#endif  // NEURO_LIB_IO_POSIX_LEFTOVERS_H_
