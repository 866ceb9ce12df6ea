// What the layers of a network do, as text of a file's metadata, and back. What says no more than
// that all is at its default is not written, apart from the activation, which every file names.
#ifndef NEURO_LIB_IO_LAYER_TEXT_H_
#define NEURO_LIB_IO_LAYER_TEXT_H_

#include "io/metadata_fields.h"
#include "io/model_description.h"

namespace neuro {

// Takes sizes, network and layers from the model.
void describe_layers(const ModelDescription& model, Metadata& to);

// Fills in network and layers of a model whose sizes are known. Throws Error(kFormat) for what is
// not as it should be, Error(kUnsupported) for words that this version does not know. Bounds of
// numbers are for others to check.
void parse_layers(MetadataFields& fields, ModelDescription& model);

}  // namespace neuro

#endif  // NEURO_LIB_IO_LAYER_TEXT_H_
