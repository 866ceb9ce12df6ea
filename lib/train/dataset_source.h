// A dataset's rows, or some of them, in an order drawn anew for every epoch.
#ifndef NEURO_LIB_TRAIN_DATASET_SOURCE_H_
#define NEURO_LIB_TRAIN_DATASET_SOURCE_H_

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "train/row_source.h"
#include "train/shuffle.h"

namespace neuro {

class DatasetSource final : public RowSource {
 public:
  // rows: which of the dataset's are trained on; empty: all. seed: of the orders; shuffled: or else
  // rows come as they lie.
  DatasetSource(const Dataset& data, std::vector<size_t> rows, size_t group_rows, uint64_t seed,
                bool shuffled)
      : data_(data),
        rows_(std::move(rows)),
        order_(rows_.empty() ? data.rows() : rows_.size()),
        group_rows_(group_rows),
        seed_(seed),
        shuffled_(shuffled) {}

  uint64_t rows() const override { return order_.size(); }
  bool can_go_back() const override { return true; }

  void begin_epoch(const EpochStart& start) override {
    if (rows_.empty()) {
      std::iota(order_.begin(), order_.end(), size_t{0});
    } else {
      std::copy(rows_.begin(), rows_.end(), order_.begin());
    }
    if (shuffled_) shuffle(order_, seed_, start.order_epoch);
    at_ = static_cast<size_t>(start.row);
  }

  RowGroup next() override {
    const size_t* order = order_.data() + at_;
    const size_t rows = std::min(group_rows_, order_.size() - at_);
    at_ += rows;
    return {&data_, order, order, rows, std::min(group_rows_, order_.size() - at_)};
  }

 private:
  const Dataset& data_;
  std::vector<size_t> rows_, order_;
  size_t group_rows_;
  uint64_t seed_;
  bool shuffled_;
  size_t at_ = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_DATASET_SOURCE_H_
