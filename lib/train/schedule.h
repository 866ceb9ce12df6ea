// The learning rate of each step of a fit.
#ifndef NEURO_LIB_TRAIN_SCHEDULE_H_
#define NEURO_LIB_TRAIN_SCHEDULE_H_

#include <cstdint>

#include "model/training_record.h"
#include "train/settings.h"

namespace neuro {

// Where in its fit a step is.
struct SchedulePoint {
  uint64_t step;      // steps of the fit that lie behind it
  uint64_t steps;     // that the fit will have made at its end; only for those that look ahead
  uint64_t epochs;    // finished
  uint64_t cuts = 0;  // for plateaus, see note_plateau()
};

// Whether a schedule must know how many steps there will be.
constexpr bool looks_ahead(Schedule schedule) {
  return schedule == Schedule::kCosine || schedule == Schedule::kOneCycle;
}

// rate: what the schedule starts from, or goes up to.
double scheduled_rate(const ScheduleSettings& settings, double rate, const SchedulePoint& point);

// Counts an epoch that came to this loss.
void note_plateau(const ScheduleSettings& settings, double loss, FitProgressState& state);

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_SCHEDULE_H_
