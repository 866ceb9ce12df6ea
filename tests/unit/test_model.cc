// Shapes are checked; parameters come out as they went in, whatever the widths; initial weights
// have the distribution they should.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "base/error.h"
#include "kernel_fixture.h"
#include "model/network.h"

namespace neuro {
namespace {

void expect_refused(std::vector<size_t> sizes, const char* part) {
  try {
    Shape(sizes.data(), sizes.size(), {Output::kSoftmax});
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::kInvalidArgument);
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

TEST(Shape, RefusesWhatCannotBe) {
  expect_refused({}, "layer_count: 0");
  expect_refused({5}, "layer_count: 1");
  expect_refused({5, 0, 3}, "layer_sizes[1]");
  expect_refused({0, 5}, "layer_sizes[0]");
  expect_refused({std::numeric_limits<size_t>::max(), 2}, "layer_sizes[0] x layer_sizes[1]");
  constexpr size_t kWide = size_t{1} << std::numeric_limits<size_t>::digits * 5 / 8;
  expect_refused({3, kWide, kWide}, "layer_sizes[1] x layer_sizes[2]");
}

template <class T>
struct ModelTest : ::testing::Test {};
TYPED_TEST_SUITE(ModelTest, FloatTypes);

TYPED_TEST(ModelTest, ParametersComeOutAsTheyWentIn) {
  using T = TypeParam;
  for (const auto* kernels : available_kernels<T>()) {
    for (size_t inputs : kSizes) {
      for (size_t outputs : kSizes) {
        const size_t sizes[] = {3, inputs, outputs};
        Network<T> network(Shape(sizes, 3, {Output::kSoftmax}), *kernels);
        std::vector<T> weights(inputs * outputs), bias(outputs);
        Numbers<T> numbers(inputs * 100 + outputs);
        numbers.fill(weights.data(), weights.size());
        numbers.fill(bias.data(), bias.size());
        network.set_parameters(1, weights.data(), bias.data());
        std::vector<T> weights_out(weights.size()), bias_out(bias.size());
        network.get_parameters(1, weights_out.data(), bias_out.data());
        EXPECT_EQ(weights, weights_out);
        EXPECT_EQ(bias, bias_out);
        const auto& transposed = network.layer(1).transposed();
        for (size_t j = 0; j < outputs; ++j) {
          for (size_t k = 0; k < inputs; ++k) {
            ASSERT_EQ(transposed.at(j, k), weights[j * inputs + k]);
          }
        }
      }
    }
  }
}

TYPED_TEST(ModelTest, SettingRefusesWhatIsNotFiniteAndChangesNothing) {
  using T = TypeParam;
  const size_t sizes[] = {3, 2};
  Network<T> network(Shape(sizes, 2, {Output::kSoftmax}), *available_kernels<T>().front());
  network.initialise(3);
  std::vector<T> before(6), after(6), bias(2);
  network.get_parameters(0, before.data(), bias.data());
  std::vector<double> weights(6, 1.0), new_bias(2, 1.0);
  weights[4] = std::numeric_limits<double>::quiet_NaN();
  try {
    network.set_parameters(0, weights.data(), new_bias.data());
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("weights: row 1, column 1"), std::string::npos)
        << error.what();
  }
  network.get_parameters(0, after.data(), bias.data());
  EXPECT_EQ(before, after);
}

TYPED_TEST(ModelTest, InitialWeightsAreHeNormal) {
  using T = TypeParam;
  const size_t sizes[] = {200, 300, 10};
  Network<T> network(Shape(sizes, 3, {Output::kSoftmax}), *available_kernels<T>().front());
  network.initialise(5);
  std::vector<double> weights(200 * 300), bias(300);
  network.get_parameters(0, weights.data(), bias.data());
  double sum = 0, square = 0;
  for (double w : weights) {
    sum += w;
    square += w * w;
  }
  const double n = static_cast<double>(weights.size()), variance = 2.0 / 200;
  EXPECT_NEAR(sum / n, 0, 5 * std::sqrt(variance / n));
  EXPECT_NEAR(square / n, variance, 5 * variance * std::sqrt(2 / n));
  for (double b : bias) EXPECT_EQ(b, 0);
}

// A weight depends on the seed and its place, not on the element type beyond its rounding.
TEST(Model, SinglesAreTheRoundedDoubles) {
  const size_t sizes[] = {20, 30, 10};
  const Shape shape(sizes, 3, {Output::kSoftmax});
  Network<float> single(shape, *available_kernels<float>().front());
  Network<double> twice(shape, *available_kernels<double>().front());
  single.initialise(9);
  twice.initialise(9);
  std::vector<float> a(600), a_bias(30);
  std::vector<double> b(600), b_bias(30);
  single.get_parameters(0, a.data(), a_bias.data());
  twice.get_parameters(0, b.data(), b_bias.data());
  for (size_t i = 0; i < 600; ++i) EXPECT_EQ(a[i], static_cast<float>(b[i]));
}

}  // namespace
}  // namespace neuro
