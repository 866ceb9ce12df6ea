// The options that model files hold, as text.
#ifndef NEURO_CAPI_SAVED_OPTIONS_H_
#define NEURO_CAPI_SAVED_OPTIONS_H_

#include "capi/option_values.h"
#include "io/safetensors.h"

namespace neuro::capi {

// By names such as "learning_rate".
Metadata save_options(const OptionValues& values);

// Takes the saved options that this version knows out of `saved` and sets those that are not set in
// `values` already. Throws Error(kFormat) for text that is no value of its option; file is what
// messages call the file.
void restore_options(OptionValues& values, Metadata& saved, const char* file);

}  // namespace neuro::capi

#endif  // NEURO_CAPI_SAVED_OPTIONS_H_
