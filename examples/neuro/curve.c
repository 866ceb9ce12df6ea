/* SPDX-License-Identifier: MIT */
#include "curve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "axis.h"
#include "history.h"
#include "report.h"
#include "save_file.h"
#include "text.h"

/* Measures of the picture, in its own units. */
enum {
  WIDTH = 760,
  LEFT = 72,
  RIGHT = 24,
  HEADER = 64, /* title and legend */
  PANEL = 220,
  GAP = 52, /* below a panel, for its ticks */
  FOOTER = 16,
  MAX_POINTS = 1200, /* of one line */
  MAX_MARKED = 40    /* epochs that get a dot each */
};

/* Logarithmic where a linear axis would press most of the line flat. */
static const double logarithmic_ratio = 30;

/* Two lines over the epochs. */
struct panel {
  const char* name;
  double* training;   /* one value an epoch; NaN: none */
  double* validation; /* likewise */
  size_t count;
  double top;
  struct axis x, y;
};

/* Colours follow the viewer's; validation is also told by its dashes. */
static const char style[] =
    "<style>\n"
    "  .back { fill: #ffffff }\n"
    "  text { font: 13px sans-serif; fill: #24292f }\n"
    "  .title { font-size: 16px; font-weight: bold }\n"
    "  .grid { stroke: #d0d7de; stroke-width: 1 }\n"
    "  .frame { stroke: #8c959f; stroke-width: 1; fill: none }\n"
    "  .best { stroke: #57606a; stroke-width: 1; stroke-dasharray: 2 4 }\n"
    "  .training { stroke: #0b62c4 }\n"
    "  .validation { stroke: #bc4c00; stroke-dasharray: 7 3 }\n"
    "  .line { fill: none; stroke-width: 2; stroke-linejoin: round }\n"
    "  .dot { stroke-dasharray: none; stroke-width: 5; stroke-linecap: round }\n"
    "  @media (prefers-color-scheme: dark) {\n"
    "    .back { fill: #0d1117 }\n"
    "    text { fill: #e6edf3 }\n"
    "    .grid { stroke: #30363d }\n"
    "    .frame { stroke: #6e7681 }\n"
    "    .best { stroke: #8b949e }\n"
    "    .training { stroke: #58a6ff }\n"
    "    .validation { stroke: #ffa657 }\n"
    "  }\n"
    "</style>\n";

static double x_of(const struct panel* panel, double epoch) {
  return LEFT + axis_position(&panel->x, epoch) * (WIDTH - LEFT - RIGHT);
}

static double y_of(const struct panel* panel, double value) {
  return panel->top + PANEL * (1 - axis_position(&panel->y, value));
}

/* ------------------------------------------------------------------------------------- axes -- */

/* The least and the largest of the values that can be drawn. Returns 0 if there is none. */
static int find_range(const struct panel* panel, double* minimum, double* maximum) {
  *minimum = INFINITY;
  *maximum = -INFINITY;
  for (size_t i = 0; i < 2 * panel->count; ++i) {
    const double value =
        i < panel->count ? panel->training[i] : panel->validation[i - panel->count];
    if (!isfinite(value)) continue;
    *minimum = fmin(*minimum, value);
    *maximum = fmax(*maximum, value);
  }
  return *minimum <= *maximum;
}

static struct axis epoch_axis(size_t count) { return whole_axis(1, (double)count, 10); }

static void choose_axes(struct panel* panel, double minimum, double maximum, int is_loss) {
  panel->x = epoch_axis(panel->count);
  if (is_loss && minimum > 0 && maximum > logarithmic_ratio * minimum)
    panel->y = logarithmic_axis(minimum, maximum);
  else
    panel->y = linear_axis(minimum, maximum, 5);
  if (!is_loss) { /* nothing is below 0 or above 1, whatever the round numbers are */
    panel->y.minimum = fmax(panel->y.minimum, 0);
    panel->y.maximum = fmin(panel->y.maximum, 1);
  }
}

static void print_axes(struct text* svg, const struct panel* panel, int is_loss) {
  const double bottom = panel->top + PANEL;
  for (int i = 0; i < panel->y.count; ++i) {
    const double y = y_of(panel, panel->y.ticks[i]);
    if (y < panel->top - 0.5 || y > bottom + 0.5) continue;
    append(svg, "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>\n", LEFT, y,
           WIDTH - RIGHT, y);
    append(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", LEFT - 8, y + 4);
    if (is_loss)
      append(svg, "%.6g</text>\n", panel->y.ticks[i]);
    else
      append(svg, "%.6g%%</text>\n", 100 * panel->y.ticks[i]);
  }
  for (int i = 0; i < panel->x.count; ++i) {
    const double x = x_of(panel, panel->x.ticks[i]);
    append(svg, "<line class=\"frame\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", x,
           bottom, x, bottom + 5);
    append(svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%.0f</text>\n", x, bottom + 19,
           panel->x.ticks[i]);
  }
  append(svg, "<rect class=\"frame\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%d\"/>\n", LEFT,
         panel->top, WIDTH - LEFT - RIGHT, PANEL);
  const double middle = panel->top + (double)PANEL / 2;
  append(svg, "<text x=\"16\" y=\"%.1f\" text-anchor=\"middle\" transform=\"rotate(-90 16 %.1f)\">",
         middle, middle);
  append(svg, "%s%s</text>\n", panel->name, panel->y.is_logarithmic ? " (log scale)" : "");
  append(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"middle\">epoch</text>\n",
         (LEFT + WIDTH - RIGHT) / 2, bottom + 36);
}

/* ------------------------------------------------------------------------------------ lines -- */

/* The epoch to draw behind epoch i: the last one is never left out. */
static size_t next_point(const struct panel* panel, size_t i) {
  const size_t stride = (panel->count + MAX_POINTS - 1) / MAX_POINTS;
  return i + stride < panel->count || i + 1 == panel->count ? i + stride : panel->count - 1;
}

/* A line is interrupted where there is no value. Of very many epochs some are left out. */
static void print_line(struct text* svg, const struct panel* panel, const double* values,
                       const char* class) {
  int is_open = 0, is_drawn = 0;
  for (size_t i = 0; i < panel->count; i = next_point(panel, i)) {
    if (!isfinite(values[i])) {
      is_open = 0;
      continue;
    }
    if (!is_drawn) append(svg, "<path class=\"line %s\" d=\"", class);
    append(svg, "%s%.1f %.1f", is_open ? "L" : "M", x_of(panel, (double)i + 1),
           y_of(panel, values[i]));
    is_open = is_drawn = 1;
  }
  if (is_drawn) append(svg, "\"/>\n");
  for (size_t i = 0; i < panel->count && panel->count <= MAX_MARKED; ++i)
    if (isfinite(values[i]))
      append(svg, "<path class=\"dot %s\" d=\"M%.1f %.1fh0\"/>\n", class,
             x_of(panel, (double)i + 1), y_of(panel, values[i]));
}

static void print_best(struct text* svg, const struct panel* panel, size_t best) {
  const double x = x_of(panel, (double)best + 1);
  append(svg, "<line class=\"best\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", x,
         panel->top, x, panel->top + PANEL);
}

static void print_panel(struct text* svg, struct panel* panel, int is_loss, size_t best) {
  print_axes(svg, panel, is_loss);
  if (panel->count > 1) print_best(svg, panel, best);
  append(svg, "<g id=\"%s\">\n", is_loss ? "loss" : "accuracy");
  print_line(svg, panel, panel->training, "training");
  print_line(svg, panel, panel->validation, "validation");
  append(svg, "</g>\n");
}

/* ------------------------------------------------------------------------------- the picture -- */

static int has_values(const double* values, size_t count) {
  for (size_t i = 0; i < count; ++i)
    if (isfinite(values[i])) return 1;
  return 0;
}

static void print_legend(struct text* svg, const struct panel* loss, size_t best) {
  const int y = 46;
  append(svg, "<path class=\"line training\" d=\"M%d %dh28\"/>\n", LEFT, y - 4);
  append(svg, "<text x=\"%d\" y=\"%d\">training</text>\n", LEFT + 36, y);
  int x = LEFT + 120;
  const int has_validation = has_values(loss->validation, loss->count);
  if (has_validation) {
    append(svg, "<path class=\"line validation\" d=\"M%d %dh28\"/>\n", x, y - 4);
    append(svg, "<text x=\"%d\" y=\"%d\">validation</text>\n", x + 36, y);
    x += 130;
  }
  if (loss->count < 2) return;
  const double* judged = has_validation ? loss->validation : loss->training;
  append(svg, "<line class=\"best\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", x, y - 4, x + 28,
         y - 4);
  append(svg, "<text x=\"%d\" y=\"%d\">best: epoch %zu, %s %.4g</text>\n", x + 36, y, best + 1,
         has_validation ? "validation loss" : "loss", judged[best]);
}

static void print_picture(struct text* svg, struct panel panels[2], const int is_drawn[2],
                          const char* title, size_t best) {
  const int height = HEADER + (is_drawn[0] + is_drawn[1]) * (PANEL + GAP) + FOOTER;
  append(svg,
         "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
         "viewBox=\"0 0 %d %d\" role=\"img\">\n<title>",
         WIDTH, height, WIDTH, height);
  append_xml(svg, title);
  append(svg, ": learning curve</title>\n%s<rect class=\"back\" width=\"%d\" height=\"%d\"/>\n",
         style, WIDTH, height);
  append(svg, "<text class=\"title\" x=\"%d\" y=\"24\">", LEFT);
  append_xml(svg, title);
  append(svg, "</text>\n");
  print_legend(svg, &panels[0], best);
  double top = HEADER;
  for (int i = 0; i < 2; ++i) {
    if (!is_drawn[i]) continue;
    panels[i].top = top;
    print_panel(svg, &panels[i], i == 0, best);
    top += PANEL + GAP;
  }
  append(svg, "</svg>\n");
}

int save_curve(const nn_network* network, const char* title, const char* path) {
  const size_t count = nn_history_count(network);
  struct panel panels[2] = {{.name = "loss", .count = count}, {.name = "accuracy", .count = count}};
  double* values = allocate(4 * count, sizeof *values);
  for (int i = 0; i < 2; ++i) {
    panels[i].training = values + 2 * (size_t)i * count;
    panels[i].validation = panels[i].training + count;
  }
  for (size_t i = 0; i < count; ++i) {
    const nn_epoch epoch = get_epoch(network, i);
    panels[0].training[i] = epoch.loss;
    panels[0].validation[i] = epoch.validation_loss;
    panels[1].training[i] = epoch.accuracy;
    panels[1].validation[i] = epoch.validation_accuracy;
  }
  int is_drawn[2], status = 0;
  for (int i = 0; i < 2; ++i) {
    double minimum, maximum;
    is_drawn[i] = find_range(&panels[i], &minimum, &maximum);
    if (is_drawn[i]) choose_axes(&panels[i], minimum, maximum, i == 0);
  }
  if (count == 0) {
    note("no epoch is finished: %s is not drawn", path);
  } else {
    struct text svg = {NULL, 0, 0};
    print_picture(&svg, panels, is_drawn, title, best_epoch(network));
    status = save_file(path, svg.bytes, svg.size);
    free(svg.bytes);
  }
  free(values);
  return status;
}
