// The engine as its users see it: one network with everything it needs to learn and predict, its
// element type hidden. This is all of lib/ that capi/ calls, datasets aside.
#ifndef NEURO_LIB_TRAIN_ENGINE_H_
#define NEURO_LIB_TRAIN_ENGINE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "data/dataset.h"
#include "data/views.h"
#include "model/element_type.h"
#include "model/input_scaling.h"
#include "model/parameter_store.h"
#include "model/shape.h"
#include "model/training_record.h"
#include "train/history.h"

namespace neuro {

// Fixed when the network is created.
struct EngineConfig {
  ElementType type = ElementType::kF32;
  uint64_t seed = 0;
  Scaling scaling = Scaling::kNone;
  const char* target = nullptr;  // the instruction set; null: the best
  bool initialise = true;        // draw the weights, or leave them zero
};

// May change between calls.
struct TrainingSettings {
  size_t workers = 1;
  double learning_rate = 0.1;
  size_t batch_size = 32;
  size_t epochs = 5;
  double progress_interval = 0.1;  // seconds
};

struct Progress {
  size_t epoch, epochs, batch, batches, rows, rows_per_epoch;
  double loss, accuracy, validation_loss, validation_accuracy;
  double seconds, seconds_left, rows_per_second;
  bool epoch_ended;
};

struct Metrics {
  size_t rows, correct;
  double loss, accuracy;  // accuracy is NaN for identity outputs
};

class Engine {
 public:
  // Told about progress; false: stop.
  using ProgressFunction = std::function<bool(const Progress&)>;

  // Throws Error(kUnsupported) for a target that is not available.
  static std::unique_ptr<Engine> create(const Shape& shape, const EngineConfig& config,
                                        const TrainingSettings& settings);
  virtual ~Engine() = default;

  virtual const Shape& shape() const = 0;
  virtual const EngineConfig& config() const = 0;
  virtual const TrainingSettings& settings() const = 0;
  virtual void configure(const TrainingSettings& settings) = 0;
  virtual void reserve(size_t max_rows) = 0;

  // The mean loss before the update.
  virtual double train_batch(const InputView& inputs, const TargetView& targets, size_t rows) = 0;
  virtual void fit(const Dataset& train, const Dataset* validation,
                   const ProgressFunction& progress) = 0;
  // Goes on with the last fit until it has all its epochs.
  virtual void resume(const Dataset& train, const Dataset* validation,
                      const ProgressFunction& progress) = 0;

  // May be called by several threads at once.
  virtual void predict(const InputView& inputs, size_t rows, float* outputs) const = 0;
  virtual void predict(const InputView& inputs, size_t rows, double* outputs) const = 0;
  virtual Metrics evaluate(const Dataset& dataset) const = 0;

  virtual void get_parameters(size_t layer, float* weights, float* bias) const = 0;
  virtual void get_parameters(size_t layer, double* weights, double* bias) const = 0;
  virtual void set_parameters(size_t layer, const float* weights, const float* bias) = 0;
  virtual void set_parameters(size_t layer, const double* weights, const double* bias) = 0;

  // What a model file holds.
  virtual ParameterStore& parameters() = 0;
  virtual const ParameterStore& parameters() const = 0;
  // Takes the parameters of another engine of the same shape, type and target.
  virtual void take_parameters(Engine& from) = 0;
  virtual InputScaling& scaling() = 0;
  virtual const InputScaling& scaling() const = 0;
  virtual History& history() = 0;
  virtual const History& history() const = 0;
  virtual TrainingState& training_state() = 0;
  virtual const TrainingState& training_state() const = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_ENGINE_H_
