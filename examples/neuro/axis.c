/* SPDX-License-Identifier: MIT */
#include "axis.h"

#include <math.h>

/* 1, 2 or 5 times a power of ten: the least that is no smaller. */
static double round_step(double least) {
  const double power = pow(10, floor(log10(least)));
  static const double factors[] = {1, 2, 5, 10};
  for (int i = 0; i < 3; ++i)
    if (least <= factors[i] * power * (1 + 1e-9)) return factors[i] * power;
  return 10 * power;
}

/* The multiples of step within the axis. */
static void set_ticks(struct axis* axis, double step) {
  const double first = ceil(axis->minimum / step - 1e-6), last = floor(axis->maximum / step + 1e-6);
  for (double i = first; i <= last && axis->count < MAX_TICKS; ++i)
    axis->ticks[axis->count++] = i * step + 0.0; /* no -0, which would be shown */
}

struct axis linear_axis(double minimum, double maximum, int ticks) {
  struct axis axis = {minimum, maximum, 0, {0}, 0};
  if (!(maximum > minimum)) { /* around the one value that there is */
    const double margin = fabs(minimum) > 0 ? 0.1 * fabs(minimum) : 1;
    axis.minimum = minimum - margin;
    axis.maximum = minimum + margin;
  }
  const double step = round_step((axis.maximum - axis.minimum) / ticks);
  axis.minimum = step * floor(axis.minimum / step + 1e-6);
  axis.maximum = step * ceil(axis.maximum / step - 1e-6);
  set_ticks(&axis, step);
  return axis;
}

struct axis whole_axis(double minimum, double maximum, int ticks) {
  struct axis axis = {minimum, maximum, 0, {0}, 0};
  if (!(maximum > minimum)) {
    axis.minimum = minimum - 0.5;
    axis.maximum = minimum + 0.5;
  }
  set_ticks(&axis, fmax(1, round_step((axis.maximum - axis.minimum) / ticks)));
  return axis;
}

struct axis logarithmic_axis(double minimum, double maximum) {
  struct axis axis = {minimum / 1.1, maximum * 1.1, 1, {0}, 0};
  static const double factors[] = {1, 2, 5};
  const double first = floor(log10(axis.minimum)), last = ceil(log10(axis.maximum));
  const double stride = ceil((last - first) / 8); /* powers of ten from tick to tick */
  const int factors_used = last - first <= 3 ? 3 : 1;
  for (double power = first; power <= last; power += stride) {
    for (int i = 0; i < factors_used && axis.count < MAX_TICKS; ++i) {
      const double tick = factors[i] * pow(10, power);
      if (tick >= axis.minimum && tick <= axis.maximum) axis.ticks[axis.count++] = tick;
    }
  }
  return axis;
}

double axis_position(const struct axis* axis, double value) {
  if (!axis->is_logarithmic) return (value - axis->minimum) / (axis->maximum - axis->minimum);
  return log(value / axis->minimum) / log(axis->maximum / axis->minimum);
}
