// The order in which an epoch visits the rows.
#ifndef NEURO_LIB_TRAIN_SHUFFLE_H_
#define NEURO_LIB_TRAIN_SHUFFLE_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/random.h"

namespace neuro {

// Permutes `order` in a way that depends on its size, the seed and the epoch only (Fisher and
// Yates; Durstenfeld 1964).
inline void shuffle(std::vector<size_t>& order, uint64_t seed, uint32_t epoch) {
  for (size_t i = order.size(); i > 1; --i) {
    const uint64_t bits = random_bits(seed, Purpose::kShuffle, epoch, i);
    std::swap(order[i - 1], order[static_cast<size_t>(below(bits, i))]);
  }
}

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_SHUFFLE_H_
