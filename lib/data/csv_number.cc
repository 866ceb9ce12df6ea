// Numbers through std::from_chars: the C functions would follow the locale of the host program.
#include "data/csv_number.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <system_error>

namespace neuro {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Letters in any case; the word is in small ones.
bool is_word(std::string_view cell, std::string_view word) {
  return std::equal(cell.begin(), cell.end(), word.begin(), word.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
  });
}

}  // namespace

CsvNumber parse_csv_number(std::string_view cell) {
  while (!cell.empty() && is_blank(cell.front())) cell.remove_prefix(1);
  while (!cell.empty() && is_blank(cell.back())) cell.remove_suffix(1);
  if (cell.empty()) return {CsvCellKind::kEmpty, 0};
  std::string_view digits = cell;
  if (digits.front() == '+' || digits.front() == '-') digits.remove_prefix(1);
  // from_chars() takes words as well; a number begins with a digit or a point.
  if (digits.empty() || (!is_digit(digits.front()) && digits.front() != '.')) {
    return {CsvCellKind::kNotANumber, 0};
  }
  // from_chars() takes '-' but not '+'.
  const std::string_view text = cell.front() == '+' ? digits : cell;
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::general);
  if (stop != end || error == std::errc::invalid_argument) return {CsvCellKind::kNotANumber, 0};
  if (error == std::errc::result_out_of_range) return {CsvCellKind::kOutOfRange, 0};
  return {CsvCellKind::kNumber, value};
}

bool is_float_word(std::string_view cell) {
  if (!cell.empty() && (cell.front() == '+' || cell.front() == '-')) cell.remove_prefix(1);
  return is_word(cell, "nan") || is_word(cell, "inf") || is_word(cell, "infinity");
}

bool is_missing_word(std::string_view cell) {
  constexpr std::string_view kWords[] = {"na", "n/a", "#n/a", "nan", "null", "none", "?"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view word) { return is_word(cell, word); });
}

Text<192> quoted_csv_cell(std::string_view cell) {
  constexpr size_t kShown = 40;
  constexpr char kHex[] = "0123456789abcdef";
  Text<192> text;
  text.add('\'');
  for (const char c : cell.substr(0, kShown)) {
    if (c >= ' ' && c <= '~') {
      text.add(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      text.add("\\x");
      text.add(kHex[byte >> 4]);
      text.add(kHex[byte & 15]);
    }
  }
  text.add(cell.size() > kShown ? "...'" : "'");
  return text;
}

}  // namespace neuro
