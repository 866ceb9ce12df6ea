// Numbers that arrive row by row, kept as bytes as long as each is a whole number 0 ... 255 and as
// doubles from the first that is not. Knows nothing of where they come from.
#ifndef NEURO_LIB_DATA_NUMBER_STORE_H_
#define NEURO_LIB_DATA_NUMBER_STORE_H_

#include <cstddef>

#include "base/grow_buffer.h"
#include "data/views.h"

namespace neuro {

class NumberStore {
 public:
  size_t size() const { return size_; }
  InputType type() const { return wide_ ? InputType::kF64 : InputType::kByte; }
  double operator[](size_t i) const;

  // Makes room for n further numbers; add() and the pointers below write into it.
  void make_room(size_t n);

  void add(double number);

  // For readers that write many numbers at once: where the next one goes, nullptr if the numbers
  // are of the other kind; and how many were written there.
  unsigned char* next_bytes() { return wide_ ? nullptr : numbers_.data() + size_; }
  double* next_doubles();
  void advance(size_t n) { size_ += n; }

  // Hands the memory over.
  GrowBuffer release();

 private:
  void widen();

  GrowBuffer numbers_;  // room for room_ numbers, size_ of them written
  size_t size_ = 0;
  size_t room_ = 0;
  bool wide_ = false;
};

}  // namespace neuro

#endif  // NEURO_LIB_DATA_NUMBER_STORE_H_
