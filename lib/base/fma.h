// a * b + c with one rounding, for machines without an instruction for it.
#ifndef NEURO_LIB_BASE_FMA_H_
#define NEURO_LIB_BASE_FMA_H_

#include <cmath>

namespace neuro {

// Exact with nothing but IEEE additions and multiplications. Where the result is NaN, its sign and
// payload are not defined.
float software_fma(float a, float b, float c);
double software_fma(double a, double b, double c);

// The C library's, where that one is exact. That of mingw-w64 rounds twice.
template <class T>
T exact_fma(T a, T b, T c) {
#if defined(NEURO_SOFTWARE_FMA)
  return software_fma(a, b, c);
#else
  return std::fma(a, b, c);
#endif
}

}  // namespace neuro

#endif  // NEURO_LIB_BASE_FMA_H_
