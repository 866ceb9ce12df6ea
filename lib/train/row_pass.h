// A training step's first phase, as one worker sees it: its rows are loaded and go through all
// layers and back, and leave activations and deltas in the buffers. Where a layer is
// batch-normalised all workers meet at barriers, since its moments are those of all rows.
#ifndef NEURO_LIB_TRAIN_ROW_PASS_H_
#define NEURO_LIB_TRAIN_ROW_PASS_H_

#include <cstddef>
#include <span>

#include "base/range.h"
#include "model/network.h"
#include "train/step.h"
#include "train/training_buffers.h"

namespace neuro {

template <class T>
class RowPass {
 public:
  // reports: of all active workers; this worker's is written.
  RowPass(const Network<T>& network, TrainingBuffers<T>& buffers, const Step& step, size_t worker,
          std::span<Report> reports)
      : network_(network), buffers_(buffers), step_(step), worker_(worker), reports_(reports) {}

  // All active workers call it. There is no barrier behind it.
  void run();

 private:
  bool load();
  bool load_row(size_t i, size_t group);
  void drop_inputs(Range rows, size_t group);
  void forward_first_layer();
  void forward(Range rows);
  void finish_layer(size_t l, Range rows);
  bool has_room_for_variances(size_t l, Range units) const;
  void batch_moments(size_t l);
  bool loss(Range rows);
  void backward(Range rows);
  void backward_normalisation(size_t l, Range rows);
  void batch_sums(size_t l);
  void note_magnitudes(Range rows);

  // The part of a layer's units that this worker forms moments of.
  Range units(size_t l) const;
  Dropout dropout(double probability, uint32_t place, Range rows) const;
  void barrier() const { step_.pool.barrier(step_.active); }
  bool has_batch_normalisation() const;

  const Network<T>& network_;
  TrainingBuffers<T>& buffers_;
  const Step& step_;
  size_t worker_;
  std::span<Report> reports_;
};

// Whether some worker has met bad data; or that, or a bad loss.
bool any_bad_data(std::span<const Report> reports);
bool any_problem(std::span<const Report> reports);

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_ROW_PASS_H_
