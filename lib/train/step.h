// What all workers of a training step share, and what each of them reports.
#ifndef NEURO_LIB_TRAIN_STEP_H_
#define NEURO_LIB_TRAIN_STEP_H_

#include <cstddef>
#include <cstdint>

#include "base/aligned_buffer.h"
#include "base/worker_pool.h"
#include "train/batch.h"
#include "train/division.h"

namespace neuro {

// What a pass over a batch depends on beside the batch and the parameters.
struct PassSettings {
  uint64_t seed = 0, step = 0;  // that decide what is dropped
  double label_smoothing = 0;
};

struct Step {
  const Batch& batch;
  const Division& division;
  WorkerPool& pool;
  size_t active;  // workers
  PassSettings settings;
};

// What a worker has to say: its first rows of the batch, or kNone, with bad data and with a loss
// that is not finite; and the first layer where a variance over the batch is not. While others
// still look for bad data, a worker may already write the latter two.
struct alignas(kCacheLine) Report {
  static constexpr size_t kNone = static_cast<size_t>(-1);

  size_t bad_input = kNone, bad_target = kNone, bad_weight = kNone;
  size_t bad_loss = kNone, bad_variance = kNone;
  size_t correct = 0;
  // The largest magnitudes among what has entered its layers, and among its deltas. In the line
  // that everybody looks at anyway: fetching another one takes a microsecond of a small step.
  double largest_activation = 1, largest_delta = 0;

  bool has_bad_data() const {
    return bad_input != kNone || bad_target != kNone || bad_weight != kNone;
  }
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_STEP_H_
