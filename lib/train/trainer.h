// One synchronous step of mini-batch gradient descent, in two phases with a barrier between them:
// every worker takes its own rows through all layers and back; then every worker forms the gradient
// of its own part of the weights over the whole batch and updates it. Where the first layer is
// divided by columns, another barrier stands behind it. Who does what is train/division.h's
// business.
#ifndef NEURO_LIB_TRAIN_TRAINER_H_
#define NEURO_LIB_TRAIN_TRAINER_H_

#include <cstddef>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/worker_pool.h"
#include "model/network.h"
#include "train/batch.h"
#include "train/division.h"
#include "train/training_buffers.h"

namespace neuro {

struct StepResult {
  double loss_sum;  // over the rows, before the update
  size_t correct;   // rows whose class was hit; 0 for identity outputs
};

template <class T>
class Trainer {
 public:
  explicit Trainer(Network<T>& network);

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
  static constexpr size_t kNone = static_cast<size_t>(-1);
  // What a worker has to say: its first rows of the batch, or kNone, with bad data and with a loss
  // that is not finite. While others still look for bad data, a worker may already write the
  // latter.
  struct alignas(kCacheLine) Report {
    size_t bad_input = kNone, bad_target = kNone;
    size_t bad_loss = kNone;
    size_t correct = 0;

    bool has_bad_data() const { return bad_input != kNone || bad_target != kNone; }
  };

  // The first phase.
  bool load(const Batch& batch, const Division& division, size_t worker);
  void forward_first_layer(const Division& division, size_t worker);
  void forward(Range rows);
  bool loss(const Batch& batch, Range rows, Report& report);
  void backward(Range rows);
  // The second phase.
  void update(const Batch& batch, const Division& division, size_t worker, T rate);

  bool any_bad_data(size_t active) const;
  bool any_problem(size_t active) const;
  [[noreturn]] void refuse(const Batch& batch, size_t active) const;

  // Weights are divided in whole cache lines of the transposed panels: no two workers write to one.
  static constexpr size_t kLineElements = kCacheLine / sizeof(T);

  Network<T>& network_;
  std::vector<PanelLayout> layouts_;  // of the layers' weights
  TrainingBuffers<T> buffers_;
  std::vector<Report> reports_;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_TRAINER_H_
