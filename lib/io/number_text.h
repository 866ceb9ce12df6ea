// Numbers, and lists of them, as text, the way the values of a model file's metadata hold them:
// "[0.5,1,-3e-07]". The text is JSON; it does not depend on the locale, and every number survives
// the way there and back.
#ifndef NEURO_LIB_IO_NUMBER_TEXT_H_
#define NEURO_LIB_IO_NUMBER_TEXT_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace neuro {

// Number: double, uint64_t, int64_t. What is not finite is "null": JSON has no other word for it.
template <class Number>
std::string number_text(Number number);
std::string number_list(std::span<const double> numbers);
std::string number_list(std::span<const uint64_t> numbers);

// Nothing if the text is anything else than a number as JSON writes it, or if it is out of range.
template <class Number>
std::optional<Number> parse_number(std::string_view text);

// Nothing if the text is anything else than a list as number_list() writes it, or JSON's other ways
// to write its numbers ("1.0", "1E+3"); no white space. Nothing as well if a number is out of
// range.
std::optional<std::vector<double>> parse_number_list(std::string_view text);
std::optional<std::vector<uint64_t>> parse_whole_list(std::string_view text);
// The same with "null" among the numbers, as NaN.
std::optional<std::vector<double>> parse_nullable_list(std::string_view text);

}  // namespace neuro

#endif  // NEURO_LIB_IO_NUMBER_TEXT_H_
