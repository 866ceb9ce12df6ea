// What a network's options come to on this machine.
#include "capi/handles.h"

#include "base/cpu.h"

namespace neuro::capi {

TrainingSettings settings_for(nn_network* network, const OptionValues& values) {
  if (values.get_int(NN_OPTION_WORKERS) == 0 && network->automatic_workers == 0) {
    network->automatic_workers = cpu_allowance().cpus;
  }
  return values.training_settings(network->automatic_workers);
}

}  // namespace neuro::capi
