// Changes model files so that they stay model files most of the time: a change somewhere in the
// bytes nearly always breaks the header's length or JSON, and gets no further than the first check.
#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "fuzz_target.h"
#include "safetensors_text.h"

namespace {

using fuzz::SafetensorsText;

// In front of the file stands one byte of options.
constexpr size_t kOptionBytes = 1;

class ModelMutation {
 public:
  ModelMutation(unsigned seed, size_t room) : random_(seed), room_(room) {}

  void change(SafetensorsText& file) {
    switch (below(6)) {
      case 0:
        return change_bytes(file.data);
      case 1:
        return change_text(file.header);
      case 2:
        return change_number(file.header);
      case 3:
        return move_member(file.header, false);
      case 4:
        return move_member(file.header, true);
      default:
        return change_quoted(file.header);
    }
  }

  size_t below(size_t bound) { return random_() % bound; }

 private:
  // What the driver does to bytes, within the room there is.
  void change_bytes(std::vector<uint8_t>& bytes) {
    const size_t size = std::min(bytes.size(), room_);
    bytes.resize(room_);
    bytes.resize(LLVMFuzzerMutate(bytes.data(), size, room_));
  }

  void change_text(std::string& text) {
    std::vector<uint8_t> bytes(text.begin(), text.end());
    change_bytes(bytes);
    text.assign(bytes.begin(), bytes.end());
  }

  void change_number(std::string& text) {
    const char* const kNumbers[] = {"0",     "1",          "2",          "3",
                                    "4",     "5",          "8",          "16",
                                    "100",   "65536",      "4294967295", "9223372036854775807",
                                    "1e308", "-1",         "0.5",        "18446744073709551615",
                                    "nan",   "2147483648", "1e-320",     "18446744073709551616"};
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto first = std::find_if(text.begin() + place(text), text.end(), is_digit);
    const auto last = std::find_if_not(first, text.end(), is_digit);
    if (first != last) text.replace(first, last, kNumbers[below(std::size(kNumbers))]);
  }

  // From one comma to the next: removes what is there, or copies it to another comma.
  void move_member(std::string& text, bool copy) {
    const size_t first = text.find(',', below(text.size() + 1));
    if (first == std::string::npos) return;
    const size_t last = text.find(',', first + 1);
    if (last == std::string::npos) return;
    const std::string member = text.substr(first, last - first);
    if (!copy) {
      text.erase(first, last - first);
      return;
    }
    const size_t to = text.find(',', below(text.size() + 1));
    if (to != std::string::npos) text.insert(to, member);
  }

  // Puts one quoted string in the place of another.
  void change_quoted(std::string& text) {
    size_t from_end = 0, to_end = 0;
    const size_t from = find_quoted(text, &from_end), to = find_quoted(text, &to_end);
    if (from == std::string::npos || to == std::string::npos) return;
    text.replace(to, to_end - to, text.substr(from, from_end - from));
  }

  size_t find_quoted(const std::string& text, size_t* end) {
    const size_t first = text.find('"', below(text.size() + 1));
    if (first == std::string::npos) return first;
    const size_t last = text.find('"', first + 1);
    *end = last + 1;
    return last == std::string::npos ? last : first;
  }

  std::ptrdiff_t place(const std::string& text) {
    return static_cast<std::ptrdiff_t>(below(text.size() + 1));
  }

  std::minstd_rand random_;
  size_t room_;
};

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t capacity,
                                          unsigned seed) {
  ModelMutation mutation(seed, capacity);
  if (size <= kOptionBytes || mutation.below(8) == 0) return LLVMFuzzerMutate(data, size, capacity);
  if (mutation.below(8) == 0) data[0] = static_cast<uint8_t>(mutation.below(256));

  SafetensorsText file = SafetensorsText::parse(data + kOptionBytes, size - kOptionBytes);
  mutation.change(file);
  if (mutation.below(2) == 0) file.repair_offsets(capacity);
  std::vector<uint8_t> bytes = file.to_bytes();
  if (mutation.below(16) == 0) bytes[mutation.below(8)] ^= uint8_t{1};  // a length that is not true
  const size_t changed = std::min(bytes.size(), capacity - kOptionBytes);
  std::memcpy(data + kOptionBytes, bytes.data(), changed);
  return kOptionBytes + changed;
}
