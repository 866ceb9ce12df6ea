#include "io/windows/leftovers.h"

#include <windows.h>

#include <memory>
#include <string>
#include <type_traits>

#include "base/windows/wide_path.h"
#include "io/save_names.h"

namespace neuro {

void remove_all_abandoned(const SaveTarget& target) {
  const std::string staging = staging_name(target.name());
  const std::wstring pattern = target.sibling(staging) + L"*";
  WIN32_FIND_DATAW entry;
  const HANDLE first = FindFirstFileW(pattern.c_str(), &entry);
  if (first == INVALID_HANDLE_VALUE) return;
  const auto close_listing = [](HANDLE listing) { FindClose(listing); };
  const std::unique_ptr<std::remove_pointer_t<HANDLE>, decltype(close_listing)> listing(first);
  do {
    const std::string name = narrow_text(entry.cFileName);
    if (is_passing_name(name, staging)) DeleteFileW(target.sibling(name).c_str());
  } while (FindNextFileW(listing.get(), &entry) != 0);
}

}  // namespace neuro
