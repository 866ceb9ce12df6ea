// What missing values of a table are filled with.
#ifndef NEURO_LIB_DATA_FILL_VALUES_H_
#define NEURO_LIB_DATA_FILL_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/views.h"

namespace neuro {

// The numbers are those of NN_MISSING_.
enum class Missing : uint8_t { kRefuse, kZero, kMean, kMedian };

// Of each column the mean or the median (of an even count: the middle of the two in the middle) of
// the values that are no NaN; NaN where there are none. how: kMean or kMedian.
std::vector<double> fill_values(const InputView& inputs, size_t rows, Missing how);

}  // namespace neuro

#endif  // NEURO_LIB_DATA_FILL_VALUES_H_
