// The finished epochs of all fits of a network, as many of the last ones as are worth keeping.
#ifndef NEURO_LIB_TRAIN_HISTORY_H_
#define NEURO_LIB_TRAIN_HISTORY_H_

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "model/training_record.h"

namespace neuro {

class History {
 public:
  // Makes room for so many epochs more, so that adding them does not allocate. Grows at least
  // twofold: a network may be fitted one epoch at a time.
  void reserve(size_t more) {
    const size_t needed = std::min(kMostEpochs, epochs_.size() + std::min(more, kMostEpochs));
    if (needed > epochs_.capacity()) epochs_.reserve(std::max(needed, 2 * epochs_.capacity()));
  }

  // Without room for it, the older half of all that is there is forgotten.
  void add(const EpochRecord& record) {
    if (epochs_.size() >= kMostEpochs) {
      epochs_.erase(epochs_.begin(), epochs_.end() - static_cast<ptrdiff_t>(kMostEpochs / 2));
    }
    epochs_.push_back(record);
  }

  void restore(std::vector<EpochRecord> epochs) { epochs_ = std::move(epochs); }

  const std::vector<EpochRecord>& epochs() const { return epochs_; }

 private:
  std::vector<EpochRecord> epochs_;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_HISTORY_H_
