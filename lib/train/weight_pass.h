// A training step's second phase, as one worker sees it: gradients of its part of the parameters
// over the whole batch, used at once or kept; and the update from gradients that have been kept.
#ifndef NEURO_LIB_TRAIN_WEIGHT_PASS_H_
#define NEURO_LIB_TRAIN_WEIGHT_PASS_H_

#include <cstddef>

#include "base/range.h"
#include "model/network.h"
#include "model/parameter_set.h"
#include "train/division.h"
#include "train/optimizer_state.h"
#include "train/training_buffers.h"

namespace neuro {

// Where a step takes its gradients from, and where they go.
template <class T>
struct WeightStep {
  Network<T>& network;
  TrainingBuffers<T>& buffers;
  const Division& division;
  size_t active;  // workers
  size_t rows;    // of the batch
  GradientUse use;
  const UpdateConstants<T>* constants;  // for kUpdate
  T rate;                               // for kDescend
  OptimizerState<T>* optimizer;         // for kUpdate
  ParameterSet<T>* gradients;           // for kStore and kAdd; to apply
};

template <class T>
class WeightPass {
 public:
  WeightPass(const WeightStep<T>& step, size_t worker) : step_(step), worker_(worker) {}

  // From activations and deltas.
  void run();
  // From step.gradients, by the optimizer.
  void apply();

 private:
  void run_layer(size_t l);
  void apply_layer(size_t l);
  void sum_normalisation(size_t l);
  void update(size_t l, Part part, const T* gradients);
  Update<T> update_of(T* weights, const T* gradients, size_t n) const;
  bool has_normalisation(size_t l) const;

  const WeightStep<T>& step_;
  size_t worker_;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_WEIGHT_PASS_H_
