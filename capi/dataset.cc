// Datasets.
#include <neuro.h>

#include "base/unaligned.h"
#include "capi/arrays.h"
#include "capi/datasets.h"
#include "capi/guard.h"
#include "capi/handles.h"
#include "data/idx.h"

using neuro::Dataset;
using neuro::Error;
using neuro::Status;
using neuro::capi::guard;
using neuro::capi::make_dataset;
using neuro::capi::require;
using neuro::capi::require_float;
using neuro::capi::require_rows;

namespace {

// A dataset on the caller's arrays, by Dataset::wrap or Dataset::copy.
nn_status from_arrays(nn_dataset** out, const void* inputs, nn_type input_type, size_t rows,
                      size_t cols, const void* targets, nn_type target_type, size_t target_cols,
                      Dataset (*make)(neuro::InputView, neuro::TargetView, size_t)) noexcept {
  return make_dataset(out, [&] {
    const auto x = neuro::capi::input_view(inputs, input_type, rows, cols);
    auto y = neuro::capi::target_view(targets, target_type, rows, target_cols);
    y.cols = target_cols;  // that labels have one column is for the dataset to check
    return make(x, y, rows);
  });
}

// Rows of dense targets of type From as To.
template <class From, class To>
void convert(const neuro::TargetView& view, size_t first, size_t rows, void* to) {
  for (size_t r = 0; r < rows; ++r) {
    const void* from = view.row(first + r);
    for (size_t i = 0; i < view.cols; ++i) {
      neuro::store_unaligned(to, r * view.cols + i,
                             static_cast<To>(neuro::load_unaligned<From>(from, i)));
    }
  }
}

template <class To>
void copy_labels(const neuro::TargetView& view, size_t first, size_t rows, void* to) {
  for (size_t i = 0; i < rows; ++i) {
    neuro::store_unaligned(to, i, static_cast<To>(view.label(first + i)));
  }
}

template <class To>
void copy_dense(const neuro::TargetView& view, size_t first, size_t rows, void* to) {
  if (view.type == neuro::TargetType::kDenseF32) return convert<float, To>(view, first, rows, to);
  return convert<double, To>(view, first, rows, to);
}

}  // namespace

nn_status nn_dataset_create(nn_dataset** out, const void* inputs, nn_type input_type, size_t rows,
                            size_t cols, const void* targets, nn_type target_type,
                            size_t target_cols) noexcept {
  return from_arrays(out, inputs, input_type, rows, cols, targets, target_type, target_cols,
                     Dataset::copy);
}

nn_status nn_dataset_wrap(nn_dataset** out, const void* inputs, nn_type input_type, size_t rows,
                          size_t cols, const void* targets, nn_type target_type,
                          size_t target_cols) noexcept {
  return from_arrays(out, inputs, input_type, rows, cols, targets, target_type, target_cols,
                     Dataset::wrap);
}

nn_status nn_dataset_load_idx(nn_dataset** out, const char* images, const char* labels) noexcept {
  return make_dataset(out, [&] {
    require(images, "images");
    require(labels, "labels");
    return neuro::load_idx(images, labels);
  });
}

void nn_dataset_destroy(nn_dataset* dataset) noexcept { delete dataset; }

size_t nn_dataset_rows(const nn_dataset* dataset) noexcept {
  return dataset == nullptr ? 0 : dataset->data.rows();
}

size_t nn_dataset_cols(const nn_dataset* dataset) noexcept {
  return dataset == nullptr ? 0 : dataset->data.cols();
}

size_t nn_dataset_target_cols(const nn_dataset* dataset) noexcept {
  return dataset == nullptr ? 0 : dataset->data.targets().cols;
}

size_t nn_dataset_classes(const nn_dataset* dataset) noexcept {
  return dataset == nullptr ? 0 : dataset->data.classes();
}

nn_status nn_dataset_get_inputs(const nn_dataset* dataset, size_t first, size_t rows, void* inputs,
                                nn_type type) noexcept {
  return guard([&] {
    require(dataset, "dataset");
    require(inputs, "inputs");
    const bool f64 = require_float(type, "type");
    require_rows(dataset->data, first, rows);
    if (f64) {
      dataset->data.copy_inputs(first, rows, static_cast<double*>(inputs));
    } else {
      dataset->data.copy_inputs(first, rows, static_cast<float*>(inputs));
    }
  });
}

nn_status nn_dataset_get_targets(const nn_dataset* dataset, size_t first, size_t rows,
                                 void* targets, nn_type type) noexcept {
  return guard([&] {
    require(dataset, "dataset");
    require(targets, "targets");
    const neuro::TargetView& view = dataset->data.targets();
    if (view.cols == 0) throw Error(Status::kInvalidArgument, "dataset: has no targets");
    const bool labels = is_label(view.type);
    const bool serves =
        labels ? type == NN_I32 || type == NN_I64 : type == NN_F32 || type == NN_F64;
    if (!serves) {
      throw Error(Status::kInvalidArgument, "type: ", type,
                  labels ? ": the dataset has labels, which are NN_I32 or NN_I64"
                         : ": the dataset has dense targets, which are NN_F32 or NN_F64");
    }
    require_rows(dataset->data, first, rows);
    if (type == NN_I32) copy_labels<int32_t>(view, first, rows, targets);
    if (type == NN_I64) copy_labels<int64_t>(view, first, rows, targets);
    if (type == NN_F32) copy_dense<float>(view, first, rows, targets);
    if (type == NN_F64) copy_dense<double>(view, first, rows, targets);
  });
}
