// Options that differ from layer to layer, beside those for all layers.
#ifndef NEURO_CAPI_LAYER_OPTIONS_H_
#define NEURO_CAPI_LAYER_OPTIONS_H_

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "capi/option_values.h"
#include "model/layer_config.h"

namespace neuro::capi {

class LayerOptions {
 public:
  // Throw Error(kInvalidArgument), with nothing changed, for what OptionValues refuses, for an
  // option that is not one of layers and for a layer that no network has.
  void set_int(size_t layer, nn_option option, int64_t value);
  void set_real(size_t layer, nn_option option, double value);
  // Where nothing is set for the layer, what `all` says of all layers.
  int64_t get_int(size_t layer, nn_option option, const OptionValues& all) const;
  double get_real(size_t layer, nn_option option, const OptionValues& all) const;
  // The same of an option of either kind: integers are small.
  void set(size_t layer, nn_option option, double value);
  double get(size_t layer, nn_option option, const OptionValues& all) const;

  // Whether something is set for the layer itself.
  bool is_set(size_t layer, nn_option option) const { return values_.contains({layer, option}); }

  // What a network of so many layers consists of. Throws Error(kInvalidArgument) for options of
  // layers that it does not have, or that do not apply to its last one.
  std::vector<LayerConfig> resolve(size_t layers, const OptionValues& all) const;

  bool empty() const { return values_.empty(); }

 private:
  using Key = std::pair<size_t, nn_option>;
  std::map<Key, double> values_;
};

}  // namespace neuro::capi

#endif  // NEURO_CAPI_LAYER_OPTIONS_H_
