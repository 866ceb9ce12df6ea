// Where the rows of a fit come from, a group at a time: those of one step.
#ifndef NEURO_LIB_TRAIN_ROW_SOURCE_H_
#define NEURO_LIB_TRAIN_ROW_SOURCE_H_

#include <cstddef>
#include <cstdint>

#include "data/dataset.h"

namespace neuro {

// Row i of the group is row order[i] of the data; to whoever is told of it it is numbers[i].
struct RowGroup {
  const Dataset* data;
  const size_t* order;
  const size_t* numbers;
  size_t rows;          // 0: the epoch has ended
  size_t upcoming = 0;  // rows further on in `order` that the next group will have
};

struct EpochStart {
  uint64_t epoch;        // of the fit, from 1 on
  uint32_t order_epoch;  // of the network: each has an order of its own
  uint64_t row;          // rows that have been trained already
};

class RowSource {
 public:
  virtual ~RowSource() = default;
  // Rows of an epoch; 0: unknown.
  virtual uint64_t rows() const = 0;
  // Whether an epoch may begin behind its first row.
  virtual bool can_go_back() const = 0;
  virtual void begin_epoch(const EpochStart& start) = 0;
  // The next group, which stays until the one after it is asked for.
  virtual RowGroup next() = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_ROW_SOURCE_H_
