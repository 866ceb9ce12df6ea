// Inputs of every type into the network's own, on every instruction set.
#include <cmath>
#include <limits>
#include <vector>

#include "kernel_fixture.h"

namespace neuro {
namespace {

template <class T>
struct ConvertTest : ::testing::Test {};
TYPED_TEST_SUITE(ConvertTest, FloatTypes);

TYPED_TEST(ConvertTest, PixelsAreCorrectlyRoundedQuotients) {
  using T = TypeParam;
  std::vector<uint8_t> all(256);
  for (size_t v = 0; v < 256; ++v) all[v] = static_cast<uint8_t>(v);
  for (const auto* kernels : available_kernels<T>()) {
    for (size_t offset = 0; offset < 18; ++offset) {  // vector bodies and scalar tails
      std::vector<T> out(256);
      kernels->from_pixels(all.data() + offset, 256 - offset, out.data());
      for (size_t v = offset; v < 256; ++v) {
        ASSERT_SAME_BITS(out[v - offset], static_cast<T>(v) / T{255}) << kernels->target;
      }
    }
    std::vector<T> out(256);
    kernels->from_bytes(all.data(), 255, out.data());
    for (size_t v = 0; v < 255; ++v) ASSERT_EQ(out[v], static_cast<T>(v));
    EXPECT_EQ(out[255], 0) << "written beyond the end";
  }
}

template <class From, class T>
void check_floats(const Kernels<T>& kernels, bool (*convert)(const From*, size_t, T*)) {
  for (size_t n : kSizes) {
    std::vector<From> in(n);
    Numbers<From>(n).fill(in.data(), n);
    std::vector<T> out(n + 1, T{7});
    EXPECT_TRUE(convert(in.data(), n, out.data()));
    for (size_t i = 0; i < n; ++i) ASSERT_SAME_BITS(out[i], static_cast<T>(in[i]));
    EXPECT_EQ(out[n], 7) << "written beyond the end";
    for (size_t i = 0; i < n; ++i) {
      for (From bad :
           {std::numeric_limits<From>::quiet_NaN(), std::numeric_limits<From>::infinity(),
            -std::numeric_limits<From>::infinity()}) {
        std::vector<From> worse = in;
        worse[i] = bad;
        EXPECT_FALSE(convert(worse.data(), n, out.data())) << kernels.target << ", at " << i;
      }
      std::vector<From> largest = in;
      largest[i] = std::numeric_limits<From>::max();
      EXPECT_EQ(convert(largest.data(), n, out.data()), sizeof(From) <= sizeof(T));
    }
  }
}

TYPED_TEST(ConvertTest, FloatsAreRoundedToNearestAndChecked) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    check_floats(*kernels, kernels->from_f32);
    check_floats(*kernels, kernels->from_f64);
  }
}

// (x - offset) * factor in double, whatever the network's type.
template <class From, class T>
void check_scaled(const char* target, double unit,
                  bool (*scale)(const From*, size_t, const double*, const double*, T*)) {
  for (size_t n : kSizes) {
    Numbers<double> numbers(n);
    std::vector<double> offset(n), factor(n);
    numbers.fill(offset.data(), n);
    numbers.fill(factor.data(), n);
    std::vector<From> in(n);
    for (size_t i = 0; i < n; ++i) {
      const double byte = static_cast<double>((i * 37 + n) % 256);
      in[i] = static_cast<From>(sizeof(From) == 1 ? byte : 100 * numbers.next());
    }
    std::vector<T> out(n + 1, T{7});
    EXPECT_TRUE(scale(in.data(), n, offset.data(), factor.data(), out.data())) << target;
    for (size_t i = 0; i < n; ++i) {
      const double x = static_cast<double>(in[i]) / unit;
      ASSERT_SAME_BITS(out[i], static_cast<T>((x - offset[i]) * factor[i])) << target;
    }
    EXPECT_EQ(out[n], 7) << "written beyond the end";
    for (size_t i = 0; i < n; ++i) {
      const double right = factor[i];
      factor[i] = std::numeric_limits<double>::infinity();
      EXPECT_FALSE(scale(in.data(), n, offset.data(), factor.data(), out.data())) << target;
      factor[i] = right;
    }
  }
}

TYPED_TEST(ConvertTest, ScalingIsDoneInDouble) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    check_scaled(kernels->target, 255, kernels->scale_pixels);
    check_scaled(kernels->target, 1, kernels->scale_bytes);
    check_scaled(kernels->target, 1, kernels->scale_f32);
    check_scaled(kernels->target, 1, kernels->scale_f64);
  }
}

// Whether a value is taken does not depend on its column, that is on the vector or the tail it is
// in.
TYPED_TEST(ConvertTest, JustAboveTheLargestFloatIsRefusedEverywhere) {
  using T = TypeParam;
  const double above = std::nextafter(static_cast<double>(std::numeric_limits<float>::max()),
                                      std::numeric_limits<double>::infinity());
  for (const auto* kernels : available_kernels<T>()) {
    std::vector<T> out(33);
    for (size_t i = 0; i < 33; ++i) {
      std::vector<double> in(33, 1.0);
      in[i] = above;
      EXPECT_EQ(kernels->from_f64(in.data(), 33, out.data()), sizeof(T) == 8)
          << kernels->target << ", column " << i;
    }
  }
}

}  // namespace
}  // namespace neuro
