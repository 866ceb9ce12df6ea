// What the opaque handles of neuro.h hold.
#ifndef NEURO_CAPI_HANDLES_H_
#define NEURO_CAPI_HANDLES_H_

#include <neuro.h>

#include <memory>
#include <utility>

#include "capi/option_values.h"
#include "data/dataset.h"
#include "io/safetensors.h"
#include "train/engine.h"

struct nn_options {
  neuro::capi::OptionValues values;
};

struct nn_network {
  neuro::capi::OptionValues values;
  size_t automatic_workers = 0;  // what NN_OPTION_WORKERS 0 comes to, once somebody has asked
  std::unique_ptr<neuro::Engine> engine;
  neuro::Metadata metadata;         // what nn_set_metadata() and files have brought
  neuro::Metadata unknown_options;  // of a file that a later version has written
};

namespace neuro::capi {

// The engine's settings for option values that are, or will be, those of a network. How many CPUs
// there are is asked once a network: it takes reading several files, and a learning rate may be set
// before every step.
TrainingSettings settings_for(nn_network* network, const OptionValues& values);

}  // namespace neuro::capi

struct nn_dataset {
  explicit nn_dataset(neuro::Dataset&& d) : data(std::move(d)) {}
  neuro::Dataset data;
};

#endif  // NEURO_CAPI_HANDLES_H_
