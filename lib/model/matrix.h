// Rows of activations or deltas, aligned and padded as the kernels want them.
#ifndef NEURO_LIB_MODEL_MATRIX_H_
#define NEURO_LIB_MODEL_MATRIX_H_

#include <cstddef>
#include <new>

#include "base/aligned_buffer.h"
#include "base/size.h"
#include "kernels/kernels.h"

namespace neuro {

template <class T>
class Matrix {
 public:
  Matrix() = default;
  // Zeroed, at least cols columns a row. Throws std::bad_alloc.
  Matrix(size_t rows, size_t cols) : stride_(spread_stride(cols)) {
    const auto size = checked_product(rows, stride_);
    if (!size) throw std::bad_alloc();
    values_ = AlignedBuffer<T>(*size);
  }

  size_t stride() const { return stride_; }
  T* row(size_t r) { return values_.data() + r * stride_; }
  const T* row(size_t r) const { return values_.data() + r * stride_; }

 private:
  // An odd number of row units: with a stride of, say, 4 KiB the elements of a column would share
  // one set of the cache and drive each other out.
  static constexpr size_t spread_stride(size_t cols) {
    return (ceil_div(cols, kRowUnit) | 1) * kRowUnit;
  }

  size_t stride_ = 0;
  AlignedBuffer<T> values_;
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_MATRIX_H_
