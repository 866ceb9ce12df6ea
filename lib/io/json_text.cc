#include "io/json_text.h"

#include <charconv>
#include <cstddef>

namespace neuro {
namespace {

// How many bytes the character at the beginning of text has; 0 if there is no valid one. Text must
// not be empty.
size_t character_bytes(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const size_t n = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < n) return 0;
  for (size_t i = 1; i < n; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
  }
  const unsigned char second = byte(1);
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90)) return 0;  // overlong
  if (lead == 0xED && second > 0x9F) return 0;                                       // surrogates
  if (lead == 0xF4 && second > 0x8F) return 0;  // beyond U+10FFFF
  return n;
}

bool is_control(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (lead < 0x20 || lead == 0x7F) return true;
  return lead == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;  // U+0080 ... U+009F
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const size_t n = character_bytes(text);
    if (n == 0) return false;
    text.remove_prefix(n);
  }
  return true;
}

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

size_t json_string_bytes(std::string_view text) {
  size_t bytes = 2 + text.size();
  for (const char c : text) {
    if (c == '"' || c == '\\') bytes += 1;
    if (static_cast<unsigned char>(c) < 0x20) bytes += 5;  // as \u00XX
  }
  return bytes;
}

void append_json_number(std::string& out, uint64_t number) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

Text<100> shown_name(std::string_view name) {
  constexpr size_t kShown = 80;
  Text<100> shown;
  shown.add('"');
  for (size_t room = kShown; !name.empty();) {
    const size_t n = character_bytes(name);
    const std::string_view character = name.substr(0, n == 0 ? 1 : n);
    if (character.size() > room) {
      shown.add("...");
      break;
    }
    if (n == 0 || is_control(character)) {
      shown.add('?');
    } else {
      shown.add(character);
    }
    room -= character.size();
    name.remove_prefix(character.size());
  }
  shown.add('"');
  return shown;
}

}  // namespace neuro
