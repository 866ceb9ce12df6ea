/* SPDX-License-Identifier: MIT
 *
 * The axes of a chart: which values they span, where their ticks are, where a value lies on them.
 */
#ifndef NEURO_CLI_AXIS_H
#define NEURO_CLI_AXIS_H

enum { MAX_TICKS = 24 };

struct axis {
  double minimum, maximum; /* minimum < maximum, and above 0 on a logarithmic axis */
  int is_logarithmic;
  double ticks[MAX_TICKS]; /* within the axis, ascending */
  int count;
};

/* An axis over values of minimum ... maximum (finite), with about so many ticks at round numbers;
 * it ends at ticks. */
struct axis linear_axis(double minimum, double maximum, int ticks);

/* The same for whole numbers, which are the axis's ends themselves. */
struct axis whole_axis(double minimum, double maximum, int ticks);

/* For values above 0: ticks at powers of ten, and where these are few at 2 and 5 times them. */
struct axis logarithmic_axis(double minimum, double maximum);

/* Where a value lies: 0 at the axis's minimum, 1 at its maximum. */
double axis_position(const struct axis* axis, double value);

#endif
