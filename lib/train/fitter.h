// Fits a network: epochs, their batches and steps, the rate of each step, validation, when to stop,
// what is reported and remembered. Where rows come from and how a step is made is others' business.
#ifndef NEURO_LIB_TRAIN_FITTER_H_
#define NEURO_LIB_TRAIN_FITTER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "train/augmenter.h"
#include "train/fit_host.h"
#include "train/fit_meter.h"
#include "train/row_source.h"

namespace neuro {

// How a fit divides its rows.
struct FitSizes {
  size_t batch;       // rows a batch, the last one of an epoch perhaps fewer
  size_t accumulate;  // batches a step, likewise

  size_t group() const { return batch * accumulate; }  // rows a step
};

// Where a fit begins: anew, or where one was stopped.
struct FitStart {
  FitPosition position;
  FitProgressState progress;
};

// Of one fit; made for it and gone after it.
class Fitter {
 public:
  // All but the start must stay until the fit has ended.
  Fitter(FitHost& host, RowSource& source, const FitSizes& sizes, const FitStart& start,
         const Dataset* validation, const FitCallbacks& callbacks);

  // What rows of the source's data count, and what their labels do; null and empty: all the same.
  void weigh(const double* rows, std::vector<double> classes);
  // Allocates everything that steps need. target_bytes: of a row.
  void reserve(size_t target_bytes);

  // Throws Error(kCancelled) where a callback says so, and what steps and evaluation throw.
  void run();

 private:
  void run_epoch(FitMeter& meter);
  void end_epoch(FitMeter& meter);
  StepResult train(const RowGroup& group);
  StepResult train_batches(const RowGroup& group, const Batch& whole, double rate);
  Batch augmented(const RowGroup& group, size_t first, const Batch& batch);
  double rate_of(uint64_t step) const;
  bool judge(double loss);
  void note_position();
  void stop_if_cancelled(const FitMeter& meter) const;
  void report(const Progress& now) const;

  FitHost& host_;
  RowSource& source_;
  const FitSizes sizes_;
  const Dataset* validation_;
  const FitCallbacks& callbacks_;
  // As they were when the fit began, but for what the host reads itself and the learning rate.
  const TrainingSettings settings_;
  TrainingState& state_;
  const FitStart start_;
  FitPosition position_;  // its part that can be gone back to is in the state
  uint64_t steps_ = 0;    // of this fit, likewise
  StepInfo last_step_{};
  const double* row_weights_ = nullptr;
  std::vector<double> class_weights_;
  std::vector<double>
      validation_losses_;  // of each row: room, so that validating allocates nothing
  std::optional<Augmenter> augmenter_;
};

// Where a fit with early stopping has come to its end, gives the network the parameters of its best
// epoch.
void restore_best_epoch(FitHost& host);

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_FITTER_H_
