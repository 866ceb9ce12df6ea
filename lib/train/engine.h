// The engine as its users see it: one network with everything it needs to learn and predict, its
// element type hidden. This is all of lib/ that capi/ calls, datasets aside.
#ifndef NEURO_LIB_TRAIN_ENGINE_H_
#define NEURO_LIB_TRAIN_ENGINE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "data/dataset.h"
#include "data/views.h"
#include "kernels/update.h"
#include "model/element_type.h"
#include "model/input_scaling.h"
#include "model/layer_parameters.h"
#include "model/network.h"
#include "model/parameter_store.h"
#include "model/row_scores.h"
#include "model/shape.h"
#include "model/training_record.h"
#include "train/fit_callbacks.h"
#include "train/history.h"
#include "train/settings.h"

namespace neuro {

// Fixed when the network is created.
struct EngineConfig {
  ElementType type = ElementType::kF32;
  uint64_t seed = 0;
  Scaling scaling = Scaling::kNone;
  Optimizer optimizer = Optimizer::kSgd;
  const char* target = nullptr;  // the instruction set; null: the best
  bool initialise = true;        // draw the weights, or leave them zero
};

struct Metrics {
  size_t rows, correct;
  double loss, accuracy;  // accuracy is NaN for identity outputs
};

class Engine {
 public:
  // The bytes of all arrays that creation and reserve(max_rows) allocate.
  static size_t memory_need(const Shape& shape, const EngineConfig& config,
                            const TrainingSettings& settings, size_t max_rows);

  // Throws Error(kUnsupported) for a target that is not available.
  static std::unique_ptr<Engine> create(const Shape& shape, const EngineConfig& config,
                                        const TrainingSettings& settings);
  virtual ~Engine() = default;

  virtual const Shape& shape() const = 0;
  virtual const EngineConfig& config() const = 0;
  virtual const TrainingSettings& settings() const = 0;
  virtual void configure(const TrainingSettings& settings) = 0;
  virtual void reserve(size_t max_rows) = 0;

  // The mean loss before the update. weights: what each row counts; or null.
  virtual double train_batch(const InputView& inputs, const TargetView& targets, size_t rows,
                             const double* weights) = 0;
  // The two halves of a step: the first keeps the mean gradient, in place of the one before.
  virtual double compute_gradients(const InputView& inputs, const TargetView& targets,
                                   size_t rows) = 0;
  virtual void apply_gradients() = 0;
  // What is kept (zeros in the beginning), all parameters' in one stretch of the network's element
  // type, layer by layer: weights [out][in], bias, and where normalised scale and shift. From then
  // on compute_gradients() writes there and apply_gradients() takes from there.
  virtual void* gradients() = 0;
  virtual size_t parameter_count() const = 0;
  // Sums of squares of a layer's parameters, and of its gradients, if there are any.
  virtual LayerSquares parameter_squares(size_t layer) const = 0;
  virtual std::optional<LayerSquares> gradient_squares(size_t layer) const = 0;
  // Likewise on these rows of a dataset.
  virtual double train_rows(const Dataset& dataset, const size_t* rows, size_t count) = 0;

  virtual void fit(const Dataset& train, const Dataset* validation,
                   const FitCallbacks& callbacks) = 0;
  // Goes on with the last fit until it has all its epochs.
  virtual void resume(const Dataset& train, const Dataset* validation,
                      const FitCallbacks& callbacks) = 0;
  virtual void fit_stream(const RowStream& stream, const Dataset* validation,
                          const FitCallbacks& callbacks) = 0;
  // What rows count by their class, where targets are labels: one of each class, or none.
  virtual void set_class_weights(std::vector<double> weights) = 0;
  virtual const std::vector<double>& class_weights() const = 0;

  // May be called by several threads at once.
  virtual void predict(const InputView& inputs, size_t rows, float* outputs) const = 0;
  virtual void predict(const InputView& inputs, size_t rows, double* outputs) const = 0;
  // keep: what is to be left of each row. cancelled: null, or what ends it with Error(kCancelled)
  // once it is true.
  virtual Metrics evaluate(const Dataset& dataset, const RowScores& keep,
                           const std::atomic<bool>* cancelled) const = 0;
  Metrics evaluate(const Dataset& dataset, const RowScores& keep = {}) const {
    return evaluate(dataset, keep, nullptr);
  }

  virtual void get_parameters(size_t layer, float* weights, float* bias) const = 0;
  virtual void get_parameters(size_t layer, double* weights, double* bias) const = 0;
  virtual void set_parameters(size_t layer, const float* weights, const float* bias) = 0;
  virtual void set_parameters(size_t layer, const double* weights, const double* bias) = 0;
  // Of a normalised layer; mean and variance only where it is batch-normalised.
  virtual void get_normalisation(size_t layer, const NormalisationArrays<float>& to) const = 0;
  virtual void get_normalisation(size_t layer, const NormalisationArrays<double>& to) const = 0;
  virtual void set_normalisation(size_t layer, const NormalisationArrays<const float>& from) = 0;
  virtual void set_normalisation(size_t layer, const NormalisationArrays<const double>& from) = 0;

  // What a model file holds.
  virtual ParameterStore& parameters() = 0;
  virtual const ParameterStore& parameters() const = 0;
  // Whoever has changed parameters or the optimizer's state through these says so.
  virtual void parameters_changed() = 0;
  // Takes the parameters of another engine of the same shape, type and target.
  virtual void take_parameters(Engine& from) = 0;
  virtual InputScaling& scaling() = 0;
  virtual const InputScaling& scaling() const = 0;
  virtual History& history() = 0;
  virtual const History& history() const = 0;
  // What the optimizer keeps, so many numbers for each parameter, and how many steps it has made.
  virtual size_t optimizer_slots() const = 0;
  virtual ParameterStore& optimizer_state(size_t slot) = 0;
  virtual const ParameterStore& optimizer_state(size_t slot) const = 0;
  virtual uint64_t& optimizer_steps() = 0;
  virtual uint64_t optimizer_steps() const = 0;
  // The parameters of a fit's best epoch: made (as zeros), asked for, let go.
  virtual void make_best() = 0;
  virtual bool has_best() const = 0;
  virtual ParameterStore& best_parameters() = 0;
  virtual const ParameterStore& best_parameters() const = 0;
  virtual void drop_best() = 0;
  virtual TrainingState& training_state() = 0;
  virtual const TrainingState& training_state() const = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_ENGINE_H_
