// Storing numbers narrow and widening them in place, which needs no second copy of the data.
#include "data/number_store.h"

#include <cstring>
#include <new>
#include <optional>
#include <utility>

#include "base/size.h"

namespace neuro {
namespace {

bool fits_byte(double number) {
  return number >= 0 && number <= 255 && number == static_cast<unsigned char>(number);
}

}  // namespace

double NumberStore::operator[](size_t i) const {
  if (!wide_) return numbers_.data()[i];
  double number;
  std::memcpy(&number, numbers_.data() + i * sizeof number, sizeof number);
  return number;
}

void NumberStore::make_room(size_t n) {
  const std::optional<size_t> bytes = checked_product(n, wide_ ? sizeof(double) : 1);
  if (!bytes) throw std::bad_alloc();
  numbers_.extend(*bytes);
  room_ += n;
}

void NumberStore::add(double number) {
  if (!wide_ && !fits_byte(number)) widen();
  if (wide_) {
    std::memcpy(numbers_.data() + size_ * sizeof number, &number, sizeof number);
  } else {
    numbers_.data()[size_] = static_cast<unsigned char>(number);
  }
  ++size_;
}

double* NumberStore::next_doubles() {
  return wide_ ? reinterpret_cast<double*>(numbers_.data()) + size_ : nullptr;
}

void NumberStore::widen() {
  const std::optional<size_t> bytes = checked_product(room_, sizeof(double));
  if (!bytes) throw std::bad_alloc();
  numbers_.extend(*bytes - room_);
  wide_ = true;
  // From the back: number i moves to 8*i, over bytes that have been moved already.
  unsigned char* data = numbers_.data();
  for (size_t i = size_; i-- > 0;) {
    const double number = data[i];
    std::memcpy(data + i * sizeof number, &number, sizeof number);
  }
}

GrowBuffer NumberStore::release() {
  numbers_.shrink_to_fit();
  size_ = room_ = 0;
  return std::move(numbers_);
}

}  // namespace neuro
