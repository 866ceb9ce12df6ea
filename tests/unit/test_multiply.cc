// The product kernel on every instruction set against a plain scalar loop, bit for bit.
#include <cmath>

#include "kernel_fixture.h"
#include "model/panels.h"

namespace neuro {
namespace {

template <class T>
struct MultiplyTest : ::testing::Test {};
TYPED_TEST_SUITE(MultiplyTest, FloatTypes);

template <class T>
T expected(const Matrix<T>& a, const PackedMatrix<T>& b, const Matrix<T>& mask, size_t depth,
           bool biased, Epilogue epilogue, size_t row, size_t column) {
  T sum = biased ? b.at(depth, column) : T{0};
  for (size_t k = 0; k < depth; ++k) sum = std::fma(a.row(row)[k], b.at(k, column), sum);
  if (epilogue == Epilogue::kRelu && sum < 0) return 0;
  if (epilogue == Epilogue::kWherePositive && !(mask.row(row)[column] > 0)) return 0;
  if (epilogue == Epilogue::kTimesMask) return sum * mask.row(row)[column];
  return sum;
}

template <class T>
void check(const Kernels<T>& kernels, size_t rows, size_t depth, size_t width, bool biased,
           Epilogue epilogue) {
  SCOPED_TRACE(std::string(kernels.target) + ": " + std::to_string(rows) + " x " +
               std::to_string(depth) + " x " + std::to_string(width));
  const Matrix<T> a = random_matrix<T>(rows, depth, 1);
  const Matrix<T> mask = random_matrix<T>(rows, width, 2);
  PackedMatrix<T> b(PanelLayout(depth + 1, width, kernels.lanes, kernels.panel_width));
  Numbers<T> numbers(3);
  for (size_t k = 0; k <= depth; ++k) {
    for (size_t j = 0; j < width; ++j) b.at(k, j) = numbers.next();
  }
  Matrix<T> c(rows, width);
  Product<T> product{};
  product.a = a.row(0);
  product.a_stride = a.stride();
  product.rows = rows;
  product.depth = depth;
  product.width = b.layout.width();
  product.panels = b.values.data();
  product.panel_depth = b.layout.depth();
  product.biased = biased;
  product.c = c.row(0);
  product.c_stride = c.stride();
  product.epilogue = epilogue;
  product.mask = mask.row(0);
  product.mask_stride = mask.stride();
  kernels.multiply(product);

  for (size_t r = 0; r < rows; ++r) {
    for (size_t j = 0; j < width; ++j) {
      ASSERT_SAME_BITS(c.row(r)[j], expected(a, b, mask, depth, biased, epilogue, r, j));
    }
    for (size_t j = width; j < b.layout.width(); ++j) ASSERT_EQ(c.row(r)[j], 0) << "padding";
  }
}

TYPED_TEST(MultiplyTest, EqualsTheScalarLoop) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    for (size_t rows : kSizes) {
      for (size_t depth : kSizes) {
        for (size_t width : kSizes) {
          check(*kernels, rows, depth, width, true, Epilogue::kRelu);
          if (this->HasFatalFailure()) return;
        }
      }
    }
  }
}

TYPED_TEST(MultiplyTest, EveryStartAndEpilogue) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    for (size_t width : kSizes) {
      for (Epilogue epilogue :
           {Epilogue::kIdentity, Epilogue::kRelu, Epilogue::kWherePositive, Epilogue::kTimesMask}) {
        check(*kernels, 19, 23, width, false, epilogue);
        check(*kernels, 19, 23, width, true, epilogue);
        if (this->HasFatalFailure()) return;
      }
    }
  }
}

// Depths that the kernel works through in several parts.
TYPED_TEST(MultiplyTest, PartsOfTheDepthContinueTheChain) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    for (size_t depth : {127u, 128u, 129u, 255u, 256u, 257u, 784u, 1025u}) {
      check(*kernels, 15, depth, 33, true, Epilogue::kRelu);
      check(*kernels, 3, depth, 10, false, Epilogue::kWherePositive);
      if (this->HasFatalFailure()) return;
    }
  }
}

// Few rows take several panels at once, and what is left of them one by one.
TYPED_TEST(MultiplyTest, FewRows) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    for (size_t rows = 1; rows <= 8; ++rows) {
      for (size_t width : {1u, 15u, 32u, 33u, 64u, 97u, 128u, 150u, 300u}) {
        check(*kernels, rows, 29, width, true, Epilogue::kRelu);
        check(*kernels, rows, 29, width, false, Epilogue::kWherePositive);
        check(*kernels, rows, 29, width, false, Epilogue::kTimesMask);
        if (this->HasFatalFailure()) return;
      }
    }
  }
}

// Several panels at once in several parts of the depth.
TYPED_TEST(MultiplyTest, FewRowsOfMuchDepth) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    check(*kernels, 1, 13000, 150, true, Epilogue::kRelu);
    check(*kernels, 2, 7000, 300, false, Epilogue::kWherePositive);
    check(*kernels, 3, 5000, 97, true, Epilogue::kIdentity);
    check(*kernels, 7, 2000, 150, true, Epilogue::kRelu);
    if (this->HasFatalFailure()) return;
  }
}

// Products that the kernel works through in blocks of rows, of columns and of the depth.
TYPED_TEST(MultiplyTest, BlocksOfLargeProducts) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    check(*kernels, 300, 1100, 70, true, Epilogue::kRelu);
    check(*kernels, 150, 290, 500, true, Epilogue::kIdentity);
    check(*kernels, 90, 280, 1100, false, Epilogue::kWherePositive);
    check(*kernels, 90, 280, 1100, false, Epilogue::kTimesMask);
    check(*kernels, 1500, 9, 20, true, Epilogue::kRelu);
    if (this->HasFatalFailure()) return;
  }
}

TYPED_TEST(MultiplyTest, ReluKeepsNaN) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    Matrix<TypeParam> a(1, 1), c(1, 1);
    a.row(0)[0] = std::numeric_limits<TypeParam>::quiet_NaN();
    PackedMatrix<TypeParam> b(PanelLayout(2, 1, kernels->lanes, kernels->panel_width));
    b.at(0, 0) = 1;
    Product<TypeParam> product{a.row(0),        a.stride(), 1,    1,        b.layout.width(),
                               b.values.data(), 2,          true, c.row(0), c.stride(),
                               Epilogue::kRelu, nullptr,    0};
    kernels->multiply(product);
    EXPECT_TRUE(std::isnan(c.row(0)[0])) << kernels->target;
  }
}

}  // namespace
}  // namespace neuro
