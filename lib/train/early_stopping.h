// Judges each epoch of a fit by its loss: whether it is the best so far, and whether it is time to
// stop.
#ifndef NEURO_LIB_TRAIN_EARLY_STOPPING_H_
#define NEURO_LIB_TRAIN_EARLY_STOPPING_H_

#include <limits>

#include "model/training_record.h"
#include "train/settings.h"

namespace neuro {

// Counts an epoch that came to this loss. Returns whether it is the best one so far.
inline bool note_epoch(const TrainingSettings& settings, double loss, FitProgressState& state) {
  if (loss < state.best_loss - settings.early_stopping_delta) {
    state.best_loss = loss;
    state.epochs_since_best = 0;
    return true;
  }
  ++state.epochs_since_best;
  return false;
}

// Whether the fit has ended early.
inline bool is_stopped(const TrainingSettings& settings, const FitProgressState& state) {
  return settings.early_stopping > 0 && state.epochs_since_best >= settings.early_stopping;
}

// Whether some epoch of the fit was the best.
inline bool has_best_epoch(const FitProgressState& state) {
  return state.best_loss < std::numeric_limits<double>::infinity();
}

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_EARLY_STOPPING_H_
