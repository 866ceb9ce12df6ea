// Keeps the books of a fit: loss and accuracy of the epoch so far, time spent and time left.
#ifndef NEURO_LIB_TRAIN_FIT_METER_H_
#define NEURO_LIB_TRAIN_FIT_METER_H_

#include <chrono>
#include <cstddef>
#include <limits>

#include "base/size.h"
#include "train/engine.h"
#include "train/trainer.h"

namespace neuro {

class FitMeter {
 public:
  FitMeter(size_t rows_per_epoch, const TrainingSettings& settings, bool classifies)
      : interval_(settings.progress_interval),
        classifies_(classifies),
        start_(Clock::now()),
        last_report_(start_) {
    progress_.epochs = settings.epochs;
    progress_.rows_per_epoch = rows_per_epoch;
    progress_.batches = ceil_div(rows_per_epoch, settings.batch_size);
  }

  void begin_epoch() {
    ++progress_.epoch;
    progress_.batch = progress_.rows = correct_ = 0;
    loss_sum_ = 0;
  }

  void add_batch(size_t rows, const StepResult& result) {
    ++progress_.batch;
    progress_.rows += rows;
    loss_sum_ += result.loss_sum;
    correct_ += result.correct;
  }

  bool epoch_ended() const { return progress_.rows == progress_.rows_per_epoch; }

  // Whether it is time to report inside an epoch.
  bool due() const {
    return interval_ <= 0 || seconds_since(last_report_, Clock::now()) >= interval_;
  }

  // validation: null unless the epoch has ended.
  const Progress& report(const Metrics* validation) {
    last_report_ = Clock::now();
    Progress& p = progress_;
    const double rows = static_cast<double>(p.rows);
    const double rows_per_epoch = static_cast<double>(p.rows_per_epoch);
    const double done = static_cast<double>(p.epoch - 1) * rows_per_epoch + rows;
    const double left = static_cast<double>(p.epochs) * rows_per_epoch - done;
    p.loss = loss_sum_ / rows;
    p.accuracy = classifies_ ? static_cast<double>(correct_) / rows : kNaN;
    p.validation_loss = validation != nullptr ? validation->loss : kNaN;
    p.validation_accuracy = validation != nullptr ? validation->accuracy : kNaN;
    p.seconds = seconds_since(start_, last_report_);
    p.rows_per_second = p.seconds > 0 ? done / p.seconds : 0;
    p.seconds_left = left * p.seconds / done;
    p.epoch_ended = epoch_ended();
    return p;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

  static double seconds_since(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
  }

  double interval_;
  bool classifies_;
  Clock::time_point start_, last_report_;
  Progress progress_{};
  double loss_sum_ = 0;
  size_t correct_ = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_FIT_METER_H_
