// nn_options_* and nn_option_*.
#include <neuro.h>

#include "capi/guard.h"
#include "capi/handles.h"

using neuro::capi::guard;
using neuro::capi::require;

nn_status nn_options_create(nn_options** out) noexcept {
  return guard([&] {
    require(out, "out");
    *out = new nn_options();
  });
}

void nn_options_destroy(nn_options* options) noexcept { delete options; }

nn_status nn_options_set_int(nn_options* options, nn_option option, int64_t value) noexcept {
  return guard([&] {
    require(options, "options");
    options->values.set_int(option, value);
  });
}

nn_status nn_options_set_real(nn_options* options, nn_option option, double value) noexcept {
  return guard([&] {
    require(options, "options");
    options->values.set_real(option, value);
  });
}

nn_status nn_options_get_int(const nn_options* options, nn_option option, int64_t* value) noexcept {
  return guard([&] {
    require(options, "options");
    require(value, "value");
    *value = options->values.get_int(option);
  });
}

nn_status nn_options_get_real(const nn_options* options, nn_option option, double* value) noexcept {
  return guard([&] {
    require(options, "options");
    require(value, "value");
    *value = options->values.get_real(option);
  });
}

namespace {

template <class Value>
void copy_bounds(const neuro::capi::Bounds<Value>& bounds, Value* minimum, Value* maximum,
                 Value* fallback) {
  if (minimum != nullptr) *minimum = bounds.minimum;
  if (maximum != nullptr) *maximum = bounds.maximum;
  if (fallback != nullptr) *fallback = bounds.fallback;
}

}  // namespace

nn_status nn_option_bounds_int(nn_option option, int64_t* minimum, int64_t* maximum,
                               int64_t* fallback) noexcept {
  return guard([&] {
    copy_bounds(neuro::capi::integer_option(option).integer, minimum, maximum, fallback);
  });
}

nn_status nn_option_bounds_real(nn_option option, double* minimum, double* maximum,
                                double* fallback) noexcept {
  return guard(
      [&] { copy_bounds(neuro::capi::real_option(option).real, minimum, maximum, fallback); });
}

const char* nn_option_name(nn_option option) noexcept {
  const neuro::capi::OptionInfo* info = neuro::capi::find_option(option);
  return info == nullptr ? nullptr : info->name;
}

nn_status nn_options_set_layer_int(nn_options* options, size_t layer, nn_option option,
                                   int64_t value) noexcept {
  return guard([&] {
    require(options, "options");
    options->layer_options.set_int(layer, option, value);
  });
}

nn_status nn_options_set_layer_real(nn_options* options, size_t layer, nn_option option,
                                    double value) noexcept {
  return guard([&] {
    require(options, "options");
    options->layer_options.set_real(layer, option, value);
  });
}

nn_status nn_options_get_layer_int(const nn_options* options, size_t layer, nn_option option,
                                   int64_t* value) noexcept {
  return guard([&] {
    require(options, "options");
    require(value, "value");
    *value = options->layer_options.get_int(layer, option, options->values);
  });
}

nn_status nn_options_get_layer_real(const nn_options* options, size_t layer, nn_option option,
                                    double* value) noexcept {
  return guard([&] {
    require(options, "options");
    require(value, "value");
    *value = options->layer_options.get_real(layer, option, options->values);
  });
}
