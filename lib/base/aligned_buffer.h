// A fixed number of zeroed elements on cache-line boundaries, as SIMD loads and false-sharing-free
// slices want them.
#ifndef NEURO_LIB_BASE_ALIGNED_BUFFER_H_
#define NEURO_LIB_BASE_ALIGNED_BUFFER_H_

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

#include "base/size.h"

namespace neuro {

inline constexpr size_t kCacheLine = 64;

template <class T>
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  // Throws std::bad_alloc. Writing the zeros also maps the pages, so that none faults later.
  explicit AlignedBuffer(size_t size) : size_(size) {
    const auto bytes = checked_product(size, sizeof(T));
    if (!bytes) throw std::bad_alloc();
    data_.reset(static_cast<T*>(::operator new (*bytes, std::align_val_t{kCacheLine})));
    std::fill_n(data_.get(), size, T{});
  }

  size_t size() const { return size_; }
  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  T& operator[](size_t i) { return data_.get()[i]; }
  const T& operator[](size_t i) const { return data_.get()[i]; }

 private:
  struct Delete {
    void operator()(T* p) const { ::operator delete (p, std::align_val_t{kCacheLine}); }
  };

  std::unique_ptr<T, Delete> data_;
  size_t size_ = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_BASE_ALIGNED_BUFFER_H_
