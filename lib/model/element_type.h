// The arithmetic of a network, where it is chosen at run time.
#ifndef NEURO_LIB_MODEL_ELEMENT_TYPE_H_
#define NEURO_LIB_MODEL_ELEMENT_TYPE_H_

#include <cstdint>

namespace neuro {

enum class ElementType : uint8_t { kF32, kF64 };

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_ELEMENT_TYPE_H_
