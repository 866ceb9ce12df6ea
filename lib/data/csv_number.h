// What one CSV cell says, and how to show it in a message. Knows neither files nor datasets.
#ifndef NEURO_LIB_DATA_CSV_NUMBER_H_
#define NEURO_LIB_DATA_CSV_NUMBER_H_

#include <string_view>

#include "base/text.h"

namespace neuro {

enum class CsvCellKind { kNumber, kEmpty, kNotANumber, kOutOfRange };

struct CsvNumber {
  CsvCellKind kind;
  double value;  // only where kind is kNumber
};

// Reads a cell, without the white space that quotes may have kept around it: decimal, with or
// without sign, point and exponent, the same in every locale. "inf", "nan" and hexadecimal numbers
// are not numbers.
CsvNumber parse_csv_number(std::string_view cell);

// Whether a cell is one of the words for what is no finite number, nan, inf or infinity, in any
// case and with or without a sign: it stands where a number should, and is no text.
bool is_float_word(std::string_view cell);

// Whether a cell that is not empty says that a value is missing: na, n/a, #n/a, nan, null or none,
// in any case, or a question mark.
bool is_missing_word(std::string_view cell);

// A cell in quotes, cut to a length that fits a message, bytes that cannot be shown as \xNN.
Text<192> quoted_csv_cell(std::string_view cell);

}  // namespace neuro

#endif  // NEURO_LIB_DATA_CSV_NUMBER_H_
