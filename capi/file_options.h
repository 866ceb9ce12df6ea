// What a model file says of its network, as the options of the network that is loaded from it.
#ifndef NEURO_CAPI_FILE_OPTIONS_H_
#define NEURO_CAPI_FILE_OPTIONS_H_

#include "capi/layer_options.h"
#include "capi/option_values.h"
#include "io/model_description.h"

namespace neuro::capi {

// values, layer_options: those that the caller has set; dropout that is among them stays, and
// everything else becomes the file's. Throws Error(kInvalidArgument) where they contradict it,
// Error(kFormat) for a number of the file that is out of its option's bounds. file: what messages
// call it.
void take_options(const ModelDescription& model, const char* file, OptionValues& values,
                  LayerOptions& layer_options);

}  // namespace neuro::capi

#endif  // NEURO_CAPI_FILE_OPTIONS_H_
