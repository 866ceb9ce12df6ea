// Bytes that arrive one piece after the other and whose number nobody knows beforehand (or only a
// file's header claims to). Grows by realloc: large blocks are remapped rather than copied, and
// what has not been written yet takes no memory, so the peak stays at the data's own size.
#ifndef NEURO_LIB_BASE_GROW_BUFFER_H_
#define NEURO_LIB_BASE_GROW_BUFFER_H_

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

#include "base/size.h"

namespace neuro {

class GrowBuffer {
 public:
  GrowBuffer() = default;
  GrowBuffer(GrowBuffer&& other) noexcept
      : bytes_(std::move(other.bytes_)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  GrowBuffer& operator=(GrowBuffer&& other) noexcept {
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }

  size_t size() const { return size_; }
  unsigned char* data() { return bytes_.get(); }
  const unsigned char* data() const { return bytes_.get(); }

  // Makes the buffer n bytes longer and returns where they are; their content is undefined.
  unsigned char* extend(size_t n) {
    if (n > kMaxBytes - size_) throw std::bad_alloc();
    if (size_ + n > capacity_) {
      const size_t doubled = std::min(kMaxBytes / 2, capacity_) * 2;
      reallocate(std::max({size_ + n, doubled, size_t{4096}}));
    }
    return bytes_.get() + std::exchange(size_, size_ + n);
  }

  // Forgets the bytes from n on.
  void truncate(size_t n) { size_ = std::min(size_, n); }

  // Gives back what extend() took in reserve.
  void shrink_to_fit() {
    if (size_ > 0 && size_ < capacity_) reallocate(size_);
  }

 private:
  struct Free {
    void operator()(unsigned char* p) const { std::free(p); }
  };

  void reallocate(size_t capacity) {
    void* moved = std::realloc(bytes_.get(), capacity);
    if (moved == nullptr) throw std::bad_alloc();
    (void)bytes_.release();
    bytes_.reset(static_cast<unsigned char*>(moved));
    capacity_ = capacity;
  }

  std::unique_ptr<unsigned char, Free> bytes_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace neuro

#endif  // NEURO_LIB_BASE_GROW_BUFFER_H_
