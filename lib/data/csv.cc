// Puts the cells of a CSV file together to rows of inputs with targets: finds out about the header
// and the columns from the first line, and holds every further line against it.
#include "data/csv.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/unaligned.h"
#include "data/csv_cells.h"
#include "data/csv_labels.h"
#include "data/csv_line.h"
#include "data/csv_number.h"
#include "data/number_store.h"
#include "data/table_info.h"

namespace neuro {
namespace {

class CsvTable {
 public:
  CsvTable(const char* path, const CsvOptions& options)
      : options_(options),
        cells_(path, options.separator),
        labels_(options.number_targets, options.label_column == kNoLabel ? nullptr : options.like) {
    if (cells_.next_line()) read_beginning();
    while (cells_.next_line()) read_line();
    if (rows_ == 0) throw Error(Status::kFormat, cells_.name(), ": holds no rows");
  }

  Dataset to_dataset() &&;

 private:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  bool may_miss() const { return options_.missing != Missing::kRefuse; }
  size_t inputs_of_row() const { return label_ == kNone ? cols_ : cols_ - 1; }

  void read_beginning();
  void find_label();
  void prepare_fill_values();
  bool is_name(const CsvLine& line) const;
  bool is_header(const CsvLine& line) const;
  void add_row(const CsvLine& line, size_t number);
  void read_line();
  size_t take_small_inputs(size_t n);
  double input_value(std::string_view text, size_t input) const;
  double fill_value(size_t input) const;
  void fill(GrowBuffer& inputs, InputType type);
  Error length_error(size_t line, size_t cells) const;

  const CsvOptions& options_;
  CsvCells cells_;
  NumberStore inputs_;  // a missing one whose fill value is not known yet is a NaN
  CsvLabels labels_;
  TableInfo info_;
  size_t rows_ = 0;
  size_t first_line_ = 0;  // the line that says how many cells a line has
  size_t cols_ = 0;        // label included
  size_t label_ = kNone;   // the label's column, from 0, if there is one
};

// Whether the line is a header is only known at its end (the label may be the last cell), and where
// its only text is the label, not before the next line's label.
void CsvTable::read_beginning() {
  const CsvLine first(cells_, may_miss());
  first_line_ = cells_.line();
  cols_ = first.size();
  if (options_.label_column != kNoLabel) find_label();
  prepare_fill_values();
  std::optional<CsvLine> second;
  bool header = is_header(first);
  const bool unsure = !header && label_ != kNone && is_name(first);
  if (unsure && cells_.next_line()) {
    second.emplace(cells_, may_miss());
    if (second->size() != cols_) throw length_error(cells_.line(), second->size());
    header = second->is_number(label_);
  }
  if (header) {
    info_.column_names = first.names_besides(label_);
  } else {
    add_row(first, first_line_);
  }
  if (second) add_row(*second, cells_.line());
}

void CsvTable::find_label() {
  const int64_t label_column = options_.label_column;
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

// Those that are known before anything is read. Also refuses columns that are not those of `like`.
void CsvTable::prepare_fill_values() {
  const Dataset* like = options_.like;
  if (like != nullptr && like->cols() != inputs_of_row()) {
    throw Error(Status::kFormat, cells_.name(), ": line ", first_line_, " has ", inputs_of_row(),
                " input columns, the dataset that it should be like has ", like->cols());
  }
  if (!may_miss()) return;
  if (like != nullptr && like->info() != nullptr && !like->info()->fill_values.empty()) {
    info_.fill_values = like->info()->fill_values;
  } else if (options_.missing == Missing::kZero) {
    info_.fill_values.assign(inputs_of_row(), 0);
  } else if (like != nullptr) {
    info_.fill_values = fill_values(like->inputs(), like->rows(), options_.missing);
  }
}

// Whether the label cell can only be a name.
bool CsvTable::is_name(const CsvLine& line) const {
  return !line.is_fault(label_) && CsvLabels::is_name(line.text(label_));
}

bool CsvTable::is_header(const CsvLine& line) const {
  if (label_ == kNone || !is_name(line)) return line.texts() > 0 && !line.any_number();
  return options_.number_targets || line.texts() > (line.is_text(label_) ? 1 : 0);
}

void CsvTable::add_row(const CsvLine& line, size_t number) {
  if (const Error* fault = line.fault_besides(label_)) throw *fault;
  inputs_.make_room(inputs_of_row());
  size_t input = 0;
  for (size_t i = 0; i < cols_; ++i) {
    if (i == label_) continue;
    inputs_.add(line.is_missing(i) ? fill_value(input) : line.number(i));
    ++input;
  }
  if (label_ != kNone) {
    if (line.is_fault(label_)) throw *line.fault_besides(kNone);
    labels_.add(cells_, {number, label_ + 1}, line.text(label_));
  }
  ++rows_;
}

void CsvTable::read_line() {
  inputs_.make_room(inputs_of_row());
  bool ended = false;
  for (size_t i = 0; i < cols_; ++i) {
    if (ended) throw length_error(cells_.line(), i);
    // The last cell is left to the general path: no separator follows it.
    const size_t last = cols_ - 1;
    if (i != label_) i += take_small_inputs((i < label_ ? std::min(label_, last) : last) - i);
    const CsvCell cell = cells_.next_cell();
    if (i == label_) {
      labels_.add(cells_, cells_.place(), cell.text);
    } else {
      inputs_.add(input_value(cell.text, i < label_ ? i : i - 1));
    }
    ended = cell.ends_line;
  }
  if (!ended) {
    while (!cells_.next_cell().ends_line) {
    }
    throw length_error(cells_.line(), cells_.place().column);
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

double CsvTable::input_value(std::string_view text, size_t input) const {
  const CsvNumber number = parse_csv_number(text);
  if (number.kind == CsvCellKind::kNumber) return number.value;
  const bool missing = number.kind == CsvCellKind::kEmpty ||
                       (number.kind == CsvCellKind::kNotANumber && is_missing_word(text));
  if (missing && may_miss()) return fill_value(input);
  throw csv_number_error(cells_, cells_.place(), text, number.kind);
}

double CsvTable::fill_value(size_t input) const {
  return info_.fill_values.empty() ? std::numeric_limits<double>::quiet_NaN()
                                   : info_.fill_values[input];
}

// Finds the fill values that were not known before, and puts them where the NaN are.
void CsvTable::fill(GrowBuffer& inputs, InputType type) {
  if (!may_miss() || !info_.fill_values.empty()) return;
  const size_t cols = inputs_of_row();
  std::vector<double> values = fill_values({inputs.data(), type, cols}, rows_, options_.missing);
  for (size_t i = 0; i < cols; ++i) {
    if (!std::isnan(values[i])) continue;
    throw Error(Status::kFormat, cells_.name(), ": column ", i < label_ ? i + 1 : i + 2,
                " has no value at all to fill its cells with");
  }
  if (type == InputType::kF64) {
    for (size_t i = 0; i < rows_ * cols; ++i) {
      if (std::isnan(load_unaligned<double>(inputs.data(), i))) {
        store_unaligned(inputs.data(), i, values[i % cols]);
      }
    }
  }
  info_.fill_values = std::move(values);
}

Error CsvTable::length_error(size_t line, size_t cells) const {
  return Error(Status::kFormat, cells_.name(), ": line ", line, " has ", cells,
               cells == 1 ? " cell, line " : " cells, line ", first_line_, " has ", cols_);
}

Dataset CsvTable::to_dataset() && {
  const InputType type = inputs_.type();
  GrowBuffer inputs = inputs_.release();
  fill(inputs, type);
  info_.class_names = labels_.names();
  Dataset dataset = label_ == kNone ? Dataset::adopt(std::move(inputs), type, cols_, {},
                                                     TargetType::kDenseF64, 0, rows_)
                                    : Dataset::adopt(std::move(inputs), type, cols_ - 1,
                                                     labels_.release(), labels_.type(), 1, rows_);
  dataset.describe(std::move(info_), labels_.known_classes());
  return dataset;
}

}  // namespace

Dataset load_csv(const char* path, const CsvOptions& options) {
  return CsvTable(path, options).to_dataset();
}

}  // namespace neuro
