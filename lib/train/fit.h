// The ways to fit a network: to a dataset, on from where the last fit was stopped, to a stream.
// Each checks what must fit together and sets a Fitter to work.
#ifndef NEURO_LIB_TRAIN_FIT_H_
#define NEURO_LIB_TRAIN_FIT_H_

#include "train/fit_host.h"

namespace neuro {

// All throw Error(kInvalidArgument), with nothing changed, for what does not fit the network or
// goes with its settings, and what Fitter::run() throws.
void fit(FitHost& host, const Dataset& train, const Dataset* validation,
         const FitCallbacks& callbacks);
void resume_fit(FitHost& host, const Dataset& train, const Dataset* validation,
                const FitCallbacks& callbacks);
void fit_stream(FitHost& host, const RowStream& stream, const Dataset* validation,
                const FitCallbacks& callbacks);

}  // namespace neuro

#endif  // NEURO_LIB_TRAIN_FIT_H_
