// What experts call: options of layers, weights of rows, gradients, norms, normalisations.
#include <algorithm>
#include <cmath>

#include "api_session.h"
#include "network_checks.h"
#include "require.h"

namespace fuzz {
namespace {

constexpr std::initializer_list<nn_status> kStepErrors = {NN_ERROR_INVALID_ARGUMENT,
                                                          NN_ERROR_NOT_FINITE};

}  // namespace

void ApiSession::set_layer_option() {
  const auto option = static_cast<nn_option>(input_.below(64));
  const size_t choice = input_.byte();
  const size_t layer = choice == 255 ? 65536 : choice % 6;
  nn_options* const options = options_.get();
  nn_status status;
  if (input_.flag()) {
    const double value = input_.real();
    double got = 0;
    status = nn_options_set_layer_real(options, layer, option, value);
    if (status == NN_OK) {
      require_ok(nn_options_get_layer_real(options, layer, option, &got), "an option of a layer");
      require(got == value, "an option of a layer is what it was set to");
    }
  } else {
    const int64_t value = input_.integer();
    int64_t got = 0;
    status = nn_options_set_layer_int(options, layer, option, value);
    if (status == NN_OK) {
      require_ok(nn_options_get_layer_int(options, layer, option, &got), "an option of a layer");
      require(got == value, "an option of a layer is what it was set to");
    }
  }
  if (status != NN_OK) require_error(status, {NN_ERROR_INVALID_ARGUMENT});
}

void ApiSession::train_weighted() {
  nn_network* const network = network_slot().get();
  const StepData data = step_data(network);
  std::vector<double> weights(data.rows);
  for (double& weight : weights) weight = input_.real();
  const Before before(network);
  before.check(
      nn_train_batch_weighted(network, data.inputs.data(), data.input_type, data.targets.data(),
                              data.target_type, weights.data(), data.rows, nullptr),
      kStepErrors);
}

// The two halves of a step come to what the step comes to.
void ApiSession::train_in_halves() {
  nn_network* const network = network_slot().get();
  const StepData data = step_data(network);
  const auto call = [&](nn_network* on, auto function) {
    return function(on, data.inputs.data(), data.input_type, data.targets.data(), data.target_type,
                    data.rows, nullptr);
  };
  const Before before(network);
  if (network == nullptr) {
    return before.check(call(network, nn_compute_gradients), kStepErrors);
  }
  const std::vector<uint8_t> file = save(network, FileKind::kCheckpoint);
  Out<nn_network> out;
  const Network whole = out.take(nn_load_buffer(out.pointer(), file.data(), file.size(), nullptr));
  const nn_status computed = call(network, nn_compute_gradients);
  before.check(computed, kStepErrors);
  if (computed != NN_OK) return;
  const Before halfway(network);
  const nn_status applied = nn_apply_gradients(network);
  halfway.check(applied, {NN_ERROR_NOT_FINITE});
  // Class weights are in no file.
  if (!whole || applied != NN_OK || has_class_weights_) return;
  require_ok(call(whole.get(), nn_train_batch), "a step as a whole");
  require(same_numbers(parameters(network), parameters(whole.get())), "halves make a whole");
}

void ApiSession::change_gradients() {
  nn_network* const network = network_slot().get();
  void* gradients = nullptr;
  size_t count = 0;
  const Before before(network);
  before.check(nn_gradients(network, &gradients, &count), {NN_ERROR_INVALID_ARGUMENT});
  if (network == nullptr) return;
  int64_t type = 0;
  require_ok(nn_get_int(network, NN_OPTION_TYPE, &type), "the network's type");
  const size_t at = input_.byte() % count;
  const double value = input_.real();
  if (type == NN_F64) {
    static_cast<double*>(gradients)[at] = value;
  } else {
    static_cast<float*>(gradients)[at] = static_cast<float>(value);
  }
  // INVALID_ARGUMENT: a step since then has taken the gradient away.
  before.check(nn_apply_gradients(network), {NN_ERROR_INVALID_ARGUMENT, NN_ERROR_NOT_FINITE});
}

void ApiSession::look_at_norms() {
  const nn_network* const network = network_slot().get();
  nn_norms norms{};
  norms.struct_size = sizeof norms - input_.below(2) * sizeof(double);
  const size_t layer = input_.below(6);
  const Before before(network);
  const nn_status status = nn_layer_norms(network, layer, &norms);
  before.check(status, {NN_ERROR_INVALID_ARGUMENT});
  if (status != NN_OK) return;
  require(layer + 1 < nn_layer_count(network), "a layer that is there");
  for (const double norm : {norms.weight_gradient, norms.bias_gradient, norms.scale_gradient}) {
    require(std::isnan(norm) || norm >= 0, "a norm of gradients");
  }
  // NaN: a diverged network that was loaded.
  require(!(norms.weights < 0 || norms.bias < 0 || norms.scale < 0), "a norm of parameters");
}

void ApiSession::set_normalisation() {
  nn_network* const network = network_slot().get();
  if (network == nullptr) return;
  const size_t layer = input_.below(6);
  const nn_type type = any_type();
  const bool has_moments = input_.flag();
  const size_t units = std::max<size_t>(nn_layer_size(network, layer + 1), 1);
  std::vector<uint8_t> arrays[4];
  for (std::vector<uint8_t>& values : arrays) values = array(type, units, 0);
  const auto pointer = [&](std::vector<uint8_t>* from, size_t i) -> void* {
    return i < 2 || has_moments ? from[i].data() : nullptr;
  };
  const Before before(network);
  const nn_status status =
      nn_set_normalisation(network, layer, pointer(arrays, 0), pointer(arrays, 1),
                           pointer(arrays, 2), pointer(arrays, 3), type);
  before.check(status, {NN_ERROR_INVALID_ARGUMENT});
  std::vector<uint8_t> got[4] = {arrays[0], arrays[1], arrays[2], arrays[3]};
  const nn_status looked = nn_get_normalisation(network, layer, pointer(got, 0), pointer(got, 1),
                                                pointer(got, 2), pointer(got, 3), type);
  require(status != NN_OK || looked == NN_OK, "what can be set can be got");
  int64_t network_type = 0;
  require_ok(nn_get_int(network, NN_OPTION_TYPE, &network_type), "the network's type");
  if (status != NN_OK || (type != network_type && type != NN_F32)) return;
  for (size_t i = 0; i < (has_moments ? 4u : 2u); ++i) {
    require(got[i] == arrays[i], "a normalisation is what it was set to");
  }
}

}  // namespace fuzz
