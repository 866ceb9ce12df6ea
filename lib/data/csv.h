// Reads CSV files into datasets. Knows nothing of networks.
#ifndef NEURO_LIB_DATA_CSV_H_
#define NEURO_LIB_DATA_CSV_H_

#include <cstdint>

#include "data/dataset.h"
#include "data/fill_values.h"

namespace neuro {

// The label_column of a file without labels.
inline constexpr int64_t kNoLabel = INT64_MIN;

struct CsvOptions {
  int64_t label_column = kNoLabel;
  char separator = ',';  // see CsvCells; and no part of numbers
  Missing missing = Missing::kRefuse;
  bool number_targets = false;    // targets are numbers, not classes
  const Dataset* like = nullptr;  // whose columns, classes and fill values are to be these
};

// Reads a CSV file, plain or gzip, with the rules that neuro.h states at nn_dataset_load_csv and
// nn_dataset_load_csv_with. Labels become i32, targets that are numbers f64. Inputs become bytes
// that stand for themselves (InputType::kByte) if every one of them is a whole number 0 ... 255,
// doubles otherwise: an image set takes 47 MB instead of 376.
Dataset load_csv(const char* path, const CsvOptions& options);
inline Dataset load_csv(const char* path, int64_t label_column) {
  return load_csv(path, CsvOptions{label_column});
}

}  // namespace neuro

#endif  // NEURO_LIB_DATA_CSV_H_
