// What a network remembers of its training: plain data that a checkpoint takes along.
#ifndef NEURO_LIB_MODEL_TRAINING_RECORD_H_
#define NEURO_LIB_MODEL_TRAINING_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <limits>

namespace neuro {

// How many finished epochs a network remembers.
inline constexpr size_t kMostEpochs = 65536;

// A finished epoch. What there was nothing to say about is NaN.
struct EpochRecord {
  uint64_t rows;
  double learning_rate;
  double loss, accuracy;
  double validation_loss, validation_accuracy;
};

// How far the last fit has come.
struct FitPosition {
  uint64_t epochs = 0;  // finished
  uint64_t row = 0;     // rows of the next one that have been trained already
  uint64_t rows = 0;    // that the epoch has, where row is not 0
  double loss_sum = 0;  // over those that have been trained
  uint64_t correct = 0;

  void next_epoch() { *this = {epochs + 1, 0, 0, 0, 0}; }
};

// What the last fit's schedule and early stopping have come to, at its position.
struct FitProgressState {
  uint64_t steps = 0;  // that this fit has made
  // Early stopping: infinity before the first epoch that counts; epochs in a row that were not
  // better.
  double best_loss = std::numeric_limits<double>::infinity();
  uint64_t epochs_since_best = 0;
  // Plateaus: likewise, and how often the rate was multiplied.
  double plateau_loss = std::numeric_limits<double>::infinity();
  uint64_t plateau_epochs = 0;
  uint64_t plateau_cuts = 0;
};

// What decides how training goes on, beside the parameters.
struct TrainingState {
  uint64_t steps = 0;         // that have changed the weights
  uint32_t epochs_begun = 0;  // over all fits: each has an order of its own
  FitPosition position;
  FitProgressState progress;
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_TRAINING_RECORD_H_
