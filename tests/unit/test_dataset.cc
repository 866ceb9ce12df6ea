// Datasets from arrays: what is refused and how, what is kept, how rows come out again.
#include "data/dataset.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#include "expect_error.h"

namespace neuro {
namespace {

constexpr size_t kHuge = size_t{1} << (std::numeric_limits<size_t>::digits - 2);

template <class T>
constexpr InputType kInput = std::is_same_v<T, float>    ? InputType::kF32
                             : std::is_same_v<T, double> ? InputType::kF64
                                                         : InputType::kPixel;
template <class T>
constexpr TargetType kTarget = std::is_same_v<T, float>     ? TargetType::kDenseF32
                               : std::is_same_v<T, double>  ? TargetType::kDenseF64
                               : std::is_same_v<T, uint8_t> ? TargetType::kLabelU8
                               : std::is_same_v<T, int32_t> ? TargetType::kLabelI32
                                                            : TargetType::kLabelI64;

template <class T>
InputView inputs_of(const std::vector<T>& values, size_t cols) {
  return {values.data(), kInput<T>, cols};
}

template <class T>
TargetView targets_of(const std::vector<T>& values, size_t cols = 1) {
  return {values.data(), kTarget<T>, cols};
}

template <class T>
class DatasetFloats : public testing::Test {};
using Floats = testing::Types<float, double>;
TYPED_TEST_SUITE(DatasetFloats, Floats);

template <class T>
class DatasetLabels : public testing::Test {};
using Labels = testing::Types<int32_t, int64_t>;
TYPED_TEST_SUITE(DatasetLabels, Labels);

TEST(Dataset, RefusesSizesOfZero) {
  const std::vector<float> x(4);
  const std::vector<uint8_t> labels(4);
  expect_error(Status::kInvalidArgument, {"rows is 0"},
               [&] { Dataset::wrap(inputs_of(x, 2), targets_of(labels), 0); });
  expect_error(Status::kInvalidArgument, {"cols is 0"},
               [&] { Dataset::copy(inputs_of(x, 0), targets_of(labels), 2); });
  expect_error(Status::kInvalidArgument, {"target_cols is 0"},
               [&] { Dataset::copy(inputs_of(x, 2), targets_of(labels, 0), 2); });
}

TEST(Dataset, RefusesLabelsInSeveralColumns) {
  const std::vector<float> x(4);
  const std::vector<int64_t> labels(4);
  expect_error(Status::kInvalidArgument, {"target_cols is 2", "1"},
               [&] { Dataset::wrap(inputs_of(x, 2), targets_of(labels, 2), 2); });
}

TEST(Dataset, RefusesSizesThatOverflow) {
  const std::vector<uint8_t> bytes(1);
  const std::vector<double> doubles(1);
  const std::string huge = std::to_string(kHuge);
  expect_error(Status::kInvalidArgument, {"inputs: " + huge + " rows x 784 columns overflow"},
               [&] { Dataset::copy(inputs_of(bytes, 784), targets_of(bytes), kHuge); });
  // Fits as a count of elements, not as a count of bytes.
  expect_error(Status::kInvalidArgument, {"inputs: 1 rows x " + huge + " columns overflow"},
               [&] { Dataset::wrap(inputs_of(doubles, kHuge), targets_of(bytes), 1); });
  expect_error(Status::kInvalidArgument, {"targets: " + huge + " rows x 1 columns overflow"},
               [&] { Dataset::wrap(inputs_of(bytes, 1), targets_of(doubles), kHuge); });
}

TYPED_TEST(DatasetFloats, NamesTheFirstValueThatIsNotFinite) {
  using T = TypeParam;
  const T nan = std::numeric_limits<T>::quiet_NaN(), inf = std::numeric_limits<T>::infinity();
  const std::vector<uint8_t> labels(5);
  // Every position, so that whole blocks of the survey and what is left over are both seen.
  for (size_t i = 0; i < 5 * 19; ++i) {
    std::vector<T> x(5 * 19, T{1});
    x.back() = inf;
    x[i] = i % 3 == 0 ? nan : i % 3 == 1 ? -nan : -inf;
    const std::string where =
        "row " + std::to_string(i / 19) + ", column " + std::to_string(i % 19) + ": ";
    const std::string what = i % 3 == 2 ? "-inf is not finite" : "nan is not finite";
    expect_error(Status::kInvalidArgument, {"inputs: " + where + what},
                 [&] { Dataset::wrap(inputs_of(x, 19), targets_of(labels), 5); });
    expect_error(Status::kInvalidArgument, {"targets: " + where + what},
                 [&] { Dataset::copy(inputs_of(labels, 1), targets_of(x, 19), 5); });
  }
}

TYPED_TEST(DatasetFloats, TakesTheLargestFiniteValues) {
  using T = TypeParam;
  const T most = std::numeric_limits<T>::max();
  const std::vector<T> x = {0, -most, most, std::numeric_limits<T>::denorm_min()};
  const std::vector<T> y = {T{-0.5}, T{0.25}};
  const Dataset dataset = Dataset::wrap(inputs_of(x, 2), targets_of(y), 2);
  EXPECT_EQ(dataset.input_magnitude(), most);
  EXPECT_EQ(dataset.target_magnitude(), 0.5);
  EXPECT_EQ(dataset.classes(), 0u);
}

TYPED_TEST(DatasetFloats, FindsTheLargestMagnitudeAnywhere) {
  using T = TypeParam;
  const std::vector<uint8_t> labels(1);
  for (size_t i = 0; i < 67; ++i) {
    std::vector<T> x(67, T{1.5});
    x[i] = T{-2.5};
    EXPECT_EQ(Dataset::wrap(inputs_of(x, 67), targets_of(labels), 1).input_magnitude(), 2.5);
  }
}

TYPED_TEST(DatasetLabels, NamesTheFirstLabelOutOfRange) {
  using T = TypeParam;
  const std::vector<uint8_t> x(40);
  for (size_t i = 0; i < 40; ++i) {
    std::vector<T> labels(40, T{9});
    labels.back() = -7;
    labels[i] = -1;
    const std::string message = "targets: row " + std::to_string(i) + ": label -1 is below 0";
    expect_error(Status::kInvalidArgument, {message},
                 [&] { Dataset::wrap(inputs_of(x, 1), targets_of(labels), 40); });
  }
}

TYPED_TEST(DatasetLabels, TakesTheLargestLabel) {
  using T = TypeParam;
  const std::vector<uint8_t> x(3);
  const std::vector<T> labels = {0, 2147483647, 3};
  const Dataset dataset = Dataset::wrap(inputs_of(x, 1), targets_of(labels), 3);
  EXPECT_EQ(dataset.classes(), size_t{1} << 31);
  EXPECT_EQ(dataset.target_magnitude(), 0);
}

TEST(Dataset, RefusesLabelsAbove31Bits) {
  const std::vector<uint8_t> x(2);
  const std::vector<int64_t> labels = {1, 2147483648};
  expect_error(Status::kInvalidArgument, {"targets: row 1: label 2147483648 is above 2147483647"},
               [&] { Dataset::wrap(inputs_of(x, 1), targets_of(labels), 2); });
}

TEST(Dataset, BytesNeedNoLooking) {
  const std::vector<uint8_t> x = {0, 1, 2, 3}, labels = {3, 200};
  EXPECT_EQ(Dataset::wrap({x.data(), InputType::kPixel, 2}, targets_of(labels), 2).classes(), 201u);
  EXPECT_EQ(
      Dataset::wrap({x.data(), InputType::kPixel, 2}, targets_of(labels), 2).input_magnitude(), 1);
  EXPECT_EQ(Dataset::wrap({x.data(), InputType::kByte, 2}, targets_of(labels), 2).input_magnitude(),
            255);
}

TEST(Dataset, WrapRefersAndCopyCopies) {
  std::vector<float> x = {1, 2, 3, 4};
  std::vector<int32_t> labels = {0, 1};
  const Dataset wrapped = Dataset::wrap(inputs_of(x, 2), targets_of(labels), 2);
  const Dataset copied = Dataset::copy(inputs_of(x, 2), targets_of(labels), 2);
  EXPECT_EQ(wrapped.inputs().data, x.data());
  EXPECT_EQ(wrapped.targets().data, labels.data());
  x.assign(4, -1);
  labels.assign(2, 7);
  float row[2];
  copied.copy_inputs(1, 1, row);
  EXPECT_EQ(row[0], 3);
  EXPECT_EQ(row[1], 4);
  EXPECT_EQ(copied.targets().label(1), 1);
  EXPECT_EQ(copied.rows(), 2u);
  EXPECT_EQ(copied.cols(), 2u);
  EXPECT_EQ(copied.targets().cols, 1u);
}

TEST(Dataset, SurvivesMoving) {
  const std::vector<double> x = {1, 2, 3, 4}, y = {5, 6};
  Dataset first = Dataset::copy(inputs_of(x, 2), targets_of(y), 2);
  Dataset second = std::move(first);
  Dataset other = Dataset::copy(inputs_of(y, 1), targets_of(x, 2), 2);
  other = std::move(second);
  double out[4];
  other.copy_inputs(0, 2, out);
  EXPECT_EQ(std::vector<double>(out, out + 4), x);
  EXPECT_EQ(std::memcmp(other.targets().data, y.data(), 2 * sizeof(double)), 0);
  EXPECT_EQ(other.input_magnitude(), 4);
  EXPECT_EQ(other.target_magnitude(), 6);
}

TEST(Dataset, AdoptTakesOverAndChecks) {
  const auto filled = [](std::vector<float> values) {
    GrowBuffer buffer;
    std::memcpy(buffer.extend(values.size() * sizeof(float)), values.data(),
                values.size() * sizeof(float));
    return buffer;
  };
  GrowBuffer x = filled({1, 2, 3, 4}), y = filled({0.5f, -3});
  const void* inputs = x.data();
  const Dataset dataset =
      Dataset::adopt(std::move(x), InputType::kF32, 2, std::move(y), TargetType::kDenseF32, 1, 2);
  EXPECT_EQ(dataset.inputs().data, inputs);
  EXPECT_EQ(dataset.target_magnitude(), 3);
  expect_error(Status::kInvalidArgument, {"inputs: row 0, column 1"}, [&] {
    Dataset::adopt(filled({1, std::nanf("")}), InputType::kF32, 2, filled({1}),
                   TargetType::kDenseF32, 1, 1);
  });
}

TYPED_TEST(DatasetFloats, CopiesRowsAsANetworkTakesThemIn) {
  using T = TypeParam;
  const std::vector<float> f32 = {0.1f, -2, 3, 4, 5, 6};
  const std::vector<double> f64 = {0.1, -2, 3, 4, 5, 6};
  const std::vector<uint8_t> bytes = {0, 1, 2, 128, 254, 255}, labels(3);
  T out[4];
  Dataset::wrap(inputs_of(f32, 2), targets_of(labels), 3).copy_inputs(0, 2, out);
  EXPECT_EQ(out[0], static_cast<T>(0.1f));
  EXPECT_EQ(out[3], 4);
  Dataset::wrap(inputs_of(f64, 2), targets_of(labels), 3).copy_inputs(0, 2, out);
  EXPECT_EQ(out[0], static_cast<T>(0.1));
  EXPECT_EQ(out[1], -2);
  Dataset::wrap({bytes.data(), InputType::kPixel, 2}, targets_of(labels), 3).copy_inputs(1, 2, out);
  EXPECT_EQ(out[0], T{2} / T{255});
  EXPECT_EQ(out[1], T{128} / T{255});
  EXPECT_EQ(out[3], 1);
  Dataset::wrap({bytes.data(), InputType::kByte, 2}, targets_of(labels), 3).copy_inputs(1, 2, out);
  EXPECT_EQ(out[0], 2);
  EXPECT_EQ(out[3], 255);
}

TYPED_TEST(DatasetFloats, ReadsArraysAtAnyAddress) {
  using T = TypeParam;
  std::vector<unsigned char> x(1 + 20 * sizeof(T)), labels(1 + 20 * sizeof(int64_t));
  for (size_t i = 0; i < 20; ++i) {
    const T value = static_cast<T>(i) / 2;
    const auto label = static_cast<int64_t>(i);
    std::memcpy(&x[1 + i * sizeof value], &value, sizeof value);
    std::memcpy(&labels[1 + i * sizeof label], &label, sizeof label);
  }
  const InputView inputs{&x[1], kInput<T>, 1};
  const TargetView targets{&labels[1], TargetType::kLabelI64, 1};
  const Dataset dataset = Dataset::wrap(inputs, targets, 20);
  EXPECT_EQ(dataset.input_magnitude(), 9.5);
  EXPECT_EQ(dataset.classes(), 20u);
  T out[20];
  dataset.copy_inputs(0, 20, out);
  EXPECT_EQ(out[19], T{9.5});
  EXPECT_EQ(Dataset::copy(inputs, targets, 20).targets().label(19), 19);
}

}  // namespace
}  // namespace neuro
