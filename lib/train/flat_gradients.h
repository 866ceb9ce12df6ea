// Gradients in the order people know, in one stretch of memory, to and from the packed ones.
#ifndef NEURO_LIB_TRAIN_FLAT_GRADIENTS_H_
#define NEURO_LIB_TRAIN_FLAT_GRADIENTS_H_

#include <cstddef>

#include "model/parameter_set.h"
#include "model/shape.h"

namespace neuro {

// All parameters that are trained.
size_t parameter_count(const Shape& shape);

// Layer by layer: weights [out][in], bias, and where normalised scale and shift.
template <class T>
void unpack(const ParameterSet<T>& from, T* to);
template <class T>
void pack(const T* from, ParameterSet<T>& to);

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_FLAT_GRADIENTS_H_
