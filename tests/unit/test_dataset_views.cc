// Datasets whose rows have gaps between them or are picked from others: the right bytes are read
// and no others, faults are named as the caller counts rows, and memory lives as long as it is
// used.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "data/dataset.h"
#include "expect_error.h"

namespace neuro {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> inputs_of(const Dataset& dataset) {
  std::vector<double> inputs(dataset.rows() * dataset.cols());
  dataset.copy_inputs(0, dataset.rows(), inputs.data());
  return inputs;
}

std::vector<int64_t> labels_of(const Dataset& dataset) {
  std::vector<int64_t> labels;
  for (size_t r = 0; r < dataset.rows(); ++r) labels.push_back(dataset.targets().label(r));
  return labels;
}

// Rows of `cols` elements with gaps of bytes behind them in which every number is a NaN and every
// label is out of range. They end with the last element, so that sanitizers see a read beyond.
template <class T>
class Gappy {
 public:
  Gappy(const std::vector<T>& values, size_t cols, size_t gap)
      : stride_(cols * sizeof(T) + gap),
        bytes_((values.size() / cols - 1) * stride_ + cols * sizeof(T)),
        memory_(new unsigned char[bytes_]) {
    std::memset(memory_.get(), 0xff, bytes_);
    for (size_t i = 0; i < values.size(); ++i) {
      std::memcpy(&memory_[i / cols * stride_ + i % cols * sizeof(T)], &values[i], sizeof(T));
    }
  }

  const void* data() const { return memory_.get(); }
  size_t stride() const { return stride_; }

 private:
  size_t stride_, bytes_;
  std::unique_ptr<unsigned char[]> memory_;
};

TEST(DatasetViews, ReadWhatLiesInRowsOnly) {
  for (const size_t gap : {1, 4, 8, 100}) {
    const std::vector<double> numbers = {1, -2, 3, 4, 5, 6.5};
    const Gappy<double> x(numbers, 2, gap), dense({7, -8, 9}, 1, gap);
    const Gappy<float> f32({1, 2, -30, 4, 5, 6}, 2, gap);
    const Gappy<uint8_t> bytes({1, 2, 3, 4, 5, 6}, 2, gap), labels({3, 0, 2}, 1, gap);
    const Gappy<int32_t> i32({3, 0, 2}, 1, gap);
    const Gappy<int64_t> i64({3, 0, 2}, 1, gap);
    const TargetView y{labels.data(), TargetType::kLabelU8, 1, labels.stride()};
    const Dataset wide = Dataset::wrap({x.data(), InputType::kF64, 2, x.stride()}, y, 3);
    EXPECT_EQ(inputs_of(wide), numbers);
    EXPECT_EQ(wide.input_magnitude(), 6.5);
    EXPECT_EQ(wide.classes(), 4u);
    EXPECT_EQ(labels_of(wide), (std::vector<int64_t>{3, 0, 2}));
    const Dataset narrow = Dataset::wrap({f32.data(), InputType::kF32, 2, f32.stride()},
                                         {i32.data(), TargetType::kLabelI32, 1, i32.stride()}, 3);
    EXPECT_EQ(inputs_of(narrow), (std::vector<double>{1, 2, -30, 4, 5, 6}));
    EXPECT_EQ(narrow.input_magnitude(), 30);
    EXPECT_EQ(narrow.classes(), 4u);
    const Dataset plain = Dataset::wrap({bytes.data(), InputType::kByte, 2, bytes.stride()},
                                        {i64.data(), TargetType::kLabelI64, 1, i64.stride()}, 3);
    EXPECT_EQ(inputs_of(plain), (std::vector<double>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(labels_of(plain), (std::vector<int64_t>{3, 0, 2}));
    const Dataset regression =
        Dataset::wrap({x.data(), InputType::kF64, 2, x.stride()},
                      {dense.data(), TargetType::kDenseF64, 1, dense.stride()}, 3);
    EXPECT_EQ(regression.target_magnitude(), 9);
  }
}

TEST(DatasetViews, NameFaultsInRowsWithGaps) {
  const Gappy<double> good({1, 2, 3, 4}, 1, 3), bad({1, 2, 3, kNan, 5, kNan, 7, 8}, 2, 5);
  const Gappy<int64_t> labels({0, 1, 2, 3}, 1, 8), below({0, 1, -5, -6}, 1, 8);
  const Gappy<int32_t> below32({0, -7, -5, -6}, 1, 2);
  const InputView x{good.data(), InputType::kF64, 1, good.stride()};
  const TargetView y{labels.data(), TargetType::kLabelI64, 1, labels.stride()};
  expect_error(Status::kInvalidArgument, {"inputs: row 1, column 1: nan"}, [&] {
    Dataset::wrap({bad.data(), InputType::kF64, 2, bad.stride()}, y, 4);
  });
  expect_error(Status::kInvalidArgument, {"targets: row 1, column 1: nan"}, [&] {
    Dataset::wrap(x, {bad.data(), TargetType::kDenseF64, 2, bad.stride()}, 4);
  });
  expect_error(Status::kInvalidArgument, {"targets: row 2: label -5 is below 0"}, [&] {
    Dataset::wrap(x, {below.data(), TargetType::kLabelI64, 1, below.stride()}, 4);
  });
  expect_error(Status::kInvalidArgument, {"targets: row 1: label -7 is below 0"}, [&] {
    Dataset::wrap(x, {below32.data(), TargetType::kLabelI32, 1, below32.stride()}, 4);
  });
}

TEST(DatasetViews, RefuseStridesThatOverlapOrOverflow) {
  const double x[4] = {};
  const uint8_t labels[4] = {};
  const TargetView y{labels, TargetType::kLabelU8, 1};
  expect_error(Status::kInvalidArgument, {"inputs: 15 bytes from row to row, but a row has 16"},
               [&] {
                 Dataset::wrap({x, InputType::kF64, 2, 15}, y, 2);
               });
  expect_error(Status::kInvalidArgument, {"targets: 0 bytes from row to row, but a row has 1"},
               [&] {
                 Dataset::wrap({x, InputType::kF64, 2}, {labels, y.type, 1, 0}, 2);
               });
  for (const size_t stride : {kMaxBytes, kMaxBytes - 15, kMaxBytes / 2}) {
    expect_error(Status::kInvalidArgument, {"inputs: 4 rows, ", "overflow"}, [&] {
      Dataset::wrap({x, InputType::kF64, 2, stride}, y, 4);
    });
  }
}

// Four rows of two inputs, 10 r and 10 r + 1, with the labels 2, 0, 1, 0, on memory of its own.
Dataset sample() {
  const double x[] = {0, 1, 10, 11, 20, 21, 30, 31};
  const int32_t labels[] = {2, 0, 1, 0};
  return Dataset::copy({x, InputType::kF64, 2}, {labels, TargetType::kLabelI32, 1}, 4);
}

TEST(DatasetViews, SelectionsOutliveWhatTheySelectFrom) {
  std::optional<Dataset> whole = sample();
  std::optional<Dataset> some = whole->select({3, 1, 1, 2});
  whole.reset();
  EXPECT_EQ(inputs_of(*some), (std::vector<double>{30, 31, 10, 11, 10, 11, 20, 21}));
  EXPECT_EQ(labels_of(*some), (std::vector<int64_t>{0, 0, 0, 1}));
  const Dataset fewer = some->select({3, 0});
  some.reset();
  EXPECT_EQ(inputs_of(fewer), (std::vector<double>{20, 21, 30, 31}));
  EXPECT_EQ(labels_of(fewer), (std::vector<int64_t>{1, 0}));
  EXPECT_EQ(fewer.input_magnitude(), 31);
}

TEST(DatasetViews, SelectionsKeepTheClassesAndKnowTheirOwnLabels) {
  const Dataset whole = sample(), none = whole.select({1, 3}), all = none.select({0});
  EXPECT_EQ(whole.label_end(), 3u);
  EXPECT_EQ(none.classes(), 3u);
  EXPECT_EQ(none.label_end(), 1u);
  EXPECT_EQ(all.classes(), 3u);
}

TEST(DatasetViews, SelectionsOfRowsWithGaps) {
  const Gappy<float> x({1, 2, 3, 4}, 1, 7);
  const Gappy<double> y({10, 20, 30, 40, 50, 60, 70, 80}, 2, 3);
  const Dataset whole = Dataset::wrap({x.data(), InputType::kF32, 1, x.stride()},
                                      {y.data(), TargetType::kDenseF64, 2, y.stride()}, 4);
  const Dataset some = whole.select({2, 0});
  EXPECT_EQ(inputs_of(some), (std::vector<double>{3, 1}));
  EXPECT_EQ(some.target_magnitude(), 60);
  EXPECT_EQ(some.input_magnitude(), 3);
  double target[2];
  std::memcpy(target, some.targets().row(0), sizeof target);
  EXPECT_EQ(target[1], 60);
}

// What another has written into wrapped memory meanwhile is found, and named by the selection's
// row.
TEST(DatasetViews, SelectionsAreSurveyed) {
  std::vector<double> x = {1, 2, 3, 4, 5, 6};
  const std::vector<uint8_t> labels(3);
  const Dataset whole =
      Dataset::wrap({x.data(), InputType::kF64, 2}, {labels.data(), TargetType::kLabelU8, 1}, 3);
  x[5] = kNan;
  EXPECT_EQ(whole.select({0, 1}).input_magnitude(), 4);
  expect_error(Status::kInvalidArgument, {"inputs: row 1, column 1: nan"}, [&] {
    whole.select({1, 2, 0});
  });
}

std::vector<double> weights_of(const Dataset& dataset) {
  return {dataset.weights(), dataset.weights() + dataset.rows()};
}

TEST(DatasetViews, WeightsGoAlongWithRows) {
  Dataset whole = sample();
  EXPECT_EQ(whole.weights(), nullptr);
  const Dataset before = whole.select({0, 1});
  const std::vector<double> weights = {0, 0.5, 2, 1e9};
  whole.set_weights(weights.data());
  EXPECT_EQ(weights_of(whole), weights);
  EXPECT_EQ(before.weights(), nullptr);
  Dataset some = whole.select({3, 1, 1});
  EXPECT_EQ(weights_of(some), (std::vector<double>{1e9, 0.5, 0.5}));
  EXPECT_EQ(weights_of(some.select({1, 0})), (std::vector<double>{0.5, 1e9}));
  some.set_weights(nullptr);
  EXPECT_EQ(some.weights(), nullptr);
  EXPECT_EQ(weights_of(whole), weights);
}

TEST(DatasetViews, RefuseWeightsAndKeepTheOldOnes) {
  Dataset dataset = sample();
  const std::vector<double> good = {1, 2, 3, 4};
  dataset.set_weights(good.data());
  const auto refuse = [&](std::vector<double> weights, const char* message) {
    expect_error(Status::kInvalidArgument, {message}, [&] { dataset.set_weights(weights.data()); });
    EXPECT_EQ(weights_of(dataset), good);
  };
  refuse({1, 2, -0.5, 4}, "weights: row 2: -0.5 is below 0");
  refuse({1, 2, 3, kNan}, "weights: row 3: nan is not finite");
  refuse({std::numeric_limits<double>::infinity(), 2, 3, 4}, "weights: row 0: inf is not finite");
  refuse({0, 0, -0.0, 0}, "weights: all are 0");
}

}  // namespace
}  // namespace neuro
