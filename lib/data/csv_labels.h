// The label column of a CSV file: class numbers, class names or, for regression, numbers. Turns
// cells into targets one by one; knows nothing of the other columns.
#ifndef NEURO_LIB_DATA_CSV_LABELS_H_
#define NEURO_LIB_DATA_CSV_LABELS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/grow_buffer.h"
#include "data/csv_cells.h"
#include "data/csv_number.h"
#include "data/dataset.h"
#include "data/table_info.h"

namespace neuro {

class CsvLabels {
 public:
  // numbers: targets are numbers of any kind. like: a dataset whose classes these are, or null;
  // must outlive this.
  CsvLabels(bool numbers, const Dataset* like);

  // Whether a cell can only be a class name.
  static bool is_name(std::string_view text);

  // The next row's label. Throws Error(kFormat) that names the place.
  void add(const CsvCells& cells, const CsvPlace& place, std::string_view text);

  TargetType type() const { return numbers_ ? TargetType::kDenseF64 : TargetType::kLabelI32; }

  // What is known in the end. Labels are given numbers in the order of their names only now, so
  // names() comes first; both once only.
  NameList names();
  GrowBuffer release();
  // How many classes there are by `like`, even if no row has the last ones; 0: as many as rows
  // have.
  size_t known_classes() const { return known_classes_; }

 private:
  // A class's number by its name; those of new names go up as they appear.
  using Ids = std::map<std::string, int32_t, std::less<>>;

  void push(int32_t label);
  void name_numbers(const CsvCells& cells, const CsvPlace& place);
  int32_t id_of(const CsvCells& cells, const CsvPlace& place, std::string_view name);
  int32_t known_id(const CsvCells& cells, const CsvPlace& place, std::string_view name) const;

  bool numbers_;
  bool named_ = false;               // labels are ids of names
  const NameList* known_ = nullptr;  // the only names there may be
  size_t known_classes_ = 0;         // how many there may be; 0: any
  Ids ids_;
  GrowBuffer targets_;
};

}  // namespace neuro

#endif  // NEURO_LIB_DATA_CSV_LABELS_H_
