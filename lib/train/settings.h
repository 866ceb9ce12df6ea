// Everything about training that may change between calls, as plain data.
#ifndef NEURO_LIB_TRAIN_SETTINGS_H_
#define NEURO_LIB_TRAIN_SETTINGS_H_

#include <cstddef>
#include <cstdint>

namespace neuro {

// The optimizer's hyperparameters, all optimizers' in one; which one it is, is fixed.
struct OptimizerSettings {
  double momentum = 0.9;
  double beta1 = 0.9, beta2 = 0.999;
  double rms_decay = 0.99;
  double epsilon = 1e-8;
  double rprop_decrease = 0.5, rprop_increase = 1.2, rprop_minimum = 1e-6, rprop_maximum = 50;
  double l1 = 0, l2 = 0, weight_decay = 0;
  double clip_norm = 0, clip_value = 0;  // 0: off
};

// The numbers are those of NN_SCHEDULE_.
enum class Schedule : uint8_t { kConstant, kStep, kExponential, kCosine, kOneCycle, kPlateau };

struct ScheduleSettings {
  Schedule schedule = Schedule::kConstant;
  uint64_t warmup_steps = 0;
  uint64_t period = 10;  // epochs
  double factor = 0.1;
  double minimum = 0;
  double one_cycle_rise = 0.3, one_cycle_start = 25, one_cycle_end = 1e4;
  uint64_t plateau_patience = 10;
  double plateau_threshold = 1e-4;
};

struct TrainingSettings {
  size_t workers = 1;
  double learning_rate = 0.1;
  size_t batch_size = 32;  // 0: all rows
  size_t epochs = 5;
  double progress_interval = 0.1;  // seconds
  double label_smoothing = 0;
  double normalisation_momentum = 0.1;
  OptimizerSettings optimizer;
  ScheduleSettings schedule;
  double validation_split = 0;
  uint64_t early_stopping = 0;  // epochs of patience; 0: off
  double early_stopping_delta = 0;
  size_t accumulate = 1;
  bool balance_classes = false;
  bool shuffle = true;
  bool keep_gradients = false;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_SETTINGS_H_
