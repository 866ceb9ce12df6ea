// One pass over rows that have just come in: are the values finite, are the labels in range, how
// large do they get? Knows the element types and nothing of who owns the rows or what they are for.
#ifndef NEURO_LIB_DATA_SURVEY_H_
#define NEURO_LIB_DATA_SURVEY_H_

#include <cstddef>

#include "data/views.h"

namespace neuro {

// The largest |value| of rows of inputs, or an upper bound where the type itself has a small one
// (bytes are not read at all). Throws Error(kInvalidArgument) that names row and column of the
// first value that is not finite.
double largest_input(const InputView& inputs, size_t rows);

// The same for rows of dense targets.
double largest_target(const TargetView& targets, size_t rows);

// The largest label. Throws Error(kInvalidArgument) that names the row of the first label below 0
// or above 2^31-1.
size_t largest_label(const TargetView& targets, size_t rows);

}  // namespace neuro

#endif  // NEURO_LIB_DATA_SURVEY_H_
