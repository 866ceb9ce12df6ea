// What a table says beside its numbers: names of columns and classes, and what stands for missing
// values.
#ifndef NEURO_LIB_DATA_TABLE_INFO_H_
#define NEURO_LIB_DATA_TABLE_INFO_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace neuro {

// Names one behind the other in one piece of memory: there may be as many as a file has cells.
class NameList {
 public:
  void add(std::string_view name) {
    begins_.push_back(bytes_.size());
    bytes_.append(name);
    bytes_ += '\0';
  }

  bool empty() const { return begins_.empty(); }
  size_t size() const { return begins_.size(); }
  const char* operator[](size_t i) const { return bytes_.data() + begins_[i]; }

 private:
  std::string bytes_;
  std::vector<size_t> begins_;
};

struct TableInfo {
  NameList column_names;            // of the input columns; none: the table has no header
  NameList class_names;             // of labels 0, 1, ..., ascending; none: labels are numbers
  std::vector<double> fill_values;  // of the input columns; none: no value may be missing
};

}  // namespace neuro

#endif  // NEURO_LIB_DATA_TABLE_INFO_H_
