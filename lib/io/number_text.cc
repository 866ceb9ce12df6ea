#include "io/number_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <system_error>
#include <type_traits>

namespace neuro {
namespace {

constexpr std::string_view kNull = "null";

template <class Number>
void append(std::string& text, Number number) {
  if constexpr (std::is_floating_point_v<Number>) {
    if (!std::isfinite(number)) {
      text += kNull;
      return;
    }
  }
  char digits[32];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

template <class Number>
std::string write_list(std::span<const Number> numbers) {
  std::string text = "[";
  for (const Number number : numbers) {
    if (text.size() > 1) text += ',';
    append(text, number);
  }
  text += ']';
  return text;
}

size_t count_digits(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

// from_chars() takes more than JSON does: "inf", "01", ".5", "5.".
bool is_json_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const size_t whole = count_digits(text);
  if (whole == 0 || (whole > 1 && text[0] == '0')) return false;
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const size_t fraction = count_digits(text);
    if (fraction == 0) return false;
    text.remove_prefix(fraction);
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    const size_t exponent = count_digits(text);
    if (exponent == 0) return false;
    text.remove_prefix(exponent);
  }
  return text.empty();
}

template <class Number>
std::optional<Number> parse(std::string_view text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (result.ec != std::errc() || result.ptr != end || !is_json_number(text)) return std::nullopt;
  return number;
}

// parse_item: from text to an optional number.
template <class Number, class ParseItem>
std::optional<std::vector<Number>> parse_list(std::string_view text, const ParseItem& parse_item) {
  if (!text.starts_with('[') || !text.ends_with(']') || text.size() < 2) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  std::vector<Number> numbers;
  if (text.empty()) return numbers;
  numbers.reserve(static_cast<size_t>(std::count(text.begin(), text.end(), ',')) + 1);
  for (bool more = true; more;) {
    const size_t comma = text.find(',');
    const std::optional<Number> number = parse_item(text.substr(0, comma));
    if (!number) return std::nullopt;
    numbers.push_back(*number);
    more = comma != text.npos;
    if (more) text.remove_prefix(comma + 1);
  }
  return numbers;
}

}  // namespace

template <class Number>
std::string number_text(Number number) {
  std::string text;
  append(text, number);
  return text;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  return parse<Number>(text);
}

template std::string number_text(double);
template std::string number_text(uint64_t);
template std::string number_text(int64_t);
template std::optional<double> parse_number(std::string_view);
template std::optional<uint64_t> parse_number(std::string_view);
template std::optional<int64_t> parse_number(std::string_view);

std::string number_list(std::span<const double> numbers) { return write_list(numbers); }
std::string number_list(std::span<const uint64_t> numbers) { return write_list(numbers); }

std::optional<std::vector<double>> parse_number_list(std::string_view text) {
  return parse_list<double>(text, parse<double>);
}

std::optional<std::vector<uint64_t>> parse_whole_list(std::string_view text) {
  return parse_list<uint64_t>(text, parse<uint64_t>);
}

std::optional<std::vector<double>> parse_nullable_list(std::string_view text) {
  return parse_list<double>(text, [](std::string_view item) {
    return item == kNull ? std::numeric_limits<double>::quiet_NaN() : parse<double>(item);
  });
}

}  // namespace neuro
