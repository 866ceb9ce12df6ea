// Checks what must fit together, then hands on to trainer and predictor.
#include "train/typed_engine.h"

#include <chrono>
#include <limits>
#include <optional>

#include "base/error.h"
#include "train/fit.h"

namespace neuro {
namespace {

using Clock = std::chrono::steady_clock;

template <class T>
const Kernels<T>& choose_kernels(const char* target) {
  if (target == nullptr) return *available_kernels<T>().front();
  if (const Kernels<T>* kernels = find_kernels<T>(target)) return *kernels;
  throw Error(Status::kUnsupported, "the instruction set \"", target,
              "\" (NEURO_TARGET) is not available on this machine or in this build");
}

}  // namespace

template <class T>
TypedEngine<T>::TypedEngine(const Shape& shape, const EngineConfig& config,
                            const TrainingSettings& settings)
    : config_(config),
      settings_(settings),
      network_(shape, choose_kernels<T>(config.target)),
      trainer_(network_, config.optimizer),
      crew_(std::make_unique<Crew>(network_, settings.workers)) {
  if (config.initialise) network_.initialise(config.seed);
}

template <class T>
void TypedEngine<T>::configure(const TrainingSettings& settings) {
  if (settings.workers != settings_.workers) {
    crew_ = std::make_unique<Crew>(network_, settings.workers);
    governor_ = {};
  }
  settings_ = settings;
}

template <class T>
void TypedEngine<T>::reserve(size_t max_rows) {
  trainer_.reserve(max_rows, crew_->workers());
  if (settings_.accumulate > 1 || step_settings(0).needs_gradients()) {
    trainer_.reserve_gradients();
  }
  crew_->predictor.reserve();
  if (trainer_.workers_for(max_rows, crew_->workers()) > 1 ||
      crew_->predictor.workers_for(max_rows) > 1) {
    crew_->pool.start();
  }
}

template <class T>
template <class Work>
auto TypedEngine<T>::with_workers(size_t rows, const Work& work) {
  trainer_.reserve(rows, crew_->workers());
  const size_t worth = trainer_.workers_for(rows, crew_->workers());
  size_t active = governor_.choose(worth);
  std::optional<PoolLease> lease;
  if (active > 1 && !lease.emplace(crew_->pool)) active = 1;
  if (active > 1) crew_->pool.start();
  const auto start = Clock::now();
  const StepResult result = work(active);
  if (worth > 1) {
    governor_.note(active, rows, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return result;
}

template <class T>
StepSettings TypedEngine<T>::step_settings(double rate) const {
  StepSettings settings;
  settings.pass = {config_.seed, state_.steps, settings_.label_smoothing};
  settings.rate = rate;
  settings.optimizer = settings_.optimizer;
  settings.normalisation_momentum = settings_.normalisation_momentum;
  settings.keep_gradients = settings_.keep_gradients;
  return settings;
}

template <class T>
StepResult TypedEngine<T>::step(const Batch& batch, double rate) {
  const StepResult result = with_workers(batch.rows, [&](size_t active) {
    return trainer_.step(crew_->pool, active, batch, step_settings(rate));
  });
  ++state_.steps;
  if (settings_.keep_gradients) show_gradients();
  return result;
}

template <class T>
StepResult TypedEngine<T>::add_gradient(const Batch& batch, bool first) {
  return with_workers(batch.rows, [&](size_t active) {
    return trainer_.add_gradient(crew_->pool, active, batch, step_settings(0), first);
  });
}

// All that is known of the work is its size, which is that of a few rows' forward pass.
template <class T>
void TypedEngine<T>::apply_gradient(double rate) {
  constexpr size_t kWorthRows = 16;
  size_t active = governor_.choose(trainer_.workers_for(kWorthRows, crew_->workers()));
  std::optional<PoolLease> lease;
  if (active > 1 && !lease.emplace(crew_->pool)) active = 1;
  if (active > 1) crew_->pool.start();
  trainer_.apply_gradient(crew_->pool, active, step_settings(rate));
  ++state_.steps;
  if (settings_.keep_gradients) show_gradients();
}

template <class T>
double TypedEngine<T>::compute_gradients(const InputView& inputs, const TargetView& targets,
                                         size_t rows) {
  check_targets(targets, "targets");
  Batch batch{inputs, targets, nullptr, rows};
  batch.class_weights = class_weights_for(targets);
  const StepResult result = add_gradient(batch, true);
  show_gradients();
  return result.loss_sum / static_cast<double>(rows);
}

template <class T>
void TypedEngine<T>::apply_gradients() {
  if (trainer_.gradients() == nullptr) {
    throw Error(Status::kInvalidArgument,
                "network: has no gradients yet: call nn_compute_gradients() or nn_gradients()");
  }
  if (flat_gradients_.size() > 0) pack(flat_gradients_.data(), *trainer_.gradients());
  apply_gradient(settings_.learning_rate);
}

template <class T>
void* TypedEngine<T>::gradients() {
  AlignedBuffer<T> flat(flat_gradients_.size() > 0 ? 0 : parameter_count());
  const bool had_none = trainer_.gradients() == nullptr;
  trainer_.provide_gradients();
  if (flat.size() > 0) {
    flat_gradients_ = std::move(flat);
    show_gradients();
  } else if (had_none) {  // a step has taken them away, but not those that the caller sees
    pack(flat_gradients_.data(), *trainer_.gradients());
  }
  return flat_gradients_.data();
}

template <class T>
void TypedEngine<T>::show_gradients() {
  if (flat_gradients_.size() > 0) unpack(*trainer_.gradients(), flat_gradients_.data());
}

template <class T>
LayerSquares TypedEngine<T>::parameter_squares(size_t layer) const {
  return layer_squares(network_.layer(layer).parameters(), network_.kernels());
}

template <class T>
std::optional<LayerSquares> TypedEngine<T>::gradient_squares(size_t layer) const {
  const ParameterSet<T>* gradients = trainer_.gradients();
  if (gradients == nullptr) return std::nullopt;
  return layer_squares(gradients->layer(layer), network_.kernels());
}

template <class T>
void TypedEngine<T>::keep_best() {
  if (!best_) make_best();
  for (size_t l = 0; l < network_.layers(); ++l) {
    copy_values(network_.layer(l).parameters(), best_->layer(l));
  }
}

template <class T>
void TypedEngine<T>::restore_best() {
  for (size_t l = 0; l < network_.layers(); ++l) {
    copy_values(best_->layer(l), network_.layer(l).parameters());
    network_.layer(l).refresh();
  }
  parameters_changed();
}

template <class T>
double TypedEngine<T>::train_batch(const InputView& inputs, const TargetView& targets, size_t rows,
                                   const double* weights) {
  check_targets(targets, "targets");
  Batch batch{inputs, targets, nullptr, rows};
  batch.row_weights = weights;
  batch.class_weights = class_weights_for(targets);
  return step(batch, settings_.learning_rate).loss_sum / static_cast<double>(rows);
}

template <class T>
double TypedEngine<T>::train_rows(const Dataset& dataset, const size_t* rows, size_t count) {
  check_fits(dataset, "dataset");
  Batch batch{dataset.inputs(), dataset.targets(), rows, count};
  batch.row_weights = dataset.weights();
  batch.class_weights = class_weights_for(dataset.targets());
  return step(batch, settings_.learning_rate).loss_sum / static_cast<double>(count);
}

template <class T>
void TypedEngine<T>::fit(const Dataset& train, const Dataset* validation,
                         const FitCallbacks& callbacks) {
  neuro::fit(*this, train, validation, callbacks);
}

template <class T>
void TypedEngine<T>::resume(const Dataset& train, const Dataset* validation,
                            const FitCallbacks& callbacks) {
  resume_fit(*this, train, validation, callbacks);
}

template <class T>
void TypedEngine<T>::fit_stream(const RowStream& stream, const Dataset* validation,
                                const FitCallbacks& callbacks) {
  neuro::fit_stream(*this, stream, validation, callbacks);
}

template <class T>
void TypedEngine<T>::predict(const InputView& inputs, size_t rows, float* outputs) const {
  crew_->predictor.predict(inputs, rows, outputs);
}

template <class T>
void TypedEngine<T>::predict(const InputView& inputs, size_t rows, double* outputs) const {
  crew_->predictor.predict(inputs, rows, outputs);
}

template <class T>
Metrics TypedEngine<T>::evaluate(const Dataset& dataset, const RowScores& keep,
                                 const std::atomic<bool>* cancelled) const {
  check_fits(dataset, "dataset");
  const size_t rows = dataset.rows();
  const Score score =
      crew_->predictor.evaluate(dataset.inputs(), dataset.targets(), rows, keep, cancelled);
  const double accuracy = static_cast<double>(score.correct) / static_cast<double>(rows);
  return {rows, score.correct, score.loss,
          shape().classifies() ? accuracy : std::numeric_limits<double>::quiet_NaN()};
}

template <class T>
void TypedEngine<T>::take_parameters(Engine& from) {
  network_.swap_parameters(static_cast<TypedEngine&>(from).network_);
  parameters_changed();
}

template <class T>
void TypedEngine<T>::check_targets(const TargetView& targets, const char* name) const {
  if (!is_label(targets.type)) {
    if (targets.cols == shape().outputs()) return;
    if (targets.cols == 0) throw Error(Status::kInvalidArgument, name, ": has no targets");
    throw Error(Status::kInvalidArgument, name, ": ", targets.cols,
                " target columns, but the network has ", shape().outputs(), " outputs");
  }
  if (shape().classifies()) return;
  throw Error(Status::kInvalidArgument, name,
              ": class labels need a softmax or sigmoid output; this network's is identity, which "
              "learns from dense targets");
}

template <class T>
void TypedEngine<T>::check_fits(const Dataset& dataset, const char* name) const {
  if (dataset.cols() != shape().inputs()) {
    throw Error(Status::kInvalidArgument, name, ": ", dataset.cols(),
                " input columns, but the network has ", shape().inputs(), " inputs");
  }
  check_targets(dataset.targets(), name);
  if (dataset.label_end() > shape().classes()) {
    throw Error(Status::kInvalidArgument, name, ": label ", dataset.label_end() - 1,
                ", but the network's classes are 0 ... ", shape().classes() - 1);
  }
  constexpr double kMost = static_cast<double>(std::numeric_limits<T>::max());
  if (dataset.input_magnitude() > kMost) {
    throw Error(Status::kInvalidArgument, name, ": an input of magnitude ",
                dataset.input_magnitude(), " is too large for the network's type");
  }
  if (dataset.target_magnitude() > kMost) {
    throw Error(Status::kInvalidArgument, name, ": a target of magnitude ",
                dataset.target_magnitude(), " is too large for the network's type");
  }
}

template <class T>
void TypedEngine<T>::check_scaled(const Dataset& dataset, const char* name) const {
  crew_->predictor.check(dataset.inputs(), dataset.rows(), name);
}

template <class T>
size_t TypedEngine<T>::memory_need(const Shape& shape, const EngineConfig& config,
                                   const TrainingSettings& settings, size_t max_rows) {
  const AllocationTally tally;
  Network<T> network(shape, choose_kernels<T>(config.target));
  Trainer<T> trainer(network, config.optimizer);
  const size_t workers = std::min(settings.workers, cpu_allowance().cpus);
  trainer.reserve(max_rows, workers);
  StepSettings step;
  step.optimizer = settings.optimizer;
  step.keep_gradients = settings.keep_gradients;
  if (settings.accumulate > 1 || step.needs_gradients()) trainer.reserve_gradients();
  for (size_t worker = 0; worker < workers; ++worker) {
    const PredictionSpace<T> space(shape);
  }
  return tally.bytes();
}

size_t Engine::memory_need(const Shape& shape, const EngineConfig& config,
                           const TrainingSettings& settings, size_t max_rows) {
  return config.type == ElementType::kF64
             ? TypedEngine<double>::memory_need(shape, config, settings, max_rows)
             : TypedEngine<float>::memory_need(shape, config, settings, max_rows);
}

std::unique_ptr<Engine> Engine::create(const Shape& shape, const EngineConfig& config,
                                       const TrainingSettings& settings) {
  if (config.type == ElementType::kF64) {
    return std::make_unique<TypedEngine<double>>(shape, config, settings);
  }
  return std::make_unique<TypedEngine<float>>(shape, config, settings);
}

template class TypedEngine<float>;
template class TypedEngine<double>;

}  // namespace neuro
