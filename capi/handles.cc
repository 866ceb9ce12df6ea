// What a network's options come to on this machine.
#include "capi/handles.h"

#include "base/cpu.h"
#include "base/error.h"
#include "capi/guard.h"

namespace neuro::capi {

TrainingSettings settings_for(nn_network* network, const OptionValues& values) {
  if (values.get_int(NN_OPTION_WORKERS) == 0 && network->automatic_workers == 0) {
    network->automatic_workers = cpu_allowance().cpus;
  }
  return values.training_settings(network->automatic_workers);
}

void require_idle(const nn_network* network) {
  require(network, "network");
  if (!network->fitting) return;
  throw Error(Status::kInvalidArgument,
              "network: is being fitted: a callback may look at it and set options, no more");
}

void require_layer(const nn_network& network, size_t layer) {
  const size_t layers = network.engine->shape().layers();
  if (layer < layers) return;
  throw Error(Status::kInvalidArgument, "layer: ", layer, ": the network's layers are 0 ... ",
              layers - 1);
}

Shape shape_for(const nn_network& network, const size_t* sizes, size_t count) {
  // Too few sizes are for the shape to refuse.
  const size_t layers = count < 2 ? 1 : count - 1;
  return Shape(sizes, count, network.values.network_config(),
               network.layer_options.resolve(layers, network.values));
}

}  // namespace neuro::capi
