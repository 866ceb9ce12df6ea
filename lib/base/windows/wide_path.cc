#include "base/windows/wide_path.h"

#include <windows.h>

#include <limits>

namespace neuro {
namespace {

// Longer paths need the prefix: MAX_PATH with its zero, less what a name in the same directory may
// take more than this one.
constexpr size_t kShortPath = MAX_PATH - 60;

constexpr std::wstring_view kVerbatim = L"\\\\?\\", kShare = L"\\\\", kDevice = L"\\\\.\\";

constexpr size_t kLongest = std::numeric_limits<int>::max();

}  // namespace

std::wstring wide_text(std::string_view text) {
  if (text.empty() || text.size() > kLongest) return {};
  std::wstring wide(text.size(), L'\0');  // never more units than bytes
  const int units =
      MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(), static_cast<int>(text.size()),
                          wide.data(), static_cast<int>(wide.size()));
  wide.resize(static_cast<size_t>(units));
  return wide;
}

std::string narrow_text(std::wstring_view text) {
  if (text.empty() || text.size() > kLongest / 3) return {};
  std::string narrow(3 * text.size(), '\0');  // never more than three bytes a unit
  const int bytes =
      WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, text.data(), static_cast<int>(text.size()),
                          narrow.data(), static_cast<int>(narrow.size()), nullptr, nullptr);
  narrow.resize(static_cast<size_t>(bytes));
  return narrow;
}

std::wstring wide_path(const char* path) {
  if (*path == '\0') {
    SetLastError(ERROR_PATH_NOT_FOUND);
    return {};
  }
  const std::wstring given = wide_text(path);
  if (given.empty() || given.starts_with(kVerbatim)) return given;

  std::wstring full(MAX_PATH, L'\0');
  for (;;) {
    // How long it is, or how much room it needs.
    const DWORD size =
        GetFullPathNameW(given.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr);
    const bool is_done = size < full.size();
    full.resize(size);
    if (is_done) break;
  }
  if (full.size() < kShortPath || full.starts_with(kDevice)) return full;
  if (full.starts_with(kVerbatim)) return full;
  if (full.starts_with(kShare)) {
    return std::wstring(kVerbatim).append(L"UNC\\").append(full, kShare.size());
  }
  return std::wstring(kVerbatim).append(full);
}

}  // namespace neuro
