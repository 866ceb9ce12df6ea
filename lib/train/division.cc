// A small model of what a division costs, and intervals of weights.
#include "train/division.h"

#include <algorithm>

#include "base/size.h"

namespace neuro {
namespace {

// Copies of a batch's inputs that may be kept, however many workers there are.
constexpr size_t kMostCopies = 4;
// What it costs to fetch a weight that another core has just written, in conversions of an input:
// some 0.4 ns to 0.07 ns, measured on a server processor with 2 MiB of L2 for each core.
constexpr double kFetch = 6;
// The widest group may be this much wider than the average: the others wait for it.
constexpr double kMostUneven = 1.15;

bool is_even(const PanelLayout& layout, size_t groups) {
  size_t widest = 0;
  for (size_t group = 0; group < groups; ++group) {
    widest = std::max(widest, part(layout.width(), group, groups, layout.panel_width()).size());
  }
  return static_cast<double>(widest * groups) <= kMostUneven * static_cast<double>(layout.width());
}

// For each input column: the rows that a worker loads, and the weights that it reads and others
// write.
double cost(const PanelLayout& layout, size_t rows, size_t workers, size_t groups) {
  const double in_group = static_cast<double>(workers / groups);
  const double weights = static_cast<double>(layout.width()) / static_cast<double>(groups);
  return static_cast<double>(rows) / in_group + kFetch * weights * (1 - 1 / in_group);
}

size_t best_groups(const PanelLayout& layout, size_t rows, size_t workers, size_t most) {
  size_t best = 1;
  for (size_t groups = 2; groups <= std::min(workers, most); ++groups) {
    if (workers % groups == 0 && is_even(layout, groups) &&
        cost(layout, rows, workers, groups) < cost(layout, rows, workers, best)) {
      best = groups;
    }
  }
  return best;
}

}  // namespace

Division::Division(std::span<const PanelLayout> layers, size_t unit, size_t rows, size_t workers,
                   size_t input_copies)
    : layers_(layers),
      unit_(unit),
      rows_(rows),
      workers_(workers),
      groups_(best_groups(layers.front(), rows, workers, input_copies)) {}

InputCopies Division::input_copies(const PanelLayout& first_layer, size_t max_rows,
                                   size_t workers) {
  InputCopies copies{1, max_rows};
  for (; copies.rows > 0; copies.rows /= 2) {  // the exact limit is not worth looking for
    for (size_t active = 2; active <= workers; ++active) {
      copies.count =
          std::max(copies.count, best_groups(first_layer, copies.rows, active, kMostCopies));
    }
    if (copies.count > 1) break;
  }
  return copies;
}

// A first layer divided by columns stands for itself: the workers of a group divide its rows. Of
// the other layers a worker has an interval, counted row by row over all their weights, so that
// work is even even where layers are small.
Division::Block Division::block(size_t layer, size_t worker) const {
  const PanelLayout& layout = layers_[layer];
  const size_t alone = groups_ > 1 ? 1 : 0;
  if (layer < alone) {
    return {part(layout.depth(), worker / groups_, workers_ / groups_, unit_),
            first_layer_columns(worker)};
  }
  size_t total = 0, layer_begin = 0;
  for (size_t l = alone; l < layers_.size(); ++l) {
    if (l == layer) layer_begin = total;
    total += layers_[l].size();
  }
  return {{boundary(layer, share(total, worker, workers_), layer_begin),
           boundary(layer, share(total, worker + 1, workers_), layer_begin)},
          {0, layout.width()}};
}

// The row of a layer's weights, which begin at layer_begin, that a cut through all weights meets.
size_t Division::boundary(size_t layer, size_t cut, size_t layer_begin) const {
  const PanelLayout& layout = layers_[layer];
  if (cut <= layer_begin) return 0;
  if (cut - layer_begin >= layout.size()) return layout.depth();
  const size_t row = (cut - layer_begin) / layout.width();
  return std::min((row + unit_ / 2) / unit_ * unit_, layout.depth());
}

}  // namespace neuro
