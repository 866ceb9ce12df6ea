// Cuts a CSV file into lines and cells, block by block: memory does not depend on the length of
// lines. Knows what separates cells, not what they mean.
#ifndef NEURO_LIB_DATA_CSV_CELLS_H_
#define NEURO_LIB_DATA_CSV_CELLS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "data/byte_reader.h"

namespace neuro {

struct CsvCell {
  // Without white space around it, or what stood between quotes, all of it. Valid until the next
  // call.
  std::string_view text;
  bool ends_line;
};

// Where a cell begins; both counted from 1.
struct CsvPlace {
  size_t line, column;
};

class CsvCells {
 public:
  // separator: not a quote, and none of what ends lines.
  explicit CsvCells(const char* path, char separator = ',');

  // Goes to the next line that is not empty; the one before must have been read to its end. false
  // at the end of the file.
  bool next_line();

  // The next cell of a line that has not ended.
  CsvCell next_cell();

  // Reads up to n cells of one to three digits that a separator follows right away, and stops at
  // the first cell that is anything else (or that the block cuts in two), or above 255 for bytes.
  // Returns how many were read. This is what makes large tables of small numbers fast.
  template <class Number>
  size_t take_small_numbers(Number* out, size_t n);

  // Where the line begins; one with line breaks in quotes goes on on others.
  size_t line() const { return line_; }
  // Of the cell that next_cell() has read last.
  CsvPlace place() const { return {cell_line_, column_}; }

  const char* name() const { return bytes_.name(); }

  // A message about the content of a cell.
  template <class... Piece>
  Error cell_error(const CsvPlace& place, const Piece&... pieces) const {
    return Error(Status::kFormat, name(), ": line ", place.line, ", column ", place.column, ": ",
                 pieces...);
  }

 private:
  bool available();
  bool refill();
  bool is_blank(char c) const { return (c == ' ' || c == '\t') && c != separator_; }
  void skip_blanks();
  void take_quoted(const char* stop);
  CsvCell next_quoted_cell();
  CsvCell end_cell(std::string_view text);

  ByteReader bytes_;
  char separator_;
  std::unique_ptr<char[]> block_;
  const char* next_;  // what has not been read yet is [next_, end_)
  const char* end_;
  size_t lines_ = 0;  // that have begun
  size_t line_ = 0;
  size_t cell_line_ = 0;
  size_t column_ = 0;
  bool after_cr_ = false;  // a LF now belongs to the line end before it
  std::string quoted_;     // the content of a cell in quotes
};

}  // namespace neuro

#endif  // NEURO_LIB_DATA_CSV_CELLS_H_
