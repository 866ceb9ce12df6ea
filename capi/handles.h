// What the opaque handles of neuro.h hold.
#ifndef NEURO_CAPI_HANDLES_H_
#define NEURO_CAPI_HANDLES_H_

#include <neuro.h>

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

#include "capi/layer_options.h"
#include "capi/option_values.h"
#include "data/dataset.h"
#include "io/safetensors.h"
#include "model/shape.h"
#include "train/engine.h"

struct nn_options {
  neuro::capi::OptionValues values;
  neuro::capi::LayerOptions layer_options;
};

struct nn_network {
  neuro::capi::OptionValues values;
  neuro::capi::LayerOptions layer_options;
  size_t automatic_workers = 0;  // what NN_OPTION_WORKERS 0 comes to, once somebody has asked
  std::unique_ptr<neuro::Engine> engine;
  nn_augment_fn augment = nullptr;
  void* augment_user = nullptr;
  bool fitting = false;  // a fit is running: its callbacks must not change the network
  std::atomic<bool> cancelled{false};  // set by nn_cancel(), from any thread or signal handler
  std::vector<size_t> row_numbers;     // of nn_train_rows(): kept, so that a step need not allocate
  neuro::Metadata metadata;            // what nn_set_metadata() and files have brought
  neuro::Metadata unknown_options;     // of a file that a later version has written
};

namespace neuro::capi {

// The engine's settings for option values that are, or will be, those of a network. How many CPUs
// there are is asked once a network: it takes reading several files, and a learning rate may be set
// before every step.
TrainingSettings settings_for(nn_network* network, const OptionValues& values);

// Throws Error(kInvalidArgument) for NULL, and for a network that is being fitted: the caller is
// then a callback, and what it asks for would change what the fit stands on.
void require_idle(const nn_network* network);

// Throws Error(kInvalidArgument) for a layer that the network does not have.
void require_layer(const nn_network& network, size_t layer);

// The shape of a network of these sizes with the options that it has been given.
Shape shape_for(const nn_network& network, const size_t* sizes, size_t count);

}  // namespace neuro::capi

struct nn_dataset {
  explicit nn_dataset(neuro::Dataset&& d) : data(std::move(d)) {}
  neuro::Dataset data;
};

#endif  // NEURO_CAPI_HANDLES_H_
