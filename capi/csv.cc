// Datasets from CSV files, and what these say beside their numbers.
#include <neuro.h>

#include <cstddef>
#include <cstdint>

#include "capi/datasets.h"
#include "capi/guard.h"
#include "capi/handles.h"
#include "data/csv.h"

using neuro::CsvOptions;
using neuro::Dataset;
using neuro::Error;
using neuro::Missing;
using neuro::NameList;
using neuro::Status;
using neuro::TableInfo;
using neuro::capi::make_dataset;
using neuro::capi::require;

namespace {

static_assert(static_cast<int>(Missing::kZero) == NN_MISSING_ZERO &&
              static_cast<int>(Missing::kMean) == NN_MISSING_MEAN &&
              static_cast<int>(Missing::kMedian) == NN_MISSING_MEDIAN);

char separator_from(const neuro::capi::OptionValues& values) {
  const auto c = static_cast<char>(values.get_int(NN_OPTION_CSV_SEPARATOR));
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  const bool digit = c >= '0' && c <= '9';
  const bool other = c == '+' || c == '-' || c == '.' || c == '"' || c == '\n' || c == '\r';
  if (letter || digit || other) {
    throw Error(Status::kInvalidArgument, "options: NN_OPTION_CSV_SEPARATOR is ", int{c},
                ", a character of numbers, words, quotes or line ends");
  }
  return c;
}

void require_like_targets(const Dataset& like, bool number_targets) {
  if (number_targets && is_label(like.targets().type)) {
    throw Error(Status::kInvalidArgument,
                "like: has class labels, but NN_OPTION_CSV_TARGET asks for numbers");
  }
  if (!number_targets && !is_label(like.targets().type) && like.targets().cols > 0) {
    throw Error(Status::kInvalidArgument,
                "like: has targets that are numbers, but NN_OPTION_CSV_TARGET asks for classes");
  }
}

CsvOptions csv_options(int64_t label_column, const nn_options* options, const nn_dataset* like) {
  CsvOptions csv;
  csv.label_column = label_column;
  if (options != nullptr) {
    const neuro::capi::OptionValues& values = options->values;
    csv.separator = separator_from(values);
    csv.missing = static_cast<Missing>(values.get_int(NN_OPTION_CSV_MISSING));
    csv.number_targets = values.get_int(NN_OPTION_CSV_TARGET) == NN_CSV_TARGET_NUMBERS;
  }
  if (like != nullptr) {
    if (label_column != NN_NO_LABEL) require_like_targets(like->data, csv.number_targets);
    csv.like = &like->data;
  }
  return csv;
}

const char* name_of(const nn_dataset* dataset, NameList TableInfo::*list, size_t i) noexcept {
  const TableInfo* info = dataset == nullptr ? nullptr : dataset->data.info();
  return info == nullptr || i >= (info->*list).size() ? nullptr : (info->*list)[i];
}

}  // namespace

nn_status nn_dataset_load_csv(nn_dataset** out, const char* path, int64_t label_column) noexcept {
  return nn_dataset_load_csv_with(out, path, label_column, nullptr, nullptr);
}

nn_status nn_dataset_load_csv_with(nn_dataset** out, const char* path, int64_t label_column,
                                   const nn_options* options, const nn_dataset* like) noexcept {
  return make_dataset(out, [&] {
    require(path, "path");
    return neuro::load_csv(path, csv_options(label_column, options, like));
  });
}

const char* nn_dataset_class_name(const nn_dataset* dataset, size_t i) noexcept {
  return name_of(dataset, &TableInfo::class_names, i);
}

const char* nn_dataset_column_name(const nn_dataset* dataset, size_t i) noexcept {
  return name_of(dataset, &TableInfo::column_names, i);
}
