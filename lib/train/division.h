// Who does what in a step. Rows of the batch are divided among the workers in the first phase, and
// weights in the second. Which worker computes what never shows in the result.
//
// The first layer is divided by columns where that saves more than it costs: a worker that always
// works on the same columns finds their weights in its own cache, where it has left them; divided
// by rows, each step moves freshly written weights between the cores. All columns need the inputs
// of all rows, so each group of columns loads its own copy of the batch. Only the first layer can
// be divided so: the others' transposed weights, which the way back needs, would lie with the wrong
// worker.
#ifndef NEURO_LIB_TRAIN_DIVISION_H_
#define NEURO_LIB_TRAIN_DIVISION_H_

#include <cstddef>
#include <span>

#include "base/range.h"
#include "model/panels.h"

namespace neuro {

struct InputCopies {
  size_t count;  // the first has room for all rows
  size_t rows;   // that the others have room for
};

class Division {
 public:
  // A step on `rows` rows by `workers` workers. Weights are divided in units of `unit` rows. No
  // more column groups than there are copies of the inputs. The layouts must outlive the division.
  Division(std::span<const PanelLayout> layers, size_t unit, size_t rows, size_t workers,
           size_t input_copies);

  // The copies, and their rows, that steps on up to max_rows rows by up to `workers` workers can
  // make use of: large batches want one, of which small ones may want more.
  static InputCopies input_copies(const PanelLayout& first_layer, size_t max_rows, size_t workers);

  size_t column_groups() const { return groups_; }
  size_t group(size_t worker) const { return worker % groups_; }

  // The first layer's forward pass. Rows ascend with the worker's number.
  Range first_layer_rows(size_t worker) const {
    return part(rows_, worker / groups_, workers_ / groups_);
  }
  Range first_layer_columns(size_t worker) const {
    const PanelLayout& layout = layers_.front();
    return part(layout.width(), group(worker), groups_, layout.panel_width());
  }
  // The rest of the way through the layers and back.
  Range rows(size_t worker) const { return part(rows_, worker, workers_); }

  // What a worker updates of a layer: rows of weights (the bias is the last) and padded columns.
  struct Block {
    Range weights, columns;
  };
  Block block(size_t layer, size_t worker) const;

 private:
  size_t boundary(size_t layer, size_t cut, size_t layer_begin) const;

  std::span<const PanelLayout> layers_;
  size_t unit_, rows_, workers_, groups_;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_DIVISION_H_
