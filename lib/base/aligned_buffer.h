// A fixed number of zeroed elements on cache-line boundaries, as SIMD loads and false-sharing-free
// slices want them.
#ifndef NEURO_LIB_BASE_ALIGNED_BUFFER_H_
#define NEURO_LIB_BASE_ALIGNED_BUFFER_H_

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <optional>

#include "base/size.h"

namespace neuro {

inline constexpr size_t kCacheLine = 64;

// While one exists on a thread, aligned buffers that the thread makes are only counted, and have no
// memory: so a constructor can be asked what it would allocate.
class AllocationTally {
 public:
  AllocationTally() { current() = this; }
  ~AllocationTally() { current() = nullptr; }
  AllocationTally(const AllocationTally&) = delete;
  AllocationTally& operator=(const AllocationTally&) = delete;

  static bool is_on() { return current() != nullptr; }
  // Throws std::bad_alloc for more than an address space holds.
  static void add(size_t bytes) {
    size_t& total = current()->bytes_;
    if (bytes > kMaxBytes - total) throw std::bad_alloc();
    total += bytes;
  }
  size_t bytes() const { return bytes_; }

 private:
  static AllocationTally*& current() {
    static thread_local AllocationTally* tally = nullptr;
    return tally;
  }

  size_t bytes_ = 0;
};

template <class T>
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  // Throws std::bad_alloc. Writing the zeros also maps the pages, so that none faults later.
  explicit AlignedBuffer(size_t size) : size_(size) {
    const auto bytes = checked_product(size, sizeof(T));
    if (!bytes) throw std::bad_alloc();
    if (AllocationTally::is_on()) {
      AllocationTally::add(*bytes);
      return;
    }
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

// Room for rows of elements of any kind. Throws std::bad_alloc.
inline AlignedBuffer<unsigned char> room_for(size_t rows, size_t cols, size_t element_bytes) {
  const auto elements = checked_product(rows, cols);
  const auto bytes = elements ? checked_product(*elements, element_bytes) : std::nullopt;
  if (!bytes) throw std::bad_alloc();
  return AlignedBuffer<unsigned char>(*bytes);
}

}  // namespace neuro

#endif  // NEURO_LIB_BASE_ALIGNED_BUFFER_H_
