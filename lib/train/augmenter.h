// Hands a copy of each batch to a callback that may change its inputs.
#ifndef NEURO_LIB_TRAIN_AUGMENTER_H_
#define NEURO_LIB_TRAIN_AUGMENTER_H_

#include <cstddef>
#include <functional>
#include <vector>

#include "base/aligned_buffer.h"
#include "data/dataset.h"
#include "model/element_type.h"
#include "train/batch.h"
#include "train/fit_callbacks.h"

namespace neuro {

class Augmenter {
 public:
  // Makes room for batches of so many rows: nothing is allocated later. target_bytes: of a row.
  Augmenter(ElementType type, size_t max_rows, size_t cols, size_t target_bytes);

  // The batch, a part of `data`, as `augment` leaves it. where: its epoch, step and row numbers.
  // Throws Error(kCancelled) if augment says so, Error(kInvalidArgument), naming row and column,
  // for what is not finite.
  Batch apply(const Dataset& data, const Batch& batch, AugmentedRows where,
              const std::function<bool(const AugmentedRows&)>& augment);

 private:
  template <class T>
  Batch apply(const Dataset& data, const Batch& batch, AugmentedRows where,
              const std::function<bool(const AugmentedRows&)>& augment, InputType type);

  ElementType type_;
  AlignedBuffer<unsigned char> inputs_, targets_;
  std::vector<double> weights_;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_AUGMENTER_H_
