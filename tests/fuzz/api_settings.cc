// Changing what a network is told from outside: options, parameters, metadata.
#include <bit>
#include <cmath>
#include <cstring>
#include <string>

#include "api_session.h"
#include "network_checks.h"
#include "require.h"

namespace fuzz {

void ApiSession::set_option() {
  const auto option = static_cast<nn_option>(input_.below(64));
  const bool on_network = input_.flag(), is_real = input_.flag();
  nn_network* const network = on_network ? network_slot().get() : nullptr;
  nn_options* const options = options_.get();
  const Before before(network);
  nn_status status;
  if (is_real) {
    const double value = input_.real();
    double got = 0;
    status = on_network ? nn_set_real(network, option, value)
                        : nn_options_set_real(options, option, value);
    if (status == NN_OK) {
      require_ok(on_network ? nn_get_real(network, option, &got)
                            : nn_options_get_real(options, option, &got),
                 "an option that was set");
      require(got == value, "an option is what it was set to");
    }
  } else {
    const int64_t value = input_.integer();
    int64_t got = 0;
    status = on_network ? nn_set_int(network, option, value)
                        : nn_options_set_int(options, option, value);
    if (status == NN_OK) {
      require_ok(on_network ? nn_get_int(network, option, &got)
                            : nn_options_get_int(options, option, &got),
                 "an option that was set");
      require(got == value || (on_network && option == NN_OPTION_WORKERS && got >= 1),
              "an option is what it was set to");
    }
  }
  if (on_network) {
    before.check(status, {NN_ERROR_INVALID_ARGUMENT});
  } else if (status != NN_OK) {
    require_error(status, {NN_ERROR_INVALID_ARGUMENT});
  }
}

void ApiSession::set_parameters() {
  nn_network* const network = network_slot().get();
  if (network == nullptr) return;
  const size_t layer = input_.below(6);
  const nn_type type = any_type();
  const bool there = layer + 1 < nn_layer_count(network);
  const size_t inputs = there ? nn_layer_size(network, layer) : 1;
  const size_t outputs = there ? nn_layer_size(network, layer + 1) : 1;
  const std::vector<uint8_t> weights = array(type, inputs * outputs, 0);
  const std::vector<uint8_t> bias = array(type, outputs, 0);
  const Before before(network);
  const nn_status status = nn_set_parameters(network, layer, weights.data(), bias.data(), type);
  before.check(status, {NN_ERROR_INVALID_ARGUMENT});
  require(status != NN_OK || there, "a layer that is not there is refused");

  std::vector<uint8_t> same_weights(weights.size()), same_bias(bias.size());
  const nn_status got =
      nn_get_parameters(network, layer, same_weights.data(), same_bias.data(), type);
  if (got != NN_OK) require_error(got, {NN_ERROR_INVALID_ARGUMENT});
  require(status != NN_OK || got == NN_OK, "what can be set can be got");
  int64_t network_type = 0;
  require_ok(nn_get_int(network, NN_OPTION_TYPE, &network_type), "the network's type");
  if (status == NN_OK && (type == network_type || type == NN_F32)) {
    require(weights == same_weights && bias == same_bias, "parameters are what they were set to");
  }
}

void ApiSession::set_metadata() {
  nn_network* const network = network_slot().get();
  const std::string prefixes[] = {"", "", "neuro.", "__metadata__"};
  const std::string key = prefixes[input_.below(4)] + input_.text(12);
  const std::string value = input_.text(40);
  const bool removes = input_.below(4) == 0;
  const Before before(network);
  const nn_status status = nn_set_metadata(network, key.c_str(), removes ? nullptr : value.c_str());
  before.check(status, {NN_ERROR_INVALID_ARGUMENT});
  const char* got = nn_metadata(network, key.c_str());
  if (network == nullptr) require(got == nullptr, "NULL has no metadata");
  if (status != NN_OK) return;
  require(!key.empty() && !key.starts_with("neuro."), "a key is legal");
  require(removes ? got == nullptr : got != nullptr && got == value,
          "a value is what it was set to");
  fuzz::metadata(network);
}

}  // namespace fuzz
