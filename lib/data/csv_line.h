// A whole line of a CSV file, kept until it is known whether it holds names or numbers.
#ifndef NEURO_LIB_DATA_CSV_LINE_H_
#define NEURO_LIB_DATA_CSV_LINE_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/grow_buffer.h"
#include "data/csv_cells.h"
#include "data/csv_number.h"
#include "data/number_store.h"
#include "data/table_info.h"

namespace neuro {

// What is wrong with a cell that should hold a number.
Error csv_number_error(const CsvCells& cells, const CsvPlace& place, std::string_view text,
                       CsvCellKind kind);

class CsvLine {
 public:
  // Reads the line that next_line() has gone to, to its end. With missing_allowed, words that say
  // so are no text.
  CsvLine(CsvCells& cells, bool missing_allowed);

  size_t size() const { return numbers_.size(); }
  // Whether a cell can only be a name; a number; missing, where that is allowed; none of these.
  bool is_text(size_t i) const;
  bool is_number(size_t i) const;
  bool is_missing(size_t i) const;
  bool is_fault(size_t i) const;
  double number(size_t i) const { return numbers_[i]; }

  size_t texts() const { return texts_; }
  // Numbers out of range count as well.
  bool any_number() const { return any_number_; }

  // A cell as it was read, as far as there is no NUL in it.
  std::string_view text(size_t i) const;
  // All of them but one.
  NameList names_besides(size_t skipped) const;
  // What is wrong with the first cell that is no number and not missing, apart from this one.
  const Error* fault_besides(size_t skipped) const;

 private:
  const char* first_text() const { return reinterpret_cast<const char*>(text_of_cells_.data()); }

  struct Fault {
    size_t cell;
    Error error;
  };

  NumberStore numbers_;       // what is no number has a mark that no number reads as
  GrowBuffer text_of_cells_;  // a NUL behind each
  size_t texts_ = 0;
  bool any_number_ = false;
  std::optional<Fault> first_fault_, second_fault_;
};

}  // namespace neuro

#endif  // NEURO_LIB_DATA_CSV_LINE_H_
