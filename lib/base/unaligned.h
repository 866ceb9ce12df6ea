// Elements of callers' arrays, which may lie at any address.
#ifndef NEURO_LIB_BASE_UNALIGNED_H_
#define NEURO_LIB_BASE_UNALIGNED_H_

#include <cstddef>
#include <cstring>

namespace neuro {

// Element i of an array of T.
template <class T>
T load_unaligned(const void* array, size_t i) {
  T value;
  std::memcpy(&value, static_cast<const unsigned char*>(array) + i * sizeof value, sizeof value);
  return value;
}

template <class T>
void store_unaligned(void* array, size_t i, T value) {
  std::memcpy(static_cast<unsigned char*>(array) + i * sizeof value, &value, sizeof value);
}

}  // namespace neuro

#endif  // NEURO_LIB_BASE_UNALIGNED_H_
