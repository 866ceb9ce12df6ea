// Datasets on memory that they do not own alone, and what their rows count.
#include <neuro.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/unaligned.h"
#include "capi/arrays.h"
#include "capi/datasets.h"
#include "capi/guard.h"
#include "capi/handles.h"
#include "data/split.h"

using neuro::Dataset;
using neuro::Error;
using neuro::Status;
using neuro::capi::guard;
using neuro::capi::make_dataset;
using neuro::capi::require;
using neuro::capi::require_rows;

namespace {

// Moves the rows of a view apart. Where there is one row only, none follows it.
template <class View>
void space_out(View& view, size_t stride, size_t rows, const char* name) {
  if (rows == 1) return;
  if (stride < view.row_bytes()) {
    throw Error(Status::kInvalidArgument, name, ": ", stride,
                " bytes from row to row, but a row has ", view.row_bytes());
  }
  view.stride = stride;
}

std::vector<size_t> checked_rows(const Dataset& data, const int64_t* rows, size_t count) {
  if (count == 0) throw Error(Status::kInvalidArgument, "count: 0: at least 1 is needed");
  std::vector<size_t> checked(count);
  for (size_t i = 0; i < count; ++i) {
    const auto row = neuro::load_unaligned<int64_t>(rows, i);
    checked[i] = static_cast<size_t>(row);
    if (row >= 0 && checked[i] < data.rows()) continue;
    throw Error(Status::kInvalidArgument, "rows[", i, "]: ", row,
                " is not one of the dataset's rows 0 ... ", data.rows() - 1);
  }
  return checked;
}

}  // namespace

nn_status nn_dataset_wrap_strided(nn_dataset** out, const void* inputs, nn_type input_type,
                                  size_t input_stride, size_t rows, size_t cols,
                                  const void* targets, nn_type target_type, size_t target_stride,
                                  size_t target_cols) noexcept {
  return make_dataset(out, [&] {
    auto x = neuro::capi::input_view(inputs, input_type, rows, cols);
    auto y = neuro::capi::target_view(targets, target_type, rows, target_cols);
    space_out(x, input_stride, rows, "input_stride");
    space_out(y, target_stride, rows, "target_stride");
    y.cols = target_cols;  // that labels have one column is for the dataset to check
    return Dataset::wrap(x, y, rows);
  });
}

nn_status nn_dataset_select(nn_dataset** out, const nn_dataset* dataset, const int64_t* rows,
                            size_t count) noexcept {
  return make_dataset(out, [&] {
    require(dataset, "dataset");
    require(rows, "rows");
    return dataset->data.select(checked_rows(dataset->data, rows, count));
  });
}

nn_status nn_dataset_split(nn_dataset** first, nn_dataset** second, const nn_dataset* dataset,
                           double part, int64_t seed) noexcept {
  return guard([&] {
    require(first, "first");
    require(second, "second");
    require(dataset, "dataset");
    if (!(part > 0 && part < 1)) {
      throw Error(Status::kInvalidArgument, "part: ", part, " is not between 0 and 1");
    }
    if (seed < 0) throw Error(Status::kInvalidArgument, "seed: ", seed, " is below 0");
    const Dataset& data = dataset->data;
    neuro::RowSplit split = neuro::split_rows(data, part, static_cast<uint64_t>(seed));
    auto one = std::make_unique<nn_dataset>(data.select(std::move(split.first)));
    auto other = std::make_unique<nn_dataset>(data.select(std::move(split.second)));
    *first = one.release();
    *second = other.release();
  });
}

nn_status nn_dataset_set_weights(nn_dataset* dataset, const double* weights) noexcept {
  return guard([&] {
    require(dataset, "dataset");
    dataset->data.set_weights(weights);
  });
}

nn_status nn_dataset_get_weights(const nn_dataset* dataset, size_t first, size_t rows,
                                 double* weights) noexcept {
  return guard([&] {
    require(dataset, "dataset");
    require(weights, "weights");
    require_rows(dataset->data, first, rows);
    const double* from = dataset->data.weights();
    for (size_t i = 0; i < rows; ++i) {
      neuro::store_unaligned(weights, i, from == nullptr ? 1.0 : from[first + i]);
    }
  });
}
