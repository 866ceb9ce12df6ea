// Normally distributed numbers from uniform ones, by inversion.
#ifndef NEURO_LIB_BASE_NORMAL_H_
#define NEURO_LIB_BASE_NORMAL_H_

namespace neuro {

// The quantile of the standard normal distribution at p in (0, 1), relative error about 1e-16:
// algorithm AS 241 (PPND16), M. J. Wichura, Applied Statistics 37 (1988).
double normal_quantile(double p);

}  // namespace neuro

#endif  // NEURO_LIB_BASE_NORMAL_H_
