// The names that a file may have for a moment while it is being saved. Files that have one when
// nobody saves any more were left by writers that were killed in that moment.
#ifndef NEURO_LIB_IO_SAVE_NAMES_H_
#define NEURO_LIB_IO_SAVE_NAMES_H_

#include <string>
#include <string_view>

namespace neuro {

// Where a complete file waits to replace the file `name`. Always the same, so that the next saver
// need not search the directory for what was left there.
std::string staging_name(const std::string& name);

// Where a file that is still being written lies, or waits where another one does already. Another
// name each time.
std::string writing_name(const std::string& name);

// Whether an entry of the directory is the staging name, or a writing name that goes with it.
bool is_passing_name(std::string_view entry, std::string_view staging);

}  // namespace neuro

#endif  // NEURO_LIB_IO_SAVE_NAMES_H_
