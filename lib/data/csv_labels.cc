// Labels are class numbers until one of them is a name. Then those before become names as well, in
// plain decimal digits, so that the order of rows decides nothing.
#include "data/csv_labels.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "base/unaligned.h"
#include "data/csv_line.h"

namespace neuro {
namespace {

// More are hardly classes, and a file may have a name for each row.
constexpr size_t kMostNames = 65536;

// The digits of a class number.
class Digits {
 public:
  explicit Digits(int32_t number)
      : size_(static_cast<size_t>(std::to_chars(digits_, digits_ + sizeof digits_, number).ptr -
                                  digits_)) {}
  std::string_view text() const { return {digits_, size_}; }

 private:
  char digits_[16];
  size_t size_;
};

// Throws unless the number is a class number.
int32_t class_number(const CsvCells& cells, const CsvPlace& place, double number) {
  constexpr double kLargest = std::numeric_limits<int32_t>::max();
  const char* fault = number < 0                     ? " is below 0"
                      : number > kLargest            ? " is above 2147483647"
                      : number != std::trunc(number) ? " is not a whole number"
                                                     : nullptr;
  if (fault != nullptr) throw cells.cell_error(place, "label ", number, fault);
  return static_cast<int32_t>(number);
}

}  // namespace

CsvLabels::CsvLabels(bool numbers, const Dataset* like) : numbers_(numbers) {
  if (numbers || like == nullptr || like->classes() == 0) return;
  known_classes_ = like->classes();
  if (like->info() == nullptr || like->info()->class_names.empty()) return;
  known_ = &like->info()->class_names;
  named_ = true;
}

bool CsvLabels::is_name(std::string_view text) {
  return parse_csv_number(text).kind == CsvCellKind::kNotANumber && !is_float_word(text) &&
         text.find('\0') == text.npos;
}

void CsvLabels::add(const CsvCells& cells, const CsvPlace& place, std::string_view text) {
  const CsvNumber number = parse_csv_number(text);
  if (number.kind != CsvCellKind::kNumber) {
    const bool names_allowed = !numbers_ && (named_ || known_classes_ == 0);
    if (!names_allowed || !is_name(text)) {
      throw csv_number_error(cells, place, text, number.kind);
    }
    if (!named_) name_numbers(cells, place);
    return push(id_of(cells, place, text));
  }
  if (numbers_) {
    std::memcpy(targets_.extend(sizeof number.value), &number.value, sizeof number.value);
    return;
  }
  const int32_t label = class_number(cells, place, number.value);
  if (named_) return push(id_of(cells, place, Digits(label).text()));
  if (known_classes_ != 0 && static_cast<size_t>(label) >= known_classes_) {
    throw cells.cell_error(place, "label ", label, " is not one of the classes 0 ... ",
                           known_classes_ - 1);
  }
  push(label);
}

void CsvLabels::push(int32_t label) {
  std::memcpy(targets_.extend(sizeof label), &label, sizeof label);
}

void CsvLabels::name_numbers(const CsvCells& cells, const CsvPlace& place) {
  named_ = true;
  for (size_t i = 0; i < targets_.size() / sizeof(int32_t); ++i) {
    const Digits digits(load_unaligned<int32_t>(targets_.data(), i));
    store_unaligned(targets_.data(), i, id_of(cells, place, digits.text()));
  }
}

int32_t CsvLabels::id_of(const CsvCells& cells, const CsvPlace& place, std::string_view name) {
  if (known_ != nullptr) return known_id(cells, place, name);
  const auto found = ids_.find(name);
  if (found != ids_.end()) return found->second;
  if (ids_.size() == kMostNames) {
    throw cells.cell_error(place, "more than ", kMostNames, " different class names");
  }
  const auto id = static_cast<int32_t>(ids_.size());
  ids_.emplace(name, id);
  return id;
}

// Known names are ascending.
int32_t CsvLabels::known_id(const CsvCells& cells, const CsvPlace& place,
                            std::string_view name) const {
  size_t first = 0, last = known_->size();
  while (first < last) {
    const size_t middle = first + (last - first) / 2;
    if (std::string_view((*known_)[middle]) < name) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  if (first < known_->size() && (*known_)[first] == name) return static_cast<int32_t>(first);
  throw cells.cell_error(place, quoted_csv_cell(name).c_str(), " is not one of the ",
                         known_->size(), " known classes");
}

NameList CsvLabels::names() {
  if (known_ != nullptr) return *known_;
  NameList names;
  std::vector<int32_t> ranks(ids_.size());
  for (const auto& [name, id] : ids_) {
    ranks[static_cast<size_t>(id)] = static_cast<int32_t>(names.size());
    names.add(name);
  }
  if (!named_) return names;
  for (size_t i = 0; i < targets_.size() / sizeof(int32_t); ++i) {
    const auto id = load_unaligned<int32_t>(targets_.data(), i);
    store_unaligned(targets_.data(), i, ranks[static_cast<size_t>(id)]);
  }
  return names;
}

GrowBuffer CsvLabels::release() {
  targets_.shrink_to_fit();
  return std::move(targets_);
}

}  // namespace neuro
