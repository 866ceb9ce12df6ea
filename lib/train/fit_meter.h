// What a fit reports: loss and accuracy of the epoch so far, time spent and time left.
#ifndef NEURO_LIB_TRAIN_FIT_METER_H_
#define NEURO_LIB_TRAIN_FIT_METER_H_

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "base/size.h"
#include "model/training_record.h"
#include "train/engine.h"

namespace neuro {

// Of the step that was made last.
struct StepInfo {
  double learning_rate;
  uint64_t steps;  // of the network
};

class FitMeter {
 public:
  // start: where this fit begins, or goes on. rows_per_epoch: 0 if unknown.
  FitMeter(const FitPosition& start, uint64_t rows_per_epoch, size_t batch_size,
           const TrainingSettings& settings, bool classifies)
      : interval_(settings.progress_interval),
        batch_size_(batch_size),
        classifies_(classifies),
        start_(Clock::now()),
        last_report_(start_) {
    progress_.epochs = settings.epochs;
    progress_.rows_per_epoch = static_cast<size_t>(rows_per_epoch);
    rows_left_ = rows_per_epoch == 0 ? kNaN
                                     : static_cast<double>(settings.epochs - start.epochs) *
                                               static_cast<double>(rows_per_epoch) -
                                           static_cast<double>(start.row);
  }

  void begin_epoch(const FitPosition& position) {
    const auto row = static_cast<size_t>(position.row);
    progress_.epoch = static_cast<size_t>(position.epochs) + 1;
    progress_.batch = ceil_div(row, batch_size_);
    progress_.batches = 0;
    if (progress_.rows_per_epoch == 0) return;
    progress_.batches = progress_.batch + ceil_div(progress_.rows_per_epoch - row, batch_size_);
  }

  void add_batches(size_t batches, size_t rows) {
    progress_.batch += batches;
    rows_done_ += static_cast<double>(rows);
  }

  size_t epoch() const { return progress_.epoch; }
  size_t batch() const { return progress_.batch; }  // the last one that was trained in it

  // Whether it is time to report inside an epoch.
  bool due() const {
    return interval_ <= 0 || seconds_since(last_report_, Clock::now()) >= interval_;
  }

  // Inside an epoch.
  const Progress& report(const FitPosition& position, const StepInfo& step) {
    return fill(position, step, nullptr, false);
  }

  // At its end. validation: null if there was none.
  const Progress& report_end(const FitPosition& position, const StepInfo& step,
                             const Metrics* validation, bool stopped_early) {
    if (stopped_early) rows_left_ = rows_done_;
    progress_.stopped_early = stopped_early;
    return fill(position, step, validation, true);
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

  const Progress& fill(const FitPosition& position, const StepInfo& step, const Metrics* validation,
                       bool epoch_ended) {
    last_report_ = Clock::now();
    Progress& p = progress_;
    p.learning_rate = step.learning_rate;
    p.steps = step.steps;
    p.rows = static_cast<size_t>(position.row);
    const double rows = static_cast<double>(p.rows);
    p.loss = position.loss_sum / rows;
    p.accuracy = classifies_ ? static_cast<double>(position.correct) / rows : kNaN;
    p.validation_loss = validation != nullptr ? validation->loss : kNaN;
    p.validation_accuracy = validation != nullptr ? validation->accuracy : kNaN;
    p.seconds = seconds_since(start_, last_report_);
    p.rows_per_second = p.seconds > 0 ? rows_done_ / p.seconds : 0;
    // In this order NaN stays; a stream may have more rows than it has said.
    const double rows_left = std::max(rows_left_ - rows_done_, 0.0);
    p.seconds_left = rows_done_ > 0 ? rows_left * p.seconds / rows_done_ : 0;
    p.epoch_ended = epoch_ended;
    return p;
  }

  static double seconds_since(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
  }

  double interval_;
  size_t batch_size_;
  bool classifies_;
  Clock::time_point start_, last_report_;
  Progress progress_{};
  double rows_done_ = 0, rows_left_;  // by this fit; from its start on, NaN if unknown
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_FIT_METER_H_
