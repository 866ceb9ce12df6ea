// Names of temporaries, and their removal.
#include "io/leftovers.h"

#include <dirent.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>

#include "io/file_descriptor.h"

namespace neuro {
namespace {

// Odd, so that multiplying by it loses nothing.
constexpr uint64_t kMix = 0x9E3779B97F4A7C15;

constexpr std::string_view kDigit = "0123456789abcdef";
constexpr size_t kDigits = 16;

std::string hexadecimal(uint64_t bits) {
  std::string digits(kDigits, '0');
  for (size_t i = kDigits; i-- > 0; bits >>= 4) digits[i] = kDigit[bits & 15];
  return digits;
}

// FNV-1a.
uint64_t hash(std::string_view text) {
  uint64_t bits = 0xCBF29CE484222325;
  for (const char c : text) bits = (bits ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return bits;
}

bool is_writing_name(std::string_view entry, std::string_view staging) {
  return entry.starts_with(staging) && entry.size() == staging.size() + 1 + kDigits &&
         entry[staging.size()] == '-' &&
         entry.find_first_not_of(kDigit, staging.size() + 1) == entry.npos;
}

}  // namespace

std::string staging_name(const std::string& name) {
  // Every file system has room for this much and what is added to it.
  constexpr size_t kRoom = 100;
  return "." + (name.size() <= kRoom ? name : hexadecimal(hash(name))) + ".neuro-saving";
}

std::string writing_name(const std::string& name) {
  // The time tells processes apart that have the same number on different machines, or one after
  // the other; the count tells threads apart.
  static std::atomic<uint64_t> count{0};
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  uint64_t bits = static_cast<uint64_t>(now);
  bits = (bits ^ static_cast<uint64_t>(getpid())) * kMix;
  bits = (bits ^ bits >> 32 ^ ++count) * kMix;
  return staging_name(name) + "-" + hexadecimal(bits);
}

bool try_lock(int file) {
  return uninterrupted([&] { return flock(file, LOCK_EX | LOCK_NB); }) == 0;
}

bool refers_to(int directory, const char* name, int file, int flags) {
  struct stat named, opened;
  return fstatat(directory, name, &named, flags) == 0 && fstat(file, &opened) == 0 &&
         named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

void remove_if_abandoned(int directory, const std::string& name) {
  // For writing, since that is what the owner of a file without read permission may do, and what
  // NFS wants for a lock. O_NONBLOCK: whatever it is, do not wait for it.
  const FileDescriptor file = open_at(directory, name.c_str(), O_WRONLY | O_NOFOLLOW | O_NONBLOCK);
  // The name is looked at once more under the lock: the writer may have finished in between, and
  // the file that was opened be the target by now.
  if (file && try_lock(file.get()) &&
      refers_to(directory, name.c_str(), file.get(), AT_SYMLINK_NOFOLLOW)) {
    unlinkat(directory, name.c_str(), 0);
  }
}

void remove_all_abandoned(int directory, const std::string& name) {
  const std::string staging = staging_name(name);
  // A descriptor of its own: a copy would share its position with the other one.
  FileDescriptor listed = open_at(directory, ".", O_RDONLY | O_DIRECTORY);
  if (!listed) return;
  const auto close_listing = [](DIR* listing) { closedir(listing); };
  const std::unique_ptr<DIR, decltype(close_listing)> listing(fdopendir(listed.get()));
  if (listing == nullptr) return;
  listed.release();
  while (const dirent* entry = readdir(listing.get())) {
    const std::string_view entry_name = entry->d_name;
    if (entry_name == staging || is_writing_name(entry_name, staging)) {
      remove_if_abandoned(directory, std::string(entry_name));
    }
  }
}

}  // namespace neuro
