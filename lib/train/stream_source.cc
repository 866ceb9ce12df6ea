// Each group is looked at as a dataset of its own, which finds whatever is wrong with it.
#include "train/stream_source.h"

#include <numeric>

#include "base/error.h"

namespace neuro {
StreamSource::StreamSource(const RowStream& stream, const FitHost& host, size_t group_rows)
    : stream_(stream),
      host_(host),
      group_rows_(group_rows),
      target_cols_(is_label(stream.target_type) ? 1 : host.shape().outputs()),
      inputs_(room_for(group_rows, host.shape().inputs(), element_size(stream.input_type))),
      targets_(room_for(group_rows, target_cols_, element_size(stream.target_type))),
      order_(group_rows),
      numbers_(group_rows) {
  std::iota(order_.begin(), order_.end(), size_t{0});
}

void StreamSource::begin_epoch(const EpochStart& start) {
  epoch_ = start.epoch;
  rows_read_ = 0;
  ended_ = false;
}

RowGroup StreamSource::next() {
  if (ended_) return {};
  const int64_t got = stream_.read(inputs_.data(), targets_.data(), group_rows_, epoch_);
  if (got < 0) {
    throw Error(Status::kCancelled, "the stream ended the fit in epoch ", epoch_, ", behind ",
                rows_read_, " rows");
  }
  const auto rows = static_cast<size_t>(got);
  if (rows > group_rows_) {
    throw Error(Status::kInvalidArgument, "stream: read() says ", got, " rows, but was asked for ",
                group_rows_);
  }
  ended_ = rows < group_rows_;
  if (rows == 0) {
    if (rows_read_ > 0) return {};
    throw Error(Status::kInvalidArgument, "stream: epoch ", epoch_, " has no rows");
  }
  group_.emplace(
      Dataset::wrap(InputView{inputs_.data(), stream_.input_type, host_.shape().inputs()},
                    TargetView{targets_.data(), stream_.target_type, target_cols_}, rows));
  host_.check_fits(*group_, "stream");
  std::iota(numbers_.begin(), numbers_.end(), rows_read_);
  rows_read_ += rows;
  return {&*group_, order_.data(), numbers_.data(), rows, 0};
}

}  // namespace neuro
