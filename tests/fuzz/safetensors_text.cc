// Repairing relies on the order that every writer uses: dtype, shape, data_offsets.
#include "safetensors_text.h"

#include <algorithm>
#include <string_view>

namespace fuzz {
namespace {

constexpr size_t kLengthBytes = 8;

// The numbers between the brackets behind `from`; `end` is where they stop.
std::vector<size_t> read_numbers(std::string_view text, size_t from, size_t* end) {
  std::vector<size_t> numbers;
  bool in_number = false;
  size_t i = from;
  for (; i < text.size() && text[i] != ']' && text[i] != '}'; ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (digit && !in_number) numbers.push_back(0);
    if (digit) numbers.back() = numbers.back() * 10 + static_cast<size_t>(text[i] - '0');
    in_number = digit;
  }
  *end = i;
  return numbers;
}

}  // namespace

SafetensorsText SafetensorsText::parse(const uint8_t* bytes, size_t size) {
  SafetensorsText text;
  if (size < kLengthBytes) return text;
  uint64_t length = 0;
  for (size_t i = kLengthBytes; i-- > 0;) length = length << 8 | bytes[i];
  const uint8_t* const begin = bytes + kLengthBytes;
  const uint8_t* const end = bytes + size;
  const auto there = static_cast<size_t>(end - begin);
  if (length > there) {
    const auto brace =
        std::find(std::make_reverse_iterator(end), std::make_reverse_iterator(begin), uint8_t{'}'});
    length = static_cast<size_t>(brace.base() - begin);
  }
  text.header.assign(begin, begin + length);
  text.data.assign(begin + length, end);
  return text;
}

std::vector<uint8_t> SafetensorsText::to_bytes() const {
  std::vector<uint8_t> bytes;
  for (size_t i = 0; i < kLengthBytes; ++i) {
    bytes.push_back(static_cast<uint8_t>(uint64_t{header.size()} >> (8 * i)));
  }
  bytes.insert(bytes.end(), header.begin(), header.end());
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

void SafetensorsText::repair_offsets(size_t most) {
  constexpr std::string_view kDtype = "\"dtype\"", kShape = "\"shape\"",
                             kOffsets = "\"data_offsets\"";
  size_t used = 0;
  for (size_t at = header.find(kDtype); at != std::string::npos; at = header.find(kDtype, at + 1)) {
    const size_t shape = header.find(kShape, at), offsets = header.find(kOffsets, at);
    if (shape == std::string::npos || offsets == std::string::npos) break;
    const bool is_double =
        header.substr(at, shape > at ? shape - at : 0).find("64") != std::string::npos;
    size_t end = 0;
    size_t bytes = is_double ? 8 : 4;
    for (const size_t dimension : read_numbers(header, shape, &end)) bytes *= dimension;
    const size_t open = header.find('[', offsets);
    const size_t close = open == std::string::npos ? open : header.find(']', open);
    if (close == std::string::npos) break;
    const std::string range = std::to_string(used) + "," + std::to_string(used + bytes);
    header.replace(open + 1, close - open - 1, range);
    used += bytes;
  }
  data.resize(std::min(used, most));
}

}  // namespace fuzz
