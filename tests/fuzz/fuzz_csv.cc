// Fuzz target: nn_dataset_load_csv() on any bytes. The input's first byte is the label's column,
// the rest is the file, plain or gzip.
#include <neuro.h>

#include <cinttypes>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "fuzz_target.h"
#include "handles.h"
#include "memory_file.h"
#include "require.h"

namespace {

using fuzz::require;
using fuzz::require_error;
using fuzz::require_ok;

// Datasets of more numbers than this (from gzip) are not read number by number.
constexpr size_t kMostNumbers = size_t{1} << 16;

struct Table {
  size_t rows, cols;
  bool labelled;
  std::vector<double> inputs;
  std::vector<int64_t> labels;
};

void read_labels(const nn_dataset* dataset, Table& table) {
  table.labels.resize(table.rows);
  std::vector<int32_t> short_labels(table.rows);
  require_ok(nn_dataset_get_targets(dataset, 0, table.rows, table.labels.data(), NN_I64), "labels");
  require_ok(nn_dataset_get_targets(dataset, 0, table.rows, short_labels.data(), NN_I32),
             "labels, i32");
  int64_t largest = -1;
  for (size_t i = 0; i < table.rows; ++i) {
    require(table.labels[i] >= 0, "labels are not negative");
    require(table.labels[i] == short_labels[i], "labels are the same in both types");
    if (table.labels[i] > largest) largest = table.labels[i];
  }
  require(static_cast<size_t>(largest) + 1 == nn_dataset_classes(dataset),
          "classes are the largest label + 1");
}

// Reads a dataset through every getter and holds the answers against each other.
Table read_out(const nn_dataset* dataset) {
  Table table;
  table.rows = nn_dataset_rows(dataset);
  table.cols = nn_dataset_cols(dataset);
  table.labelled = nn_dataset_target_cols(dataset) > 0;
  const size_t classes = nn_dataset_classes(dataset);
  require(table.rows > 0 && table.cols > 0, "a dataset has rows and columns");
  if (table.labelled) {
    require(nn_dataset_target_cols(dataset) == 1, "labels are one column");
    require(classes >= 1 && classes <= size_t{1} << 31, "classes are 1 ... 2^31");
  } else {
    require(classes == 0, "without labels there are no classes");
  }
  if (table.rows > kMostNumbers / table.cols) return table;

  const size_t numbers = table.rows * table.cols;
  table.inputs.resize(numbers);
  std::vector<float> singles(numbers);
  require_ok(nn_dataset_get_inputs(dataset, 0, table.rows, table.inputs.data(), NN_F64), "inputs");
  require_ok(nn_dataset_get_inputs(dataset, 0, table.rows, singles.data(), NN_F32), "inputs, f32");
  if (table.labelled) read_labels(dataset, table);
  for (size_t i = 0; i < numbers; ++i) {
    require(std::isfinite(table.inputs[i]), "inputs are finite");
    // Beyond float's range the conversion has nothing to be compared with.
    if (std::fabs(table.inputs[i]) > std::numeric_limits<float>::max()) continue;
    require(singles[i] == static_cast<float>(table.inputs[i]), "inputs are the same in both types");
  }

  // One row by itself, and rows behind the end.
  std::vector<double> row(table.cols);
  const size_t last = table.rows - 1;
  require_ok(nn_dataset_get_inputs(dataset, last, 1, row.data(), NN_F64), "the last row");
  require(std::memcmp(row.data(), table.inputs.data() + last * table.cols,
                      table.cols * sizeof(double)) == 0,
          "a row alone is the same as among others");
  require_error(nn_dataset_get_inputs(dataset, table.rows, 1, row.data(), NN_F64),
                {NN_ERROR_INVALID_ARGUMENT});
  return table;
}

std::string to_csv(const Table& table) {
  std::string text;
  char number[64];
  for (size_t i = 0; i < table.rows; ++i) {
    for (size_t j = 0; j < table.cols; ++j) {
      std::snprintf(number, sizeof number, "%.17g,", table.inputs[i * table.cols + j]);
      text += number;
    }
    if (table.labelled) {
      std::snprintf(number, sizeof number, "%" PRId64 "\n", table.labels[i]);
      text += number;
    } else {
      text.back() = '\n';
    }
  }
  return text;
}

// What was read, written with all digits, is read as the same numbers.
void require_round_trip(const Table& table) {
  static fuzz::MemoryFile file;
  const std::string text = to_csv(table);
  file.write(text.data(), text.size());
  fuzz::Out<nn_dataset> out;
  const nn_status status =
      nn_dataset_load_csv(out.pointer(), file.path(), table.labelled ? -1 : NN_NO_LABEL);
  require_ok(status, "a dataset written as CSV loads");
  const Table copy = read_out(out.take(status).get());
  require(copy.rows == table.rows && copy.cols == table.cols && copy.labelled == table.labelled,
          "as many rows and columns");
  require(copy.labels == table.labels, "the same labels");
  require(copy.inputs == table.inputs, "the same inputs");
}

int64_t label_column_from(uint8_t byte) {
  const auto column = static_cast<int8_t>(byte);
  if (column == std::numeric_limits<int8_t>::max()) return std::numeric_limits<int64_t>::max();
  if (column == std::numeric_limits<int8_t>::min()) return NN_NO_LABEL;
  return column;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static fuzz::MemoryFile file;
  const int64_t label_column = label_column_from(data[0]);
  ++data, --size;
  file.write(data, size);

  fuzz::Out<nn_dataset> out;
  const nn_status status = nn_dataset_load_csv(out.pointer(), file.path(), label_column);
  const fuzz::Dataset dataset = out.take(status);
  if (!dataset) {
    require_error(status, {NN_ERROR_INVALID_ARGUMENT, NN_ERROR_FORMAT});
    require(std::strstr(nn_last_error(), file.path()) != nullptr, "the message names the file");
    if (status == NN_ERROR_INVALID_ARGUMENT) {
      require(std::strstr(nn_last_error(), "label_column") != nullptr, "it names the argument");
    }
    return 0;
  }
  const Table table = read_out(dataset.get());
  require(table.labelled == (label_column != NN_NO_LABEL), "labels as asked for");
  if (!fuzz::is_gzip(data, size)) {
    require(table.rows * (table.cols + table.labelled) <= size, "a cell takes a byte at least");
  }
  if (!table.inputs.empty()) require_round_trip(table);
  return 0;
}
