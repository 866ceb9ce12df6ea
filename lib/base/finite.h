// What a network of type T can take in.
#ifndef NEURO_LIB_BASE_FINITE_H_
#define NEURO_LIB_BASE_FINITE_H_

#include <cmath>
#include <limits>

namespace neuro {

// Whether |value| is at most the largest T. One rule for callers' values everywhere: it does not
// depend on how a conversion rounds or what it makes of too large a number.
template <class T>
bool fits(double value) {
  return std::abs(value) <= static_cast<double>(std::numeric_limits<T>::max());
}

}  // namespace neuro

#endif  // NEURO_LIB_BASE_FINITE_H_
