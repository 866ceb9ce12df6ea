// Callers' arrays, checked and seen as the engine sees them.
#ifndef NEURO_CAPI_ARRAYS_H_
#define NEURO_CAPI_ARRAYS_H_

#include <neuro.h>

#include <cstddef>

#include "data/views.h"

namespace neuro::capi {

// Throw Error(kInvalidArgument) for a type that does not serve.
InputType input_element(nn_type type);
TargetType target_element(nn_type type);

// All throw Error(kInvalidArgument) for NULL, for an element type that does not serve, for no rows
// and for sizes that overflow.
InputView input_view(const void* inputs, nn_type type, size_t rows, size_t cols);
// cols: the width of dense targets; labels have one column whatever it is.
TargetView target_view(const void* targets, nn_type type, size_t rows, size_t cols);

// Whether `type` is NN_F64 rather than NN_F32; throws for any other, naming the argument.
bool require_float(nn_type type, const char* name);

// For no rows, or rows x cols elements of that many bytes that no array can hold.
void require_size(size_t rows, size_t cols, size_t element_bytes, const char* name);

}  // namespace neuro::capi

#endif  // NEURO_CAPI_ARRAYS_H_
