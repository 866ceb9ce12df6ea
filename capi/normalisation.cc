// The parameters of normalisations.
#include <neuro.h>

#include "capi/arrays.h"
#include "capi/guard.h"
#include "capi/handles.h"

using neuro::Error;
using neuro::NormalisationArrays;
using neuro::Status;
using neuro::capi::guard;
using neuro::capi::require;

namespace {

// The arguments that do not depend on the type.
template <class Pointer>
void check(const nn_network* network, size_t layer, Pointer scale, Pointer shift, Pointer mean,
           Pointer variance) {
  require(network, "network");
  neuro::capi::require_layer(*network, layer);
  const neuro::Normalisation kind = network->engine->shape().layer(layer).normalisation;
  if (kind == neuro::Normalisation::kNone) {
    throw Error(Status::kInvalidArgument, "layer: ", layer, " is not normalised");
  }
  require(scale, "scale");
  require(shift, "shift");
  if (kind == neuro::Normalisation::kBatch) {
    require(mean, "mean");
    require(variance, "variance");
  } else if (mean != nullptr || variance != nullptr) {
    throw Error(Status::kInvalidArgument, mean != nullptr ? "mean" : "variance",
                ": layer normalisation has none: it must be NULL");
  }
}

}  // namespace

nn_status nn_get_normalisation(const nn_network* network, size_t layer, void* scale, void* shift,
                               void* mean, void* variance, nn_type type) noexcept {
  return guard([&] {
    check(network, layer, scale, shift, mean, variance);
    const auto get = [&]<class U>(U*) {
      network->engine->get_normalisation(
          layer, NormalisationArrays<U>{static_cast<U*>(scale), static_cast<U*>(shift),
                                        static_cast<U*>(mean), static_cast<U*>(variance)});
    };
    if (neuro::capi::require_float(type, "type")) return get(static_cast<double*>(nullptr));
    get(static_cast<float*>(nullptr));
  });
}

nn_status nn_set_normalisation(nn_network* network, size_t layer, const void* scale,
                               const void* shift, const void* mean, const void* variance,
                               nn_type type) noexcept {
  return guard([&] {
    neuro::capi::require_idle(network);
    check(network, layer, scale, shift, mean, variance);
    const auto set = [&]<class U>(const U*) {
      network->engine->set_normalisation(
          layer, NormalisationArrays<const U>{
                     static_cast<const U*>(scale), static_cast<const U*>(shift),
                     static_cast<const U*>(mean), static_cast<const U*>(variance)});
    };
    if (neuro::capi::require_float(type, "type")) return set(static_cast<const double*>(nullptr));
    set(static_cast<const float*>(nullptr));
  });
}
