// Everything is a function of where the fit stands, nothing accumulates: a fit that is resumed gets
// the same bits.
#include "train/schedule.h"

#include <algorithm>
#include <limits>

#include "base/elementary.h"

namespace neuro {
namespace {

// From `from` at x = 0 to `to` at x = 1 along half a cosine; (1 + cos(pi x)) / 2 = cos^2(pi x / 2)
// keeps its digits where it is small.
double along_cosine(double from, double to, double x) {
  const double half = cos_pi(std::clamp(x, 0.0, 1.0) / 2);
  return to + (from - to) * (half * half);
}

double one_cycle(const ScheduleSettings& settings, double rate, const SchedulePoint& point) {
  const double first = rate / settings.one_cycle_start;
  const auto step = static_cast<double>(point.step);
  const auto steps = static_cast<double>(point.steps);
  const double top = settings.one_cycle_rise * steps - 1;  // the step at which it is reached
  if (step <= top) return top > 0 ? along_cosine(first, rate, step / top) : rate;
  // Few steps have their top before the first of them; the fall then has begun already.
  return along_cosine(rate, first / settings.one_cycle_end, (step - top) / (steps - 1 - top));
}

double without_warmup(const ScheduleSettings& settings, double rate, const SchedulePoint& point) {
  switch (settings.schedule) {
    case Schedule::kConstant:
      break;
    case Schedule::kStep:
      return rate * power(settings.factor, point.epochs / settings.period);
    case Schedule::kExponential:
      return rate * power(settings.factor, point.epochs);
    case Schedule::kCosine:
      return along_cosine(rate, settings.minimum,
                          static_cast<double>(point.step) / static_cast<double>(point.steps));
    case Schedule::kOneCycle:
      return one_cycle(settings, rate, point);
    case Schedule::kPlateau:
      // A rate that is below the minimum from the start stays as it is.
      return std::min(rate, std::max(rate * power(settings.factor, point.cuts), settings.minimum));
  }
  return rate;
}

}  // namespace

double scheduled_rate(const ScheduleSettings& settings, double rate, const SchedulePoint& point) {
  rate = without_warmup(settings, rate, point);
  if (point.step + 1 >= settings.warmup_steps) return rate;
  return rate * (static_cast<double>(point.step + 1) / static_cast<double>(settings.warmup_steps));
}

void note_plateau(const ScheduleSettings& settings, double loss, FitProgressState& state) {
  // The first epoch is better than none, whatever the threshold.
  const bool is_first = state.plateau_loss == std::numeric_limits<double>::infinity();
  if (loss < (is_first ? 1 : 1 - settings.plateau_threshold) * state.plateau_loss) {
    state.plateau_loss = loss;
    state.plateau_epochs = 0;
  } else if (++state.plateau_epochs > settings.plateau_patience) {
    state.plateau_epochs = 0;
    ++state.plateau_cuts;
  }
}

}  // namespace neuro
