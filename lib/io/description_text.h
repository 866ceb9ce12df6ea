// A model's description as the text of a file's metadata, and back. Every key of ours begins with
// "neuro.": lists are JSON arrays of numbers, numbers have as many digits as it takes to read them
// back exactly. A list of more than 32768 numbers goes on under KEY.1, then KEY.2.
#ifndef NEURO_LIB_IO_DESCRIPTION_TEXT_H_
#define NEURO_LIB_IO_DESCRIPTION_TEXT_H_

#include <cstdint>

#include "io/model_description.h"

namespace neuro {

// The format that is written; it and all older ones are read. A file whose meaning older readers
// would get wrong needs a higher number; a key that they may ignore does not.
inline constexpr uint64_t kFormatVersion = 1;

// library: the version that writes, for people to read.
Metadata describe(const ModelDescription& model, const char* library);

// All but the type, which the tensors know. Keys that mean nothing to this version end up in
// `others`. Throws Error(kFormat) for what is missing or not as it should be, Error(kUnsupported)
// for a newer format version, or for a network of a kind that this version does not know; file is
// what messages call the file.
ModelDescription parse_description(Metadata metadata, const char* file);

}  // namespace neuro

#endif  // NEURO_LIB_IO_DESCRIPTION_TEXT_H_
