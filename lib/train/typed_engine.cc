// Checks what must fit together, then hands on to trainer and predictor.
#include "train/typed_engine.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "base/error.h"
#include "train/fit_meter.h"
#include "train/fit_scaling.h"
#include "train/shuffle.h"

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
      trainer_(network_),
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
  crew_->predictor.reserve();
  if (trainer_.workers_for(max_rows, crew_->workers()) > 1 ||
      crew_->predictor.workers_for(max_rows) > 1) {
    crew_->pool.start();
  }
}

template <class T>
StepResult TypedEngine<T>::step(const Batch& batch) {
  trainer_.reserve(batch.rows, crew_->workers());
  const size_t worth = trainer_.workers_for(batch.rows, crew_->workers());
  size_t active = governor_.choose(worth);
  std::optional<PoolLease> lease;
  if (active > 1 && !lease.emplace(crew_->pool)) active = 1;
  if (active > 1) crew_->pool.start();
  const T rate = static_cast<T>(settings_.learning_rate);
  const auto start = Clock::now();
  const StepResult result = trainer_.step(crew_->pool, active, batch, rate);
  if (worth > 1) {
    governor_.note(active, batch.rows, std::chrono::duration<double>(Clock::now() - start).count());
  }
  ++state_.steps;
  return result;
}

template <class T>
double TypedEngine<T>::train_batch(const InputView& inputs, const TargetView& targets,
                                   size_t rows) {
  check_targets(targets, "targets");
  return step({inputs, targets, nullptr, rows}).loss_sum / static_cast<double>(rows);
}

template <class T>
void TypedEngine<T>::fit(const Dataset& train, const Dataset* validation,
                         const ProgressFunction& progress) {
  fit_from({}, train, validation, progress);
}

template <class T>
void TypedEngine<T>::resume(const Dataset& train, const Dataset* validation,
                            const ProgressFunction& progress) {
  fit_from(state_.position, train, validation, progress);
}

template <class T>
void TypedEngine<T>::fit_from(const FitPosition& start, const Dataset& train,
                              const Dataset* validation, const ProgressFunction& progress) {
  check_fits(train, "train");
  if (validation != nullptr) check_fits(*validation, "validation");
  if (start.row > 0 && start.rows != train.rows()) {
    throw Error(Status::kInvalidArgument, "train: ", train.rows(),
                " rows, but the fit was stopped within an epoch over ", start.rows);
  }
  if (start.epochs >= settings_.epochs) return;
  std::vector<size_t> order(train.rows());
  history_.reserve(settings_.epochs - static_cast<size_t>(start.epochs));
  reserve(std::min(settings_.batch_size, train.rows()));
  const bool learns_scale = network_.scaling().empty();
  if (learns_scale) network_.scaling() = fit_scaling(config_.scaling, train);
  const uint64_t steps_before = state_.steps;
  try {
    if (validation != nullptr && !network_.scaling().empty()) {
      crew_->predictor.check(validation->inputs(), validation->rows(), "validation");
    }
    state_.position = start;
    run_epochs(train, validation, progress, order);
  } catch (...) {
    // A fit that has learnt no weight has learnt no scale either.
    if (learns_scale && state_.steps == steps_before) network_.scaling() = {};
    throw;
  }
}

// The position is brought up to date before anybody is told of it, so that a checkpoint that is
// saved while progress is reported goes on behind what was reported.
template <class T>
void TypedEngine<T>::run_epochs(const Dataset& train, const Dataset* validation,
                                const ProgressFunction& progress, std::vector<size_t>& order) {
  FitPosition& position = state_.position;
  FitMeter meter(position, train.rows(), settings_, shape().output() == Output::kSoftmax);
  const auto report = [&](const Progress& now) {
    if (!progress || progress(now)) return;
    throw Error(Status::kCancelled, "the progress callback stopped the fit after batch ", now.batch,
                " of epoch ", now.epoch);
  };
  while (position.epochs < settings_.epochs) {
    // An epoch counts as begun with its first batch.
    const uint32_t begun = state_.epochs_begun;
    shuffle(order, config_.seed, position.row == 0 ? begun : begun - 1);
    meter.begin_epoch(position);
    while (position.row < train.rows()) {
      const auto first = static_cast<size_t>(position.row);
      const size_t rows = std::min(settings_.batch_size, train.rows() - first);
      const size_t upcoming = std::min(settings_.batch_size, train.rows() - first - rows);
      const StepResult result =
          step({train.inputs(), train.targets(), order.data() + first, rows, upcoming});
      if (position.row == 0) ++state_.epochs_begun;
      position.row += rows;
      position.rows = train.rows();
      position.loss_sum += result.loss_sum;
      position.correct += result.correct;
      meter.add_batch(rows);
      if (position.row < train.rows() && progress && meter.due()) report(meter.report(position));
    }
    std::optional<Metrics> metrics;
    if (validation != nullptr) metrics = evaluate(*validation);
    const Progress& ended = meter.report(position, metrics ? &*metrics : nullptr);
    history_.add({train.rows(), settings_.learning_rate, ended.loss, ended.accuracy,
                  ended.validation_loss, ended.validation_accuracy});
    position.next_epoch();
    report(ended);
  }
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
Metrics TypedEngine<T>::evaluate(const Dataset& dataset) const {
  check_fits(dataset, "dataset");
  const size_t rows = dataset.rows();
  const Score score = crew_->predictor.evaluate(dataset.inputs(), dataset.targets(), rows);
  const double accuracy = static_cast<double>(score.correct) / static_cast<double>(rows);
  const bool classifies = shape().output() == Output::kSoftmax;
  return {rows, score.correct, score.loss,
          classifies ? accuracy : std::numeric_limits<double>::quiet_NaN()};
}

template <class T>
void TypedEngine<T>::get_parameters(size_t layer, float* weights, float* bias) const {
  network_.get_parameters(layer, weights, bias);
}

template <class T>
void TypedEngine<T>::get_parameters(size_t layer, double* weights, double* bias) const {
  network_.get_parameters(layer, weights, bias);
}

template <class T>
void TypedEngine<T>::set_parameters(size_t layer, const float* weights, const float* bias) {
  network_.set_parameters(layer, weights, bias);
}

template <class T>
void TypedEngine<T>::set_parameters(size_t layer, const double* weights, const double* bias) {
  network_.set_parameters(layer, weights, bias);
}

template <class T>
void TypedEngine<T>::take_parameters(Engine& from) {
  network_.swap_parameters(static_cast<TypedEngine&>(from).network_);
}

template <class T>
void TypedEngine<T>::check_targets(const TargetView& targets, const char* name) const {
  if (!is_label(targets.type)) {
    if (targets.cols == shape().outputs()) return;
    if (targets.cols == 0) throw Error(Status::kInvalidArgument, name, ": has no targets");
    throw Error(Status::kInvalidArgument, name, ": ", targets.cols,
                " target columns, but the network has ", shape().outputs(), " outputs");
  }
  if (shape().output() == Output::kSoftmax) return;
  throw Error(Status::kInvalidArgument, name,
              ": class labels need a softmax output; this network's is identity, which learns from "
              "dense targets");
}

template <class T>
void TypedEngine<T>::check_fits(const Dataset& dataset, const char* name) const {
  if (dataset.cols() != shape().inputs()) {
    throw Error(Status::kInvalidArgument, name, ": ", dataset.cols(),
                " input columns, but the network has ", shape().inputs(), " inputs");
  }
  check_targets(dataset.targets(), name);
  if (dataset.classes() > shape().outputs()) {
    throw Error(Status::kInvalidArgument, name, ": label ", dataset.classes() - 1,
                ", but the network's classes are 0 ... ", shape().outputs() - 1);
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
