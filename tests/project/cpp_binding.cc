// The header for C++: what the library refuses is an exception, what a callback throws comes out of
// the fit, arrays of all kinds are taken as they are, and objects are owned once.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <vector>

#include "neuro.hpp"

namespace {

const std::vector<float> kInputs = {0, 0, 0, 1, 1, 0, 1, 1};
const std::vector<std::uint8_t> kLabels = {0, 1, 1, 0};

neuro::options with_epochs(int epochs) {
  neuro::options options;
  options.set(NN_OPTION_EPOCHS, epochs).set(NN_OPTION_PROGRESS_INTERVAL, 0.0);
  return options;
}

static_assert(!std::is_copy_constructible_v<neuro::network> &&
              std::is_nothrow_move_constructible_v<neuro::network> &&
              !std::is_copy_constructible_v<neuro::dataset>);

TEST(CppBinding, LearnsExclusiveOr) {
  neuro::network network({2, 16, 2});
  double loss = 0;
  for (int i = 0; i < 2000; ++i) loss = network.train_batch(kInputs, kLabels);
  EXPECT_LT(loss, 0.1);
  const auto outputs = network.predict<double>(kInputs);
  ASSERT_EQ(outputs.size(), 8u);
  for (std::size_t row = 0; row < 4; ++row) EXPECT_GT(outputs[2 * row + kLabels[row]], 0.8);
}

TEST(CppBinding, TakesContainersOfAllKinds) {
  neuro::network one({2, 2}), other({2, 2});
  const double inputs[] = {0.5, 1, 2, -1};
  const std::array<double, 4> targets = {1, 0, 0.25, 0.75};
  EXPECT_EQ(one.train_batch(inputs, targets),
            other.train_batch(std::vector<double>(inputs, inputs + 4),
                              std::vector<double>(targets.begin(), targets.end())));
  std::array<float, 4> into{};
  one.predict_into(inputs, into);
  EXPECT_EQ(std::vector<float>(into.begin(), into.end()), other.predict(inputs));
}

TEST(CppBinding, ThrowsWhatIsRefused) {
  try {
    neuro::network network({2, 0, 2});
    FAIL() << "a layer without units";
  } catch (const neuro::error& error) {
    EXPECT_EQ(error.status(), NN_ERROR_INVALID_ARGUMENT);
    EXPECT_STREQ(error.name(), "NN_ERROR_INVALID_ARGUMENT");
    EXPECT_STREQ(error.what(), nn_last_error());
  }
  EXPECT_THROW(neuro::dataset::load_csv("/no/such/file", 0), neuro::error);
  neuro::network network({2, 2});
  EXPECT_THROW(network.train_batch(std::vector<float>(3), kLabels), std::invalid_argument);
  EXPECT_THROW(network.train_batch(kInputs, std::vector<std::uint8_t>(3)), std::invalid_argument);
  EXPECT_THROW(network.train_batch(kInputs, std::vector<float>(4)), std::invalid_argument);
  std::vector<float> short_one(3);
  EXPECT_THROW(network.predict_into(kInputs, short_one), std::invalid_argument);
  EXPECT_THROW(network.set_parameters<float>(0, {std::vector<float>(3), std::vector<float>(2)}),
               std::invalid_argument);
}

TEST(CppBinding, StopsWhereACallbackSaysSo) {
  const neuro::dataset data(kInputs, 2, kLabels);
  neuro::network network({2, 4, 2}, with_epochs(10));
  EXPECT_FALSE(network.fit(data, &data, [](const nn_progress& now) { return now.epoch == 3; }));
  EXPECT_EQ(nn_step_count(network.handle()), 3);
  EXPECT_TRUE(network.resume(data, nullptr, [](const nn_progress&) { return false; }));
  EXPECT_EQ(nn_step_count(network.handle()), 10);
}

TEST(CppBinding, ThrowsWhatACallbackThrows) {
  const neuro::dataset data = neuro::dataset::wrap(kInputs, 2, kLabels);
  neuro::network network({2, 4, 2}, with_epochs(10));
  struct Own {};
  EXPECT_THROW(network.fit(data, nullptr, [](const nn_progress&) -> bool { throw Own(); }), Own);
  EXPECT_EQ(nn_step_count(network.handle()), 1);
  // One that can only be moved is called where it is.
  auto watch = [calls = std::make_unique<int>(0)](const nn_progress&) { return ++*calls == 2; };
  EXPECT_FALSE(network.fit(data, nullptr, watch));
  EXPECT_EQ(nn_step_count(network.handle()), 3);
}

TEST(CppBinding, IsCancelledFromAnotherThread) {
  const neuro::dataset data(kInputs, 2, kLabels);
  neuro::network network({2, 4, 2}, with_epochs(2000000000));
  std::thread thread;
  EXPECT_FALSE(network.fit(data, nullptr, [&](const nn_progress& now) {
    if (now.epoch == 5) thread = std::thread([&] { network.cancel(); });
    return false;
  }));
  thread.join();
  EXPECT_GE(nn_step_count(network.handle()), 5);
}

template <class Inputs>
auto can_wrap(int) -> decltype(neuro::dataset::wrap(std::declval<Inputs>(), 2, kLabels), true) {
  return true;
}
template <class Inputs>
bool can_wrap(long) {
  return false;
}

TEST(CppBinding, WrapsNoTemporaries) {
  EXPECT_TRUE(can_wrap<const std::vector<float>&>(0));
  EXPECT_TRUE(can_wrap<std::vector<float>&>(0));
  EXPECT_FALSE(can_wrap<std::vector<float>>(0));
  EXPECT_FALSE(can_wrap<const std::vector<float>>(0));
}

TEST(CppBinding, NamesTheLayer) {
  neuro::network network({2, 3, 2});
  EXPECT_THROW(network.get_parameters<float>(2), std::out_of_range);
  EXPECT_THROW(network.set_parameters<float>(2, {}), std::out_of_range);
  neuro::network moved = std::move(network);
  EXPECT_EQ(network.layers(), 0u);
  EXPECT_THROW(network.predict(kInputs), std::invalid_argument);
}

TEST(CppBinding, MovesAndSplitsAndCopiesParameters) {
  auto [first, second] = neuro::dataset(kInputs, 2, kLabels).split(0.5);
  EXPECT_EQ(first.rows() + second.rows(), 4u);
  neuro::network network({2, 3, 2}), other({2, 3, 2});
  auto parameters = network.get_parameters<double>(0);
  ASSERT_EQ(parameters.weights.size(), 6u);
  parameters.weights[5] = 0.5;
  other.set_parameters(0, parameters);
  EXPECT_EQ(other.get_parameters<float>(0).weights[5], 0.5f);
  neuro::network moved = std::move(other);
  EXPECT_EQ(moved.inputs(), 2u);
  EXPECT_EQ(moved.layers(), 2u);
  other = std::move(moved);
  EXPECT_EQ(other.outputs(), 2u);
}

}  // namespace
