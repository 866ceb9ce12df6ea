// Cuts a CSV file into lines and cells, block by block: memory does not depend on the length of
// lines. Knows what separates cells, not what they mean.
#ifndef NEURO_LIB_DATA_CSV_CELLS_H_
#define NEURO_LIB_DATA_CSV_CELLS_H_

#include <cstddef>
#include <memory>
#include <string_view>

#include "base/error.h"
#include "data/byte_reader.h"

namespace neuro {

struct CsvCell {
  std::string_view text;  // without white space around it; valid until the next call
  bool ends_line;
};

class CsvCells {
 public:
  explicit CsvCells(const char* path);

  // Goes to the next line that is not empty; the one before must have been read to its end. false
  // at the end of the file.
  bool next_line();

  // The next cell of a line that has not ended.
  CsvCell next_cell();

  // Reads up to n cells of one to three digits that a comma follows right away, and stops at the
  // first cell that is anything else (or that the block cuts in two), or above 255 for bytes.
  // Returns how many were read. This is what makes large tables of small numbers fast.
  template <class Number>
  size_t take_small_numbers(Number* out, size_t n);

  // Where the cell is that was read last; both counted from 1.
  size_t line() const { return line_; }
  size_t column() const { return column_; }

  const char* name() const { return bytes_.name(); }

  // A message about the content of a cell of the current line.
  template <class... Piece>
  Error cell_error(size_t column, const Piece&... pieces) const {
    return Error(Status::kFormat, name(), ": line ", line_, ", column ", column, ": ", pieces...);
  }

 private:
  bool available();
  bool refill();
  void skip_blanks();
  void end_line(char terminator);

  ByteReader bytes_;
  std::unique_ptr<char[]> block_;
  const char* next_;  // what has not been read yet is [next_, end_)
  const char* end_;
  size_t line_ = 0;
  size_t column_ = 0;
  bool after_cr_ = false;  // a LF now belongs to the line end before it
};

}  // namespace neuro

#endif  // NEURO_LIB_DATA_CSV_CELLS_H_
