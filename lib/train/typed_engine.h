// The engine in one element type: puts network, predictor, trainer and workers together.
#ifndef NEURO_LIB_TRAIN_TYPED_ENGINE_H_
#define NEURO_LIB_TRAIN_TYPED_ENGINE_H_

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/cpu.h"
#include "base/worker_pool.h"
#include "model/network.h"
#include "model/parameter_set.h"
#include "model/predictor.h"
#include "train/fit_host.h"
#include "train/flat_gradients.h"
#include "train/trainer.h"
#include "train/worker_governor.h"

namespace neuro {

template <class T>
class TypedEngine final : public FitHost {
 public:
  TypedEngine(const Shape& shape, const EngineConfig& config, const TrainingSettings& settings);

  static size_t memory_need(const Shape& shape, const EngineConfig& config,
                            const TrainingSettings& settings, size_t max_rows);

  const Shape& shape() const override { return network_.shape(); }
  const EngineConfig& config() const override { return config_; }
  const TrainingSettings& settings() const override { return settings_; }
  void configure(const TrainingSettings& settings) override;
  void reserve(size_t max_rows) override;
  double train_batch(const InputView& inputs, const TargetView& targets, size_t rows,
                     const double* weights) override;
  double compute_gradients(const InputView& inputs, const TargetView& targets,
                           size_t rows) override;
  void apply_gradients() override;
  void* gradients() override;
  size_t parameter_count() const override { return neuro::parameter_count(shape()); }
  LayerSquares parameter_squares(size_t layer) const override;
  std::optional<LayerSquares> gradient_squares(size_t layer) const override;
  double train_rows(const Dataset& dataset, const size_t* rows, size_t count) override;
  void fit(const Dataset& train, const Dataset* validation, const FitCallbacks& callbacks) override;
  void resume(const Dataset& train, const Dataset* validation,
              const FitCallbacks& callbacks) override;
  void fit_stream(const RowStream& stream, const Dataset* validation,
                  const FitCallbacks& callbacks) override;
  void set_class_weights(std::vector<double> weights) override {
    class_weights_ = std::move(weights);
  }
  const std::vector<double>& class_weights() const override { return class_weights_; }
  void predict(const InputView& inputs, size_t rows, float* outputs) const override;
  void predict(const InputView& inputs, size_t rows, double* outputs) const override;
  using Engine::evaluate;
  Metrics evaluate(const Dataset& dataset, const RowScores& keep,
                   const std::atomic<bool>* cancelled) const override;
  void get_parameters(size_t layer, float* weights, float* bias) const override {
    network_.get_parameters(layer, weights, bias);
  }
  void get_parameters(size_t layer, double* weights, double* bias) const override {
    network_.get_parameters(layer, weights, bias);
  }
  void set_parameters(size_t layer, const float* weights, const float* bias) override {
    network_.set_parameters(layer, weights, bias);
    parameters_changed();
  }
  void set_parameters(size_t layer, const double* weights, const double* bias) override {
    network_.set_parameters(layer, weights, bias);
    parameters_changed();
  }
  void get_normalisation(size_t layer, const NormalisationArrays<float>& to) const override {
    network_.get_normalisation(layer, to);
  }
  void get_normalisation(size_t layer, const NormalisationArrays<double>& to) const override {
    network_.get_normalisation(layer, to);
  }
  void set_normalisation(size_t layer, const NormalisationArrays<const float>& from) override {
    network_.set_normalisation(layer, from);
    parameters_changed();
  }
  void set_normalisation(size_t layer, const NormalisationArrays<const double>& from) override {
    network_.set_normalisation(layer, from);
    parameters_changed();
  }

  ParameterStore& parameters() override { return network_; }
  const ParameterStore& parameters() const override { return network_; }
  void parameters_changed() override { trainer_.parameters_changed(); }
  void take_parameters(Engine& from) override;
  InputScaling& scaling() override { return network_.scaling(); }
  const InputScaling& scaling() const override { return network_.scaling(); }
  History& history() override { return history_; }
  const History& history() const override { return history_; }
  size_t optimizer_slots() const override { return trainer_.optimizer().slots.size(); }
  ParameterStore& optimizer_state(size_t slot) override { return trainer_.optimizer().slots[slot]; }
  const ParameterStore& optimizer_state(size_t slot) const override {
    return trainer_.optimizer().slots[slot];
  }
  uint64_t& optimizer_steps() override { return trainer_.optimizer().steps; }
  uint64_t optimizer_steps() const override { return trainer_.optimizer().steps; }
  void make_best() override { best_.emplace(shape(), network_.kernels()); }
  bool has_best() const override { return best_.has_value(); }
  ParameterStore& best_parameters() override { return *best_; }
  const ParameterStore& best_parameters() const override { return *best_; }
  void drop_best() override { best_.reset(); }
  TrainingState& training_state() override { return state_; }
  const TrainingState& training_state() const override { return state_; }

  StepResult step(const Batch& batch, double rate) override;
  StepResult add_gradient(const Batch& batch, bool first) override;
  void apply_gradient(double rate) override;
  void keep_best() override;
  void restore_best() override;
  void check_fits(const Dataset& dataset, const char* name) const override;
  void check_scaled(const Dataset& dataset, const char* name) const override;

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

  // Calls work(active workers) with as many workers as a step on so many rows is worth, and learns
  // from how long it takes.
  template <class Work>
  auto with_workers(size_t rows, const Work& work);
  StepSettings step_settings(double rate) const;
  void show_gradients();
  const double* class_weights_for(const TargetView& targets) const {
    return is_label(targets.type) && !class_weights_.empty() ? class_weights_.data() : nullptr;
  }
  void check_targets(const TargetView& targets, const char* name) const;

  EngineConfig config_;
  TrainingSettings settings_;
  Network<T> network_;
  Trainer<T> trainer_;
  std::unique_ptr<Crew> crew_;
  WorkerGovernor governor_;
  TrainingState state_;
  std::optional<ParameterSet<T>> best_;
  AlignedBuffer<T> flat_gradients_;  // once somebody has asked for them
  History history_;
  std::vector<double> class_weights_;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_TYPED_ENGINE_H_
