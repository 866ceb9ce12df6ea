// Fuzz target: nn_dataset_load_csv_with() on any bytes. The input's first byte is the label's
// column, the second says with which options and like what, the rest is the file, plain or gzip.
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

// How a file is read.
struct Reading {
  int64_t label_column;
  int64_t separator, missing, target;
  bool like;

  bool labelled() const { return label_column != NN_NO_LABEL && target != NN_CSV_TARGET_NUMBERS; }
};

struct Table {
  size_t rows, cols, classes;
  bool labelled;
  std::vector<double> inputs, targets;
  std::vector<int64_t> labels;
  std::vector<std::string> names;
};

void read_labels(const nn_dataset* dataset, Table& table) {
  table.labels.resize(table.rows);
  std::vector<int32_t> short_labels(table.rows);
  require_ok(nn_dataset_get_targets(dataset, 0, table.rows, table.labels.data(), NN_I64), "labels");
  require_ok(nn_dataset_get_targets(dataset, 0, table.rows, short_labels.data(), NN_I32),
             "labels, i32");
  for (size_t i = 0; i < table.rows; ++i) {
    require(table.labels[i] >= 0 && static_cast<size_t>(table.labels[i]) < table.classes,
            "labels are those of classes");
    require(table.labels[i] == short_labels[i], "labels are the same in both types");
  }
}

// Names of all classes or of none, ascending.
void read_names(const nn_dataset* dataset, Table& table) {
  if (nn_dataset_class_name(dataset, 0) == nullptr) return;
  for (size_t i = 0; i < table.classes; ++i) {
    const char* name = nn_dataset_class_name(dataset, i);
    require(name != nullptr && *name != '\0', "each class has a name");
    require(table.names.empty() || table.names.back() < name, "names ascend");
    table.names.emplace_back(name);
  }
  require(nn_dataset_class_name(dataset, table.classes) == nullptr, "there are no more names");
}

// Names of all input columns or of none.
void check_column_names(const nn_dataset* dataset) {
  const size_t cols = nn_dataset_cols(dataset);
  const bool named = nn_dataset_column_name(dataset, 0) != nullptr;
  require((nn_dataset_column_name(dataset, cols - 1) != nullptr) == named, "all columns or none");
  require(nn_dataset_column_name(dataset, cols) == nullptr, "no more columns");
  require(nn_dataset_column_name(dataset, SIZE_MAX) == nullptr, "no column");
}

// Reads a dataset through every getter and holds the answers against each other.
Table read_out(const nn_dataset* dataset) {
  Table table;
  table.rows = nn_dataset_rows(dataset);
  table.cols = nn_dataset_cols(dataset);
  table.classes = nn_dataset_classes(dataset);
  table.labelled = table.classes > 0;
  require(table.rows > 0 && table.cols > 0, "a dataset has rows and columns");
  require(nn_dataset_target_cols(dataset) <= 1, "targets are one column");
  require(!table.labelled || nn_dataset_target_cols(dataset) == 1, "labels are one column");
  require(table.classes <= size_t{1} << 31, "classes are up to 2^31");
  check_column_names(dataset);
  if (table.rows > kMostNumbers / table.cols) return table;

  const size_t numbers = table.rows * table.cols;
  table.inputs.resize(numbers);
  std::vector<float> singles(numbers);
  require_ok(nn_dataset_get_inputs(dataset, 0, table.rows, table.inputs.data(), NN_F64), "inputs");
  require_ok(nn_dataset_get_inputs(dataset, 0, table.rows, singles.data(), NN_F32), "inputs, f32");
  read_names(dataset, table);
  if (table.labelled) {
    read_labels(dataset, table);
  } else if (nn_dataset_target_cols(dataset) == 1) {
    table.targets.resize(table.rows);
    require_ok(nn_dataset_get_targets(dataset, 0, table.rows, table.targets.data(), NN_F64),
               "targets");
    for (const double target : table.targets) require(std::isfinite(target), "targets are finite");
  }
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

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + '"';
}

// With a header, so that names in the first row are not taken for one.
std::string to_csv(const Table& table) {
  std::string text;
  char number[64];
  for (size_t j = 0; j < table.cols; ++j) text += "x,";
  text += "y\n";
  for (size_t i = 0; i < table.rows; ++i) {
    for (size_t j = 0; j < table.cols; ++j) {
      std::snprintf(number, sizeof number, "%.17g,", table.inputs[i * table.cols + j]);
      text += number;
    }
    if (!table.names.empty()) {
      text += quoted(table.names[static_cast<size_t>(table.labels[i])]);
    } else if (table.labelled) {
      std::snprintf(number, sizeof number, "%" PRId64, table.labels[i]);
      text += number;
    } else {
      std::snprintf(number, sizeof number, "%.17g", table.targets.empty() ? 0 : table.targets[i]);
      text += number;
    }
    text += '\n';
  }
  return text;
}

nn_status load(nn_dataset** out, const char* path, const Reading& reading, const nn_dataset* like) {
  fuzz::Out<nn_options> made;
  const fuzz::Options options = made.take(nn_options_create(made.pointer()));
  require_ok(nn_options_set_int(options.get(), NN_OPTION_CSV_SEPARATOR, reading.separator),
             "the separator");
  require_ok(nn_options_set_int(options.get(), NN_OPTION_CSV_MISSING, reading.missing), "missing");
  require_ok(nn_options_set_int(options.get(), NN_OPTION_CSV_TARGET, reading.target), "the target");
  return nn_dataset_load_csv_with(out, path, reading.label_column, options.get(), like);
}

// What was read, written with all digits, is read as the same numbers and names, by itself or like
// what was read.
void require_round_trip(const Table& table, const nn_dataset* dataset) {
  static fuzz::MemoryFile file;
  const std::string text = to_csv(table);
  file.write(text.data(), text.size());
  const bool classes = table.labelled;
  const Reading reading = {-1, ',', NN_MISSING_REFUSE,
                           classes ? NN_CSV_TARGET_AUTOMATIC : NN_CSV_TARGET_NUMBERS, classes};
  fuzz::Out<nn_dataset> out;
  const nn_status status = load(out.pointer(), file.path(), reading, classes ? dataset : nullptr);
  require_ok(status, "a dataset written as CSV loads");
  const Table copy = read_out(out.take(status).get());
  require(copy.rows == table.rows && copy.cols == table.cols && copy.classes == table.classes,
          "as many rows, columns and classes");
  require(copy.labels == table.labels, "the same labels");
  require(copy.names == table.names, "the same names");
  require(copy.inputs == table.inputs, "the same inputs");
  require(table.targets.empty() || copy.targets == table.targets, "the same targets");
}

int64_t label_column_from(uint8_t byte) {
  const auto column = static_cast<int8_t>(byte);
  if (column == std::numeric_limits<int8_t>::max()) return std::numeric_limits<int64_t>::max();
  if (column == std::numeric_limits<int8_t>::min()) return NN_NO_LABEL;
  return column;
}

Reading reading_from(uint8_t column, uint8_t choices) {
  constexpr char kSeparators[] = {',', ';', '\t', ' ', '|', '\1', '"', '7'};
  return {label_column_from(column), kSeparators[choices >> 2 & 7], choices & 3,
          choices >> 5 & 1 ? NN_CSV_TARGET_NUMBERS : NN_CSV_TARGET_AUTOMATIC, (choices & 64) != 0};
}

// Something to be like: two columns with means, and the classes 1, a and b.
const nn_dataset* model_dataset() {
  static const fuzz::Dataset model = [] {
    constexpr char kText[] = "1,2,a\n,4,b\n5,,1\n";
    static fuzz::MemoryFile file;
    file.write(kText, sizeof kText - 1);
    fuzz::Out<nn_dataset> out;
    const Reading reading = {-1, ',', NN_MISSING_MEAN, NN_CSV_TARGET_AUTOMATIC, false};
    return out.take(load(out.pointer(), file.path(), reading, nullptr));
  }();
  return model.get();
}

void check_refusal(nn_status status, const char* path, const Reading& reading) {
  require_error(status, {NN_ERROR_INVALID_ARGUMENT, NN_ERROR_FORMAT});
  const auto says = [](const char* text) { return std::strstr(nn_last_error(), text) != nullptr; };
  if (status == NN_ERROR_FORMAT) return require(says(path), "the message names the file");
  require(says("label_column is") || (says("options: ") && reading.separator != ',') ||
              (says("like: ") && reading.like),
          "it names the argument");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  static fuzz::MemoryFile file;
  const Reading reading = reading_from(data[0], data[1]);
  data += 2, size -= 2;
  file.write(data, size);

  const nn_dataset* like = reading.like ? model_dataset() : nullptr;
  fuzz::Out<nn_dataset> out;
  const nn_status status = load(out.pointer(), file.path(), reading, like);
  const fuzz::Dataset dataset = out.take(status);
  if (!dataset) {
    check_refusal(status, file.path(), reading);
    return 0;
  }
  const Table table = read_out(dataset.get());
  require(table.labelled == reading.labelled(), "labels as asked for");
  if (!fuzz::is_gzip(data, size)) {
    // The last cell may be empty and its line without an end.
    require(table.rows * (table.cols + nn_dataset_target_cols(dataset.get())) <= size + 1,
            "a cell takes a byte at least");
  }
  if (!table.inputs.empty()) require_round_trip(table, dataset.get());
  return 0;
}
