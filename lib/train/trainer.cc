// Puts the passes together and stands between them: what happens with problems, with doubts, and
// with gradients that are kept.
#include "train/trainer.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <utility>

#include "base/block_sum.h"
#include "base/error.h"
#include "model/forward.h"
#include "model/work.h"
#include "train/divergence.h"
#include "train/row_pass.h"
#include "train/update_constants.h"
#include "train/weight_pass.h"

namespace neuro {

template <class T>
Trainer<T>::Trainer(Network<T>& network, Optimizer optimizer)
    : network_(network),
      optimizer_(optimizer, network),
      norms_(network.shape(), network.kernels()),
      moments_(network.shape()) {
  for (size_t l = 0; l < network.layers(); ++l) {
    layouts_.push_back(network.layer(l).weights().layout);
    if (!network.shape().is_normalised(l)) continue;
    widest_normalised_ = std::max(widest_normalised_, network.shape().outputs(l));
  }
}

template <class T>
void Trainer<T>::reserve(size_t max_rows, size_t workers) {
  if (max_rows <= buffers_.rows && workers <= buffers_.workers) return;
  max_rows = std::max(max_rows, buffers_.rows);
  workers = std::max(workers, buffers_.workers);
  TrainingBuffers<T> buffers(network_.shape(), network_.kernels(), max_rows, workers,
                             Division::input_copies(layouts_.front(), max_rows, workers));
  std::vector<Report> reports(workers);
  buffers_ = std::move(buffers);
  reports_ = std::move(reports);
}

template <class T>
void Trainer<T>::reserve_gradients() {
  if (!gradients_) gradients_.emplace(network_.shape(), network_.kernels());
}

template <class T>
void Trainer<T>::provide_gradients() {
  // What a step has left behind there is nobody's gradient.
  if (!has_gradients_) gradients_.emplace(network_.shape(), network_.kernels());
  has_gradients_ = true;
}

template <class T>
size_t Trainer<T>::workers_for(size_t rows, size_t workers) const {
  // Forward, backward and gradient are of the same size, but for the first layer's backward.
  const double work = 3 * static_cast<double>(rows) * forward_work(network_.shape());
  return workers_worth(work, kTrainingWorth, workers);
}

template <class T>
template <class PhaseTwo>
StepResult Trainer<T>::run(WorkerPool& pool, size_t active, const Batch& batch,
                           const StepSettings& settings, const Division& division,
                           const PhaseTwo& phase_two) {
  const Step step{batch, division, pool, active, settings.pass};
  const std::span<Report> reports(reports_.data(), active);
  auto job = [&](size_t worker) noexcept {
    RowPass<T>(network_, buffers_, step, worker, reports).run();
    pool.barrier(active);
    if (!any_problem(reports)) phase_two(worker);
  };
  pool.run(active, job);
  if (any_problem(reports)) refuse(batch, active, settings.pass.step + 1);
  size_t correct = 0;
  for (const Report& report : reports) correct += report.correct;
  return {tree_sum(buffers_.losses.data(), batch.rows, kBlockRows), correct};
}

template <class T>
StepResult Trainer<T>::step(WorkerPool& pool, size_t active, const Batch& batch,
                            const StepSettings& settings) {
  guard_.prepare(network_, optimizer_);
  if (settings.needs_gradients()) {
    const StepResult result = add_gradient(pool, active, batch, settings, true);
    apply_gradient(pool, active, settings);
    return result;
  }
  const Division division(layouts_, kLineElements, batch.rows, active,
                          buffers_.input_copies(batch.rows));
  const Optimizer optimizer = optimizer_.optimizer;
  const auto constants =
      update_constants<T>(optimizer, settings.optimizer, settings.rate, optimizer_.steps + 1);
  const bool plain = is_plain_descent(optimizer, settings.optimizer);
  const WeightStep<T> weights{.network = network_,
                              .buffers = buffers_,
                              .division = division,
                              .active = active,
                              .rows = batch.rows,
                              .use = plain ? GradientUse::kDescend : GradientUse::kUpdate,
                              .constants = &constants,
                              .rate = constants.rate,
                              .optimizer = &optimizer_,
                              .gradients = nullptr};
  std::atomic<bool> safe{true};
  const StepResult result = run(pool, active, batch, settings, division, [&](size_t worker) {
    const double gradient = gradient_bound(batch.rows, active);
    if (guard_.allows(gradient, optimizer, settings.optimizer, settings.rate)) {
      WeightPass<T>(weights, worker).run();
    } else {
      safe.store(false, std::memory_order_relaxed);
    }
  });
  if (safe) {
    guard_.note(gradient_bound(batch.rows, active), optimizer, settings.optimizer, settings.rate);
    ++optimizer_.steps;
  } else {
    reserve_gradients();
    has_gradients_ = false;  // written over, even where the step then fails
    WeightStep<T> keep = weights;
    keep.use = GradientUse::kStore;
    keep.gradients = &*gradients_;
    auto job = [&](size_t worker) noexcept { WeightPass<T>(keep, worker).run(); };
    pool.run(active, job);
    update_from_gradients(pool, active, settings);
  }
  has_gradients_ = false;  // those of another batch would be no step's
  moments_.begin(network_);
  moments_.move(buffers_, batch.rows, settings.normalisation_momentum);
  moments_.commit(network_);
  return result;
}

template <class T>
StepResult Trainer<T>::add_gradient(WorkerPool& pool, size_t active, const Batch& batch,
                                    const StepSettings& settings, bool first) {
  reserve_gradients();
  const Division division(layouts_, kLineElements, batch.rows, active,
                          buffers_.input_copies(batch.rows));
  const WeightStep<T> weights{.network = network_,
                              .buffers = buffers_,
                              .division = division,
                              .active = active,
                              .rows = batch.rows,
                              .use = first ? GradientUse::kStore : GradientUse::kAdd,
                              .constants = nullptr,
                              .rate = 0,
                              .optimizer = nullptr,
                              .gradients = &*gradients_};
  const StepResult result = run(pool, active, batch, settings, division,
                                [&](size_t worker) { WeightPass<T>(weights, worker).run(); });
  has_gradients_ = true;
  if (first) moments_.begin(network_);
  moments_.move(buffers_, batch.rows, settings.normalisation_momentum);
  return result;
}

// No gradient's element is larger: a sum over rows of activation times delta. What a normalisation
// multiplies deltas with is at most the root of the number of values that it is made of.
template <class T>
double Trainer<T>::gradient_bound(size_t rows, size_t active) const {
  double activation = 1, delta = 0;
  for (size_t worker = 0; worker < active; ++worker) {
    activation = std::max(activation, reports_[worker].largest_activation);
    delta = std::max(delta, reports_[worker].largest_delta);
  }
  if (widest_normalised_ > 0) {
    activation = std::max(activation, static_cast<double>(rows + widest_normalised_));
  }
  const double bound = static_cast<double>(rows) * activation * delta;
  // An infinite activation times no delta at all is no number.
  return std::isnan(bound) ? std::numeric_limits<double>::infinity() : bound;
}

template <class T>
void Trainer<T>::apply_gradient(WorkerPool& pool, size_t active, const StepSettings& settings) {
  update_from_gradients(pool, active, settings);
  moments_.commit(network_);
}

template <class T>
void Trainer<T>::update_from_gradients(WorkerPool& pool, size_t active,
                                       const StepSettings& settings) {
  const uint64_t number = settings.pass.step + 1;
  guard_.prepare(network_, optimizer_);
  auto measure = [&](size_t worker) noexcept {
    for (size_t l = 0; l < network_.layers(); ++l) {
      norms_.add_columns(l, gradients_->layer(l), worker, active);
    }
  };
  pool.run(active, measure);
  double squares = 0;
  for (size_t l = 0; l < network_.layers(); ++l) {
    const LayerSquares of_layer = norms_.layer(l, gradients_->layer(l));
    if (!std::isfinite(of_layer.total())) refuse_gradient(l, of_layer, number);
    squares += of_layer.total();
  }
  const double norm = std::sqrt(squares);
  const Optimizer optimizer = optimizer_.optimizer;
  auto constants =
      update_constants<T>(optimizer, settings.optimizer, settings.rate, optimizer_.steps + 1);
  // As PyTorch does it, with a little room against a division by zero.
  constexpr double kRoom = 1e-6;
  const double clip = settings.optimizer.clip_norm;
  if (clip > 0) constants.scale = static_cast<T>(std::min(1.0, clip / (norm + kRoom)));
  const Division division(layouts_, kLineElements, 1, active, 1);
  const WeightStep<T> weights{.network = network_,
                              .buffers = buffers_,
                              .division = division,
                              .active = active,
                              .rows = 0,
                              .use = GradientUse::kUpdate,
                              .constants = &constants,
                              .rate = constants.rate,
                              .optimizer = &optimizer_,
                              .gradients = &*gradients_};
  if (guard_.allows(norm, optimizer, settings.optimizer, settings.rate)) {
    update_all(pool, active, weights);
    guard_.note(norm, optimizer, settings.optimizer, settings.rate);
  } else {
    update_with_care(pool, active, weights, number);
  }
  ++optimizer_.steps;
}

template <class T>
void Trainer<T>::update_all(WorkerPool& pool, size_t active, const WeightStep<T>& step) {
  auto job = [&](size_t worker) noexcept { WeightPass<T>(step, worker).apply(); };
  pool.run(active, job);
}

namespace {

// The first tensor that is not finite, or null.
template <class T>
const char* not_finite(const LayerParameters<T>& numbers, const Kernels<T>& kernels) {
  const auto finite = [&](const AlignedBuffer<T>& buffer) {
    return kernels.elementwise->largest(buffer.data(), buffer.size()) <=
           std::numeric_limits<T>::max();
  };
  if (!finite(numbers.weights.values)) return "weights or biases";
  if (!finite(numbers.scale)) return "scales";
  return finite(numbers.shift) ? nullptr : "shifts";
}

}  // namespace

// On the brink of overflow: everything is copied first, and put back if it has come to that.
template <class T>
void Trainer<T>::update_with_care(WorkerPool& pool, size_t active, const WeightStep<T>& step,
                                  uint64_t number) {
  std::vector<ParameterSet<T>>& kept = copies_;
  while (kept.size() <= optimizer_.slots.size()) {
    kept.emplace_back(network_.shape(), network_.kernels());
  }
  const auto for_each = [&](const auto& visit) {
    for (size_t l = 0; l < network_.layers(); ++l) {
      visit(network_.layer(l).parameters(), kept[0].layer(l), l);
      for (size_t s = 0; s < optimizer_.slots.size(); ++s) {
        visit(optimizer_.slots[s].layer(l), kept[s + 1].layer(l), l);
      }
    }
  };
  for_each([](auto& living, auto& copy, size_t) { copy_values(living, copy); });
  update_all(pool, active, step);
  guard_.forget();
  const char* bad = nullptr;
  size_t bad_layer = 0;
  for_each([&](auto& living, auto&, size_t l) {
    if (bad != nullptr) return;
    bad = not_finite(living, network_.kernels());
    bad_layer = l;
  });
  if (bad == nullptr) return;
  for_each([](auto& living, auto& copy, size_t) { copy_values(copy, living); });
  for (size_t l = 0; l < network_.layers(); ++l) network_.layer(l).refresh();
  refuse_update(bad_layer, bad, number);
}

// Bad data goes before a bad loss, which may come from anything. Rows ascend with the workers, so
// that the first to find fault has found the first row.
template <class T>
void Trainer<T>::refuse(const Batch& batch, size_t active, uint64_t step) const {
  for (size_t worker = 0; worker < active; ++worker) {
    const Report& report = reports_[worker];
    if (report.bad_input != Report::kNone) {
      refuse_inputs(network_, batch.inputs, batch.source_row(report.bad_input));
    }
    if (report.bad_target != Report::kNone) {
      refuse_targets(network_, batch.targets, batch.source_row(report.bad_target));
    }
    if (report.bad_weight != Report::kNone) {
      throw Error(Status::kInvalidArgument, "weights: that of row ",
                  batch.source_row(report.bad_weight),
                  ", times that of its class, is too large for the network's type");
    }
  }
  size_t bad_variance = Report::kNone;
  for (size_t worker = 0; worker < active; ++worker) {
    const Report& report = reports_[worker];
    if (report.bad_loss != Report::kNone) {
      refuse_loss(network_, buffers_, batch, report.bad_loss, step);
    }
    bad_variance = std::min(bad_variance, report.bad_variance);
  }
  refuse_variance(bad_variance, step);
}

template class Trainer<float>;
template class Trainer<double>;

}  // namespace neuro
