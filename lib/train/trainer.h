// One synchronous step of mini-batch gradient descent, in two phases with a barrier after each:
// every worker takes its own rows through all layers and back; then every worker forms the gradient
// of its own part of the weights over the whole batch and updates it.
#ifndef NEURO_LIB_TRAIN_TRAINER_H_
#define NEURO_LIB_TRAIN_TRAINER_H_

#include <cstddef>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/worker_pool.h"
#include "model/network.h"
#include "train/batch.h"
#include "train/training_buffers.h"

namespace neuro {

struct StepResult {
  double loss_sum;  // over the rows, before the update
  size_t correct;   // rows whose class was hit; 0 for identity outputs
};

template <class T>
class Trainer {
 public:
  explicit Trainer(Network<T>& network) : network_(network) {}

  // Makes room for batches of up to max_rows rows on up to `workers` workers. Throws
  // std::bad_alloc, with nothing changed.
  void reserve(size_t max_rows, size_t workers);

  // Trains on a batch. active workers of the pool work on it. Throws, with nothing changed:
  // Error(kInvalidArgument) for rows that are not finite or do not fit the network,
  // Error(kNotFinite) for a loss that is not finite.
  StepResult step(WorkerPool& pool, size_t active, const Batch& batch, T rate);

  // How many of at most `workers` workers a step on so many rows is worth.
  size_t workers_for(size_t rows, size_t workers) const;

 private:
  enum class Problem { kNone, kInputs, kTargets, kLoss };
  // What a worker has to say after the first phase.
  struct alignas(kCacheLine) Report {
    Problem problem;
    size_t row;  // of the batch, the worker's first with the problem
    size_t correct;
  };
  struct Range {
    size_t first, last;
  };

  void forward_and_backward(const Batch& batch, Range rows, Report& report);
  bool load(const Batch& batch, Range rows, Report& report);
  void forward(Range rows);
  bool loss(const Batch& batch, Range rows, Report& report);
  void backward(Range rows);
  void update(const Batch& batch, T rate, size_t worker, size_t active);
  // The part of a layer's weight rows whose share of all weights begins or ends at `cut`.
  size_t boundary(size_t layer, size_t cut, size_t layer_begin) const;
  const Report* worst(size_t active) const;
  [[noreturn]] void refuse(const Batch& batch, const Report& report) const;

  Network<T>& network_;
  TrainingBuffers<T> buffers_;
  std::vector<Report> reports_;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_TRAINER_H_
