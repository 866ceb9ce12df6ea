// Puts the cells of a CSV file together to rows of inputs with labels: finds out about the header
// and the columns from the first line, and holds every further line against it.
#include "data/csv.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/grow_buffer.h"
#include "data/csv_cells.h"
#include "data/csv_number.h"
#include "data/number_store.h"

namespace neuro {
namespace {

class CsvTable {
 public:
  CsvTable(const char* path, int64_t label_column) : cells_(path) {
    if (cells_.next_line()) read_first_line(label_column);
    while (cells_.next_line()) read_line();
    if (rows_ == 0) throw Error(Status::kFormat, cells_.name(), ": holds no rows");
  }

  Dataset to_dataset() && {
    const InputType type = inputs_.type();
    if (label_ == kNone) {
      return Dataset::adopt(inputs_.release(), type, cols_, {}, TargetType::kDenseF64, 0, rows_);
    }
    labels_.shrink_to_fit();
    return Dataset::adopt(inputs_.release(), type, cols_ - 1, std::move(labels_),
                          TargetType::kLabelI32, 1, rows_);
  }

 private:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  void read_first_line(int64_t label_column);
  void read_line();
  void find_label(int64_t label_column);
  size_t take_small_inputs(size_t n);
  void add_label(double number);
  Error number_error(const CsvCell& cell, CsvCellKind kind) const;
  Error length_error(size_t cells) const;

  CsvCells cells_;
  NumberStore inputs_;
  GrowBuffer labels_;
  size_t rows_ = 0;
  size_t first_line_ = 0;  // the line that says how many cells a line has
  size_t cols_ = 0;        // label included
  size_t label_ = kNone;   // the label's column, from 0, if there is one
};

// Whether the line is a header is only known at its end (the label may be the last cell): until
// then its cells are kept apart, text as NaN, and what is neither text nor a number as an infinity:
// a label that is missing is a fault, not a header.
void CsvTable::read_first_line(int64_t label_column) {
  NumberStore line;
  std::optional<Error> first_fault;
  bool ended = false, any_number = false, any_text = false;
  while (!ended) {
    const CsvCell cell = cells_.next_cell();
    const CsvNumber number = parse_csv_number(cell.text);
    const bool good = number.kind == CsvCellKind::kNumber;
    const bool text = number.kind == CsvCellKind::kNotANumber && !is_float_word(cell.text);
    any_text = any_text || text;
    any_number = any_number || good || number.kind == CsvCellKind::kOutOfRange;
    if (!good && !first_fault) first_fault = number_error(cell, number.kind);
    line.make_room(1);
    line.add(good   ? number.value
             : text ? std::numeric_limits<double>::quiet_NaN()
                    : std::numeric_limits<double>::infinity());
    ended = cell.ends_line;
  }
  first_line_ = cells_.line();
  cols_ = line.size();
  if (label_column != kNoLabel) find_label(label_column);
  const bool header = (any_text && !any_number) || (label_ != kNone && std::isnan(line[label_]));
  if (header) return;
  if (first_fault) throw *first_fault;
  inputs_.make_room(label_ == kNone ? cols_ : cols_ - 1);
  for (size_t i = 0; i < cols_; ++i) {
    if (i != label_) inputs_.add(line[i]);
  }
  if (label_ != kNone) add_label(line[label_]);
  ++rows_;
}

void CsvTable::find_label(int64_t label_column) {
  const auto distance = static_cast<uint64_t>(label_column);  // modulo 2^64
  const bool from_end = label_column < 0;
  const bool exists = from_end ? 0 - distance <= cols_ : distance < cols_;
  if (!exists) {
    throw Error(Status::kInvalidArgument, "label_column is ", label_column, ", but ", cells_.name(),
                " has ", cols_, cols_ == 1 ? " column" : " columns");
  }
  label_ = static_cast<size_t>(from_end ? cols_ + distance : distance);
  if (cols_ == 1) {
    throw Error(Status::kFormat, cells_.name(), ": line ", first_line_,
                " has 1 cell, the label, and no inputs");
  }
}

void CsvTable::read_line() {
  inputs_.make_room(label_ == kNone ? cols_ : cols_ - 1);
  bool ended = false;
  for (size_t i = 0; i < cols_; ++i) {
    if (ended) throw length_error(i);
    // The last cell is left to the general path: no comma follows it.
    const size_t last = cols_ - 1;
    if (i != label_) i += take_small_inputs((i < label_ ? std::min(label_, last) : last) - i);
    const CsvCell cell = cells_.next_cell();
    const CsvNumber number = parse_csv_number(cell.text);
    if (number.kind != CsvCellKind::kNumber) throw number_error(cell, number.kind);
    if (i == label_) {
      add_label(number.value);
    } else {
      inputs_.add(number.value);
    }
    ended = cell.ends_line;
  }
  if (!ended) {
    while (!cells_.next_cell().ends_line) {
    }
    throw length_error(cells_.column());
  }
  ++rows_;
}

size_t CsvTable::take_small_inputs(size_t n) {
  unsigned char* bytes = inputs_.next_bytes();
  const size_t taken = bytes != nullptr ? cells_.take_small_numbers(bytes, n)
                                        : cells_.take_small_numbers(inputs_.next_doubles(), n);
  inputs_.advance(taken);
  return taken;
}

void CsvTable::add_label(double number) {
  constexpr double kLargest = std::numeric_limits<int32_t>::max();
  const char* fault = number < 0                     ? " is below 0"
                      : number > kLargest            ? " is above 2147483647"
                      : number != std::trunc(number) ? " is not a whole number"
                                                     : nullptr;
  if (fault != nullptr) throw cells_.cell_error(label_ + 1, "label ", number, fault);
  const auto label = static_cast<int32_t>(number);
  std::memcpy(labels_.extend(sizeof label), &label, sizeof label);
}

Error CsvTable::number_error(const CsvCell& cell, CsvCellKind kind) const {
  if (kind == CsvCellKind::kEmpty) return cells_.cell_error(cells_.column(), "the cell is empty");
  return cells_.cell_error(
      cells_.column(), quoted_csv_cell(cell.text).c_str(),
      kind == CsvCellKind::kOutOfRange ? " is out of range" : " is not a number");
}

Error CsvTable::length_error(size_t cells) const {
  return Error(Status::kFormat, cells_.name(), ": line ", cells_.line(), " has ", cells,
               cells == 1 ? " cell, line " : " cells, line ", first_line_, " has ", cols_);
}

}  // namespace

Dataset load_csv(const char* path, int64_t label_column) {
  return CsvTable(path, label_column).to_dataset();
}

}  // namespace neuro
