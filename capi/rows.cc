// Steps and predictions on rows of a dataset.
#include <neuro.h>

#include "capi/arrays.h"
#include "capi/guard.h"
#include "capi/handles.h"

using neuro::Error;
using neuro::Status;
using neuro::capi::guard;
using neuro::capi::require;

nn_status nn_train_rows(nn_network* network, const nn_dataset* dataset, const int64_t* rows,
                        size_t count, double* loss) noexcept {
  return guard([&] {
    neuro::capi::require_idle(network);
    require(dataset, "dataset");
    require(rows, "rows");
    if (count == 0) throw Error(Status::kInvalidArgument, "count: 0: at least 1 is needed");
    network->row_numbers.resize(count);
    for (size_t i = 0; i < count; ++i) {
      const auto row = static_cast<uint64_t>(rows[i]);
      if (row >= dataset->data.rows()) {
        throw Error(Status::kInvalidArgument, "rows: entry ", i, ": ", rows[i],
                    ": the dataset's rows are 0 ... ", dataset->data.rows() - 1);
      }
      network->row_numbers[i] = static_cast<size_t>(row);
    }
    const double mean =
        network->engine->train_rows(dataset->data, network->row_numbers.data(), count);
    if (loss != nullptr) *loss = mean;
  });
}

nn_status nn_predict_dataset(const nn_network* network, const nn_dataset* dataset, void* outputs,
                             nn_type type) noexcept {
  return guard([&] {
    require(network, "network");
    require(dataset, "dataset");
    require(outputs, "outputs");
    const bool f64 = neuro::capi::require_float(type, "type");
    const neuro::Dataset& data = dataset->data;
    const neuro::Shape& shape = network->engine->shape();
    if (data.cols() != shape.inputs()) {
      throw Error(Status::kInvalidArgument, "dataset: ", data.cols(),
                  " input columns, but the network has ", shape.inputs(), " inputs");
    }
    neuro::capi::require_size(data.rows(), shape.outputs(), f64 ? sizeof(double) : sizeof(float),
                              "outputs");
    if (f64) {
      network->engine->predict(data.inputs(), data.rows(), static_cast<double*>(outputs));
    } else {
      network->engine->predict(data.inputs(), data.rows(), static_cast<float*>(outputs));
    }
  });
}
