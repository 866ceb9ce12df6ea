// The engine in one element type: puts network, predictor, trainer and workers together.
#ifndef NEURO_LIB_TRAIN_TYPED_ENGINE_H_
#define NEURO_LIB_TRAIN_TYPED_ENGINE_H_

#include <algorithm>
#include <memory>
#include <vector>

#include "base/cpu.h"
#include "base/worker_pool.h"
#include "model/network.h"
#include "model/predictor.h"
#include "train/engine.h"
#include "train/trainer.h"
#include "train/worker_governor.h"

namespace neuro {

template <class T>
class TypedEngine final : public Engine {
 public:
  TypedEngine(const Shape& shape, const EngineConfig& config, const TrainingSettings& settings);

  const Shape& shape() const override { return network_.shape(); }
  const EngineConfig& config() const override { return config_; }
  const TrainingSettings& settings() const override { return settings_; }
  void configure(const TrainingSettings& settings) override;
  void reserve(size_t max_rows) override;
  double train_batch(const InputView& inputs, const TargetView& targets, size_t rows) override;
  void fit(const Dataset& train, const Dataset* validation,
           const ProgressFunction& progress) override;
  void resume(const Dataset& train, const Dataset* validation,
              const ProgressFunction& progress) override;
  void predict(const InputView& inputs, size_t rows, float* outputs) const override;
  void predict(const InputView& inputs, size_t rows, double* outputs) const override;
  Metrics evaluate(const Dataset& dataset) const override;
  void get_parameters(size_t layer, float* weights, float* bias) const override;
  void get_parameters(size_t layer, double* weights, double* bias) const override;
  void set_parameters(size_t layer, const float* weights, const float* bias) override;
  void set_parameters(size_t layer, const double* weights, const double* bias) override;

  ParameterStore& parameters() override { return network_; }
  const ParameterStore& parameters() const override { return network_; }
  void take_parameters(Engine& from) override;
  InputScaling& scaling() override { return network_.scaling(); }
  const InputScaling& scaling() const override { return network_.scaling(); }
  History& history() override { return history_; }
  const History& history() const override { return history_; }
  TrainingState& training_state() override { return state_; }
  const TrainingState& training_state() const override { return state_; }

 private:
  // What stays together for a number of workers. There are no more of them than CPUs: they would
  // only wait for each other, and under a quota their waiting is paid for.
  struct Crew {
    Crew(const Network<T>& network, size_t workers, CpuAllowance allowance = cpu_allowance())
        : pool(std::min(workers, allowance.cpus), allowance), predictor(network, pool) {}
    size_t workers() const { return pool.workers(); }

    WorkerPool pool;
    Predictor<T> predictor;
  };

  StepResult step(const Batch& batch);
  void check_fits(const Dataset& dataset, const char* name) const;
  void check_targets(const TargetView& targets, const char* name) const;
  // A fit from some position on.
  void fit_from(const FitPosition& start, const Dataset& train, const Dataset* validation,
                const ProgressFunction& progress);
  // `order` has room for the rows of `train`.
  void run_epochs(const Dataset& train, const Dataset* validation, const ProgressFunction& progress,
                  std::vector<size_t>& order);

  EngineConfig config_;
  TrainingSettings settings_;
  Network<T> network_;
  Trainer<T> trainer_;
  std::unique_ptr<Crew> crew_;
  WorkerGovernor governor_;
  TrainingState state_;
  History history_;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_TYPED_ENGINE_H_
