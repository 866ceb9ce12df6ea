// The engine as a fit sees it: what it asks of the network that it trains.
#ifndef NEURO_LIB_TRAIN_FIT_HOST_H_
#define NEURO_LIB_TRAIN_FIT_HOST_H_

#include "train/batch.h"
#include "train/engine.h"
#include "train/trainer.h"

namespace neuro {

class FitHost : public Engine {
 public:
  // Trains on a batch, at this learning rate.
  virtual StepResult step(const Batch& batch, double rate) = 0;
  // The two halves of a step on several batches: the gradient of one is kept, or added to those
  // before (batch.mean_over says how many rows they have together), and then the step is made.
  virtual StepResult add_gradient(const Batch& batch, bool first) = 0;
  virtual void apply_gradient(double rate) = 0;
  // Remembers the parameters as they are, and goes back to them.
  virtual void keep_best() = 0;
  virtual void restore_best() = 0;

  // Throw Error(kInvalidArgument), naming the dataset, for one that does not fit the network, and
  // for inputs that its scale takes out of bounds.
  virtual void check_fits(const Dataset& dataset, const char* name) const = 0;
  virtual void check_scaled(const Dataset& dataset, const char* name) const = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_FIT_HOST_H_
