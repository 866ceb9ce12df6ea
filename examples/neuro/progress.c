/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report.h"
#include "terminal.h"

enum { TEXT_SIZE = 48, PARTS = 7, MIN_BAR = 6, MAX_BAR = 40, MAX_WIDTH = 400 };
static const double redraw_seconds = 0.1;

struct progress progress_begin(void) {
  const struct progress progress = {isatty(STDERR_FILENO), -1, NAN, NAN, 0};
  return progress;
}

static void format_rate(char text[TEXT_SIZE], double rate) {
  if (rate < 1e4)
    snprintf(text, TEXT_SIZE, "%.0f rows/s", rate);
  else if (rate < 1e7)
    snprintf(text, TEXT_SIZE, "%.0f k rows/s", rate / 1e3);
  else
    snprintf(text, TEXT_SIZE, "%.0f M rows/s", rate / 1e6);
}

static void format_left(char text[TEXT_SIZE], double seconds) {
  const int64_t s = (int64_t)ceil(fmin(seconds, 1e12));
  if (s < 100)
    snprintf(text, TEXT_SIZE, "%" PRId64 " s left", s);
  else if (s < 3600)
    snprintf(text, TEXT_SIZE, "%" PRId64 ":%02d left", s / 60, (int)(s % 60));
  else
    snprintf(text, TEXT_SIZE, "%" PRId64 ":%02d:%02d left", s / 3600, (int)(s / 60 % 60),
             (int)(s % 60));
}

/* What there is to say, the most important first. Returns how many parts it has. */
static int make_parts(char parts[PARTS][TEXT_SIZE], const nn_progress* now, double accuracy,
                      double loss) {
  int count = 0;
  snprintf(parts[count++], TEXT_SIZE, "epoch %" PRId64 "/%" PRId64, now->epoch, now->epochs);
  snprintf(parts[count++], TEXT_SIZE, "loss %.4f", now->loss);
  if (!isnan(now->accuracy))
    snprintf(parts[count++], TEXT_SIZE, "accuracy %.2f%%", 100 * now->accuracy);
  if (!isnan(accuracy))
    snprintf(parts[count++], TEXT_SIZE, "validation %.2f%%", 100 * accuracy);
  else if (!isnan(loss)) /* numbers are neither right nor wrong */
    snprintf(parts[count++], TEXT_SIZE, "validation loss %.4f", loss);
  format_left(parts[count++], now->seconds_left);
  format_rate(parts[count++], now->rows_per_second);
  return count;
}

static void draw_bar(char* text, int width, double done) {
  const int filled = (int)(done * width);
  text[0] = '[';
  for (int i = 0; i < width; ++i) text[1 + i] = i < filled ? '=' : i == filled ? '>' : ' ';
  strcpy(text + 1 + width, "]");
}

/* A bar, and as many parts as have room beside it. */
static void draw_line(struct progress* progress, const nn_progress* now) {
  char parts[PARTS][TEXT_SIZE], line[MAX_WIDTH + 1] = "", bar[MAX_BAR + 3] = "";
  int count = make_parts(parts, now, progress->validation_accuracy, progress->validation_loss);
  const double done = ((double)(now->epoch - 1) + (double)now->rows / (double)now->rows_per_epoch) /
                      (double)now->epochs;
  const int width = terminal_width(STDERR_FILENO) - 1; /* the last column would begin a new line */
  const int percent_length = 5;                        /* " 100%" */
  int used = 0;
  for (int i = 0; i < count; ++i) used += (int)strlen(parts[i]) + 2;
  while (count > 1 && width - used - percent_length < MIN_BAR + 2)
    used -= (int)strlen(parts[--count]) + 2;
  const int room = width - used - percent_length - 2;
  if (room >= MIN_BAR) draw_bar(bar, room > MAX_BAR ? MAX_BAR : room, done);
  int length = snprintf(line, sizeof line, "%s %3d%%", bar, (int)(100 * done));
  for (int i = 0; i < count && length < MAX_WIDTH; ++i)
    length += snprintf(line + length, sizeof line - (size_t)length, "  %s", parts[i]);
  if (length > width) length = width > 0 ? width : 0;
  fprintf(stderr, "\r%.*s%*s", length, line,
          progress->shown > length && progress->shown <= width ? progress->shown - length : 0, "");
  progress->shown = length;
  progress->last_drawn = now->seconds;
}

static void print_epoch(const nn_progress* now) {
  char parts[PARTS][TEXT_SIZE];
  const int count = make_parts(parts, now, now->validation_accuracy, now->validation_loss);
  for (int i = 0; i < count; ++i) fprintf(stderr, "%s%s", i == 0 ? "" : "  ", parts[i]);
  fputc('\n', stderr);
}

void progress_show(struct progress* progress, const nn_progress* now) {
  if (is_quiet()) return;
  if (now->epoch_ended) {
    progress->validation_accuracy = now->validation_accuracy;
    progress->validation_loss = now->validation_loss;
  }
  if (!progress->is_terminal) {
    if (now->epoch_ended) print_epoch(now);
    return;
  }
  const int is_last = now->epoch_ended && now->epoch == now->epochs;
  if (progress->last_drawn < 0 || is_last || now->seconds >= progress->last_drawn + redraw_seconds)
    draw_line(progress, now);
}

void progress_end(struct progress* progress) {
  if (progress->shown > 0) fputc('\n', stderr);
  progress->shown = 0;
}
