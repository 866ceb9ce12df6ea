// Cells are kept as numbers, where they are some, and as text in one piece of memory: a line may be
// as long as the file.
#include "data/csv_line.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace neuro {
namespace {

constexpr double kText = std::numeric_limits<double>::quiet_NaN();
constexpr double kMissing = -std::numeric_limits<double>::infinity();
constexpr double kFault = std::numeric_limits<double>::infinity();

}  // namespace

Error csv_number_error(const CsvCells& cells, const CsvPlace& place, std::string_view text,
                       CsvCellKind kind) {
  if (kind == CsvCellKind::kEmpty) return cells.cell_error(place, "the cell is empty");
  return cells.cell_error(
      place, quoted_csv_cell(text).c_str(),
      kind == CsvCellKind::kOutOfRange ? " is out of range" : " is not a number");
}

CsvLine::CsvLine(CsvCells& cells, bool missing_allowed) {
  bool ended = false;
  while (!ended) {
    const CsvCell cell = cells.next_cell();
    const CsvNumber number = parse_csv_number(cell.text);
    const std::string_view text = cell.text.substr(0, cell.text.find('\0'));
    double value = number.value;
    if (number.kind != CsvCellKind::kNumber) {
      const bool missing = number.kind == CsvCellKind::kEmpty ||
                           (number.kind == CsvCellKind::kNotANumber && is_missing_word(cell.text));
      const bool is_text = number.kind == CsvCellKind::kNotANumber && !is_float_word(cell.text) &&
                           text.size() == cell.text.size();
      value = missing && missing_allowed ? kMissing : is_text ? kText : kFault;
      if (!second_fault_ && value != kMissing) {
        auto& fault = first_fault_ ? second_fault_ : first_fault_;
        fault = Fault{size(), csv_number_error(cells, cells.place(), cell.text, number.kind)};
      }
    }
    texts_ += std::isnan(value);
    any_number_ = any_number_ || number.kind == CsvCellKind::kNumber ||
                  number.kind == CsvCellKind::kOutOfRange;
    numbers_.make_room(1);
    numbers_.add(value);
    unsigned char* copy = text_of_cells_.extend(text.size() + 1);
    std::copy(text.begin(), text.end(), copy);
    copy[text.size()] = '\0';
    ended = cell.ends_line;
  }
}

bool CsvLine::is_text(size_t i) const { return std::isnan(numbers_[i]); }
bool CsvLine::is_number(size_t i) const { return std::isfinite(numbers_[i]); }
bool CsvLine::is_missing(size_t i) const { return numbers_[i] == kMissing; }
bool CsvLine::is_fault(size_t i) const { return numbers_[i] == kFault; }

std::string_view CsvLine::text(size_t i) const {
  const char* text = first_text();
  for (; i > 0; --i) text += std::string_view(text).size() + 1;
  return text;
}

NameList CsvLine::names_besides(size_t skipped) const {
  NameList names;
  const char* text = first_text();
  for (size_t i = 0; i < size(); ++i) {
    const std::string_view name = text;
    if (i != skipped) names.add(name);
    text += name.size() + 1;
  }
  return names;
}

const Error* CsvLine::fault_besides(size_t skipped) const {
  if (first_fault_ && first_fault_->cell != skipped) return &first_fault_->error;
  return second_fault_ ? &second_fault_->error : nullptr;
}

}  // namespace neuro
