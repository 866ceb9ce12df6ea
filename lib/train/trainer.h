// One synchronous step of mini-batch gradient descent, in two phases with a barrier between them:
// every worker takes its own rows through all layers and back (train/row_pass.h); then every worker
// forms the gradient of its own part of the parameters over the whole batch and updates them
// (train/weight_pass.h). Where all gradients must be known before the first update (clipping by
// norm, several batches' gradients added up, doubts whether numbers stay finite) they are kept, and
// the update is a pass of its own. Who does what is train/division.h's business.
#ifndef NEURO_LIB_TRAIN_TRAINER_H_
#define NEURO_LIB_TRAIN_TRAINER_H_

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/worker_pool.h"
#include "model/network.h"
#include "model/parameter_set.h"
#include "train/batch.h"
#include "train/division.h"
#include "train/norms.h"
#include "train/optimizer_state.h"
#include "train/overflow_guard.h"
#include "train/running_moments.h"
#include "train/settings.h"
#include "train/step.h"
#include "train/training_buffers.h"
#include "train/weight_pass.h"

namespace neuro {

struct StepResult {
  double loss_sum;  // over the rows, before the update
  size_t correct;   // rows whose class was hit; 0 for identity outputs
};

struct StepSettings {
  double rate = 0.1;
  PassSettings pass = {};
  OptimizerSettings optimizer = {};
  double normalisation_momentum = 0.1;
  bool keep_gradients = false;

  // Whether all gradients must be known before the first update.
  bool needs_gradients() const { return keep_gradients || optimizer.clip_norm > 0; }
};

template <class T>
class Trainer {
 public:
  explicit Trainer(Network<T>& network, Optimizer optimizer = Optimizer::kSgd);

  // Makes room for batches of up to max_rows rows on up to `workers` workers. Throws
  // std::bad_alloc, with nothing changed.
  void reserve(size_t max_rows, size_t workers);
  // Makes room for gradients that are kept. Throws likewise.
  void reserve_gradients();
  // The same, and they count as kept: zeros at first. Throws likewise.
  void provide_gradients();

  // Trains on a batch. active workers of the pool work on it. Throws, with nothing changed:
  // Error(kInvalidArgument) for rows that are not finite or do not fit the network,
  // Error(kNotFinite) for losses, gradients or updates that are not finite.
  StepResult step(WorkerPool& pool, size_t active, const Batch& batch,
                  const StepSettings& settings);

  // The first half of a step: keeps the gradient, or adds it to what is kept. Throws likewise.
  StepResult add_gradient(WorkerPool& pool, size_t active, const Batch& batch,
                          const StepSettings& settings, bool first);
  // The second half: updates from what is kept. Throws likewise.
  void apply_gradient(WorkerPool& pool, size_t active, const StepSettings& settings);

  // How many of at most `workers` workers a step on so many rows is worth.
  size_t workers_for(size_t rows, size_t workers) const;

  // Somebody else has changed parameters, or what the optimizer remembers.
  void parameters_changed() {
    guard_.forget();
    moments_.forget();
  }

  OptimizerState<T>& optimizer() { return optimizer_; }
  const OptimizerState<T>& optimizer() const { return optimizer_; }
  // Null where none have been kept yet.
  ParameterSet<T>* gradients() { return has_gradients_ ? &*gradients_ : nullptr; }
  const ParameterSet<T>* gradients() const { return has_gradients_ ? &*gradients_ : nullptr; }

 private:
  // The first phase on all workers, then phase_two(worker) where there was no problem, which is
  // thrown otherwise.
  template <class PhaseTwo>
  StepResult run(WorkerPool& pool, size_t active, const Batch& batch, const StepSettings& settings,
                 const Division& division, const PhaseTwo& phase_two);
  double gradient_bound(size_t rows, size_t active) const;
  void update_from_gradients(WorkerPool& pool, size_t active, const StepSettings& settings);
  void update_all(WorkerPool& pool, size_t active, const WeightStep<T>& step);
  void update_with_care(WorkerPool& pool, size_t active, const WeightStep<T>& step,
                        uint64_t number);
  [[noreturn]] void refuse(const Batch& batch, size_t active, uint64_t step) const;

  // Weights are divided in whole cache lines of the transposed panels: no two workers write to one.
  static constexpr size_t kLineElements = kCacheLine / sizeof(T);

  Network<T>& network_;
  OptimizerState<T> optimizer_;
  std::vector<PanelLayout> layouts_;  // of the layers' weights
  TrainingBuffers<T> buffers_;
  std::vector<Report> reports_;
  std::optional<ParameterSet<T>> gradients_;
  std::vector<ParameterSet<T>> copies_;  // made once a step has to be made with care
  bool has_gradients_ = false;           // not only room for them
  Norms<T> norms_;
  OverflowGuard<T> guard_;
  RunningMoments<T> moments_;
  size_t widest_normalised_ = 0;  // 0: no layer is
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_TRAINER_H_
