/* SPDX-License-Identifier: MIT
 *
 * Medians of ratios rather than ratios of medians: neighbouring measurements see the same machine.
 */
#include "speed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"

void create_speeds(struct speeds* speeds, int64_t capacity) {
  speeds->count = 0;
  speeds->preemptions = preemptions();
  speeds->seconds_start = seconds_now();
  speeds->rows_per_s = allocate((size_t)capacity, sizeof *speeds->rows_per_s);
  speeds->peaks = allocate((size_t)capacity, sizeof *speeds->peaks);
}

void destroy_speeds(struct speeds* speeds) {
  free(speeds->rows_per_s);
  free(speeds->peaks);
}

void note_speed(struct speeds* speeds, double rows_per_s, double peak_before, double peak_after) {
  const int known = peak_before > 0 && peak_after > 0;
  speeds->rows_per_s[speeds->count] = rows_per_s;
  speeds->peaks[speeds->count] = known ? 0.5 * (peak_before + peak_after) : 0;
  ++speeds->count;
}

static struct summary summarise_copy(double* scratch, const double* numbers, int64_t count) {
  memcpy(scratch, numbers, (size_t)count * sizeof *numbers);
  return summarise(scratch, count);
}

struct speed_summary summarise_speeds(const struct speeds* speeds, double flops) {
  double* scratch = allocate((size_t)speeds->count, sizeof *scratch);
  struct speed_summary summary = {{0, 0}, 0, 0, 0, 0};
  summary.preemptions_per_s =
      (double)(preemptions() - speeds->preemptions) / (seconds_now() - speeds->seconds_start);
  summary.rows_per_s = summarise_copy(scratch, speeds->rows_per_s, speeds->count);
  summary.gflops = 1e-9 * summary.rows_per_s.median * flops;
  int64_t known = 0;
  for (int64_t i = 0; i < speeds->count; ++i)
    if (speeds->peaks[i] > 0)
      scratch[known++] = 100 * 1e-9 * speeds->rows_per_s[i] * flops / speeds->peaks[i];
  if (known == speeds->count) {
    summary.percent_of_peak = summarise(scratch, known).median;
    summary.peak_gflops = summarise_copy(scratch, speeds->peaks, speeds->count).median;
  }
  free(scratch);
  return summary;
}

void print_speed_json(const struct speed_summary* summary) {
  printf(", \"rows_per_s\": %.0f, \"spread\": %.4f, \"preemptions_per_s\": %.1f, \"gflops\": %.3f",
         summary->rows_per_s.median, summary->rows_per_s.spread, summary->preemptions_per_s,
         summary->gflops);
  if (summary->peak_gflops > 0)
    printf(", \"peak_gflops\": %.1f, \"percent_of_peak\": %.2f", summary->peak_gflops,
           summary->percent_of_peak);
}

void print_speed_text(const struct speed_summary* summary) {
  fprintf(stderr, "%.0f rows/s +-%.1f%%, %.3g GFLOP/s", summary->rows_per_s.median,
          100 * summary->rows_per_s.spread, summary->gflops);
  if (summary->peak_gflops > 0)
    fprintf(stderr, ", %.1f%% of the FMA peak of %.0f", summary->percent_of_peak,
            summary->peak_gflops);
  fprintf(stderr, ", %.0f preemptions/s", summary->preemptions_per_s);
}
