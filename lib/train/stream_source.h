// Rows that a callback hands over, in the order in which they come.
#ifndef NEURO_LIB_TRAIN_STREAM_SOURCE_H_
#define NEURO_LIB_TRAIN_STREAM_SOURCE_H_

#include <optional>
#include <vector>

#include "base/aligned_buffer.h"
#include "train/fit_callbacks.h"
#include "train/fit_host.h"
#include "train/row_source.h"

namespace neuro {

class StreamSource final : public RowSource {
 public:
  // Makes room for a group: nothing is allocated later.
  StreamSource(const RowStream& stream, const FitHost& host, size_t group_rows);

  size_t target_bytes() const { return target_cols_ * element_size(stream_.target_type); }
  uint64_t rows() const override { return stream_.rows_per_epoch; }
  bool can_go_back() const override { return false; }
  void begin_epoch(const EpochStart& start) override;
  // Throws Error(kCancelled) if the callback says so, Error(kInvalidArgument) for rows that do not
  // fit the network or are too many, and for an epoch that has none.
  RowGroup next() override;

 private:
  const RowStream& stream_;
  const FitHost& host_;
  size_t group_rows_, target_cols_;
  AlignedBuffer<unsigned char> inputs_, targets_;
  std::vector<size_t> order_, numbers_;
  std::optional<Dataset> group_;
  uint64_t epoch_ = 0;
  size_t rows_read_ = 0;  // of this epoch
  bool ended_ = false;
};

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_STREAM_SOURCE_H_
