// What a fit tells and asks of whoever started it while it runs.
#ifndef NEURO_LIB_TRAIN_FIT_CALLBACKS_H_
#define NEURO_LIB_TRAIN_FIT_CALLBACKS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "data/views.h"

namespace neuro {

// Sizes that are not known are 0, times NaN.
struct Progress {
  size_t epoch, epochs, batch, batches, rows, rows_per_epoch;
  double loss, accuracy, validation_loss, validation_accuracy;
  double seconds, seconds_left, rows_per_second;
  bool epoch_ended, stopped_early;
  double learning_rate;  // of the last step
  uint64_t steps;        // of the network
};

// A batch's inputs before it is trained, in the network's element type, which may be changed in
// place.
struct AugmentedRows {
  void* inputs;
  size_t rows, cols;
  const size_t* numbers;  // of the rows in the training set
  uint64_t epoch;         // of the fit, from 1 on
  uint64_t step;          // of the network, from 0 on
};

struct FitCallbacks {
  // False: stop. Either may be empty.
  std::function<bool(const Progress&)> progress;
  std::function<bool(const AugmentedRows&)> augment;
  // Looked at before each batch: once it is true, none is begun. May be null.
  const std::atomic<bool>* cancelled = nullptr;
};

// Rows that come one after the other, again in every epoch.
struct RowStream {
  InputType input_type;
  TargetType target_type;
  uint64_t rows_per_epoch;  // 0: unknown
  // Fills in up to `rows` rows of an epoch, counted from 1, and says how many: fewer are the last.
  // Negative: stop.
  std::function<int64_t(void* inputs, void* targets, size_t rows, uint64_t epoch)> read;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_FIT_CALLBACKS_H_
