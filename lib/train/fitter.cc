// The position is brought up to date before anybody is told of it, so that a checkpoint that is
// saved while progress is reported goes on behind what was reported. It moves with whole steps
// only.
#include "train/fitter.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "train/early_stopping.h"
#include "train/schedule.h"

namespace neuro {

Fitter::Fitter(FitHost& host, RowSource& source, const FitSizes& sizes, const FitStart& start,
               const Dataset* validation, const FitCallbacks& callbacks)
    : host_(host),
      source_(source),
      sizes_(sizes),
      validation_(validation),
      callbacks_(callbacks),
      settings_(host.settings()),
      state_(host.training_state()),
      start_(start),
      position_(start.position) {}

void Fitter::reserve(size_t target_bytes) {
  host_.history().reserve(settings_.epochs - static_cast<size_t>(position_.epochs));
  host_.reserve(sizes_.batch);
  if (validation_ != nullptr) validation_losses_.resize(validation_->rows());
  if (callbacks_.augment) {
    augmenter_.emplace(host_.config().type, sizes_.batch, host_.shape().inputs(), target_bytes);
  }
  if (settings_.early_stopping > 0 && !host_.has_best()) {
    // Those of a fit that goes on behind its end are the best that there were.
    host_.make_best();
    host_.keep_best();
  }
}

void Fitter::weigh(const double* rows, std::vector<double> classes) {
  row_weights_ = rows;
  class_weights_ = std::move(classes);
}

void Fitter::run() {
  if (settings_.early_stopping == 0) host_.drop_best();
  state_.position = start_.position;
  state_.progress = start_.progress;
  // An epoch whose steps had all been made has only to be ended.
  steps_ = state_.progress.steps;
  last_step_ = {rate_of(steps_ > 0 ? steps_ - 1 : 0), state_.steps};
  FitMeter meter(position_, source_.rows(), sizes_.batch, settings_, host_.shape().classifies());
  while (position_.epochs < settings_.epochs && !is_stopped(settings_, state_.progress)) {
    run_epoch(meter);
    end_epoch(meter);
  }
}

void Fitter::run_epoch(FitMeter& meter) {
  // An epoch counts as begun with its first step.
  const uint32_t begun = state_.epochs_begun;
  source_.begin_epoch(
      {position_.epochs + 1, position_.row == 0 ? begun : begun - 1, position_.row});
  meter.begin_epoch(position_);
  RowGroup group = source_.next();
  while (group.rows > 0) {
    stop_if_cancelled(meter);
    const StepResult result = train(group);
    if (position_.row == 0) ++state_.epochs_begun;
    ++steps_;
    position_.row += group.rows;
    position_.rows = source_.rows();
    position_.loss_sum += result.loss_sum;
    position_.correct += result.correct;
    if (source_.can_go_back()) note_position();
    meter.add_batches(ceil_div(group.rows, sizes_.batch), group.rows);
    // What is reported inside an epoch is what another step follows.
    const bool ends = position_.row == source_.rows();
    if (!ends && callbacks_.progress && meter.due()) report(meter.report(position_, last_step_));
    group = source_.next();
  }
}

void Fitter::end_epoch(FitMeter& meter) {
  std::optional<Metrics> metrics;
  if (validation_ != nullptr) {
    RowScores keep{};
    keep.losses = validation_losses_.data();
    metrics = host_.evaluate(*validation_, keep, callbacks_.cancelled);
  }
  const Metrics* validated = metrics ? &*metrics : nullptr;
  const double trained = position_.loss_sum / static_cast<double>(position_.row);
  const bool stopped = judge(metrics ? metrics->loss : trained);
  const Progress& ended = meter.report_end(position_, last_step_, validated, stopped);
  host_.history().add({position_.row, last_step_.learning_rate, ended.loss, ended.accuracy,
                       ended.validation_loss, ended.validation_accuracy});
  position_.next_epoch();
  note_position();
  if (stopped || position_.epochs == settings_.epochs) restore_best_epoch(host_);
  report(ended);
}

// One that goes on will find its place: what has been trained is noted.
void Fitter::stop_if_cancelled(const FitMeter& meter) const {
  if (callbacks_.cancelled == nullptr || !callbacks_.cancelled->load(std::memory_order_relaxed)) {
    return;
  }
  throw Error(Status::kCancelled, "the fit was cancelled after batch ", meter.batch(), " of epoch ",
              meter.epoch());
}

// Where a fit that stops here goes on.
void Fitter::note_position() {
  state_.position = position_;
  state_.progress.steps = steps_;
}

// Whether the fit ends early.
bool Fitter::judge(double loss) {
  if (settings_.schedule.schedule == Schedule::kPlateau) {
    note_plateau(settings_.schedule, loss, state_.progress);
  }
  if (settings_.early_stopping == 0) return false;
  if (note_epoch(settings_, loss, state_.progress)) host_.keep_best();
  return is_stopped(settings_, state_.progress);
}

void restore_best_epoch(FitHost& host) {
  if (host.settings().early_stopping == 0 || !host.has_best()) return;
  const FitProgressState& progress = host.training_state().progress;
  if (has_best_epoch(progress) && progress.epochs_since_best > 0) host.restore_best();
  host.drop_best();
}

// Of a step of this fit, counted from 0, in the epoch that it is in.
double Fitter::rate_of(uint64_t step) const {
  SchedulePoint point{};
  point.step = step;
  point.steps = settings_.epochs * ceil_div<uint64_t>(source_.rows(), sizes_.group());
  point.epochs = position_.epochs;
  point.cuts = state_.progress.plateau_cuts;
  return scheduled_rate(settings_.schedule, host_.settings().learning_rate, point);
}

StepResult Fitter::train(const RowGroup& group) {
  const double rate = rate_of(steps_);
  Batch whole{group.data->inputs(), group.data->targets(), group.order, group.rows, group.upcoming};
  whole.row_weights = row_weights_;
  const bool has_labels = is_label(group.data->targets().type);
  if (has_labels && !class_weights_.empty()) whole.class_weights = class_weights_.data();
  const StepResult result = group.rows <= sizes_.batch
                                ? host_.step(augmented(group, 0, whole), rate)
                                : train_batches(group, whole, rate);
  last_step_ = {rate, state_.steps};
  return result;
}

StepResult Fitter::train_batches(const RowGroup& group, const Batch& whole, double rate) {
  StepResult sum{};
  for (size_t first = 0; first < group.rows; first += sizes_.batch) {
    Batch batch = whole;
    batch.order = group.order + first;
    batch.rows = std::min(sizes_.batch, group.rows - first);
    batch.upcoming = group.rows - first - batch.rows + group.upcoming;
    batch.mean_over = group.rows;
    batch.first_row = first;
    const StepResult result = host_.add_gradient(augmented(group, first, batch), first == 0);
    sum.loss_sum += result.loss_sum;
    sum.correct += result.correct;
  }
  host_.apply_gradient(rate);
  return sum;
}

// The batch that begins at row `first` of the group, as it is to be trained.
Batch Fitter::augmented(const RowGroup& group, size_t first, const Batch& batch) {
  if (!augmenter_) return batch;
  AugmentedRows where{};
  where.numbers = group.numbers + first;
  where.epoch = position_.epochs + 1;
  where.step = state_.steps;
  return augmenter_->apply(*group.data, batch, where, callbacks_.augment);
}

void Fitter::report(const Progress& now) const {
  if (!callbacks_.progress || callbacks_.progress(now)) return;
  throw Error(Status::kCancelled, "the progress callback stopped the fit after batch ", now.batch,
              " of epoch ", now.epoch);
}

}  // namespace neuro
