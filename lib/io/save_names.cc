#include "io/save_names.h"

#include <atomic>
#include <chrono>
#include <cstdint>

#include "base/process.h"

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
  bits = (bits ^ static_cast<uint64_t>(current_process())) * kMix;
  bits = (bits ^ bits >> 32 ^ ++count) * kMix;
  return staging_name(name) + "-" + hexadecimal(bits);
}

bool is_passing_name(std::string_view entry, std::string_view staging) {
  return entry == staging || is_writing_name(entry, staging);
}

}  // namespace neuro
