// What the opaque handles of neuro.h hold.
#ifndef NEURO_CAPI_HANDLES_H_
#define NEURO_CAPI_HANDLES_H_

#include <neuro.h>

#include <memory>
#include <utility>

#include "capi/option_values.h"
#include "data/dataset.h"
#include "train/engine.h"

struct nn_options {
  neuro::capi::OptionValues values;
};

struct nn_network {
  neuro::capi::OptionValues values;
  size_t automatic_workers = 0;  // what NN_OPTION_WORKERS 0 comes to, once somebody has asked
  std::unique_ptr<neuro::Engine> engine;
};

struct nn_dataset {
  explicit nn_dataset(neuro::Dataset&& d) : data(std::move(d)) {}
  neuro::Dataset data;
};

#endif  // NEURO_CAPI_HANDLES_H_
