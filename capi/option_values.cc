// The table of options, and the engine's view of them.
#include "capi/option_values.h"

#include <cmath>

#include "base/error.h"

namespace neuro::capi {
namespace {

// What may be said of an option beside its bounds.
enum Traits { kFixed = 0, kLiving = 1, kSaved = 2 };

constexpr OptionInfo integer(const char* name, int traits, int64_t minimum, int64_t maximum,
                             int64_t fallback) {
  return {
      name, false, (traits & kLiving) != 0, (traits & kSaved) != 0, {minimum, maximum, fallback},
      {}};
}

constexpr OptionInfo real(const char* name, int traits, double minimum, double maximum,
                          double fallback) {
  return {name,
          true,
          (traits & kLiving) != 0,
          (traits & kSaved) != 0,
          {},
          {minimum, maximum, fallback}};
}

// Indexed by option; 0 is none.
constexpr OptionInfo kOptions[] = {
    {},
    integer("NN_OPTION_TYPE", kFixed, NN_F32, NN_F64, NN_F32),
    integer("NN_OPTION_SEED", kSaved, 0, INT64_MAX, 0),
    integer("NN_OPTION_WORKERS", kLiving, 0, 256, 0),
    real("NN_OPTION_LEARNING_RATE", kLiving | kSaved, 0, 1e6, 0.1),
    integer("NN_OPTION_BATCH_SIZE", kLiving | kSaved, 1, INT32_MAX, 32),
    integer("NN_OPTION_EPOCHS", kLiving | kSaved, 1, INT32_MAX, 5),
    integer("NN_OPTION_INPUT_SCALING", kFixed, NN_SCALING_NONE, NN_SCALING_STANDARD,
            NN_SCALING_NONE),
    integer("NN_OPTION_OUTPUT", kFixed, NN_OUTPUT_SOFTMAX, NN_OUTPUT_IDENTITY, NN_OUTPUT_SOFTMAX),
    real("NN_OPTION_PROGRESS_INTERVAL", kLiving, 0, 3600, 0.1),
    integer("NN_OPTION_ALLOW_NOT_FINITE", kLiving, 0, 1, 0),
};
static_assert(sizeof kOptions / sizeof kOptions[0] == static_cast<size_t>(kLastOption) + 1);
static_assert(static_cast<int>(Scaling::kMinMax) == NN_SCALING_MIN_MAX &&
              static_cast<int>(Scaling::kStandard) == NN_SCALING_STANDARD &&
              static_cast<int>(Output::kSoftmax) == NN_OUTPUT_SOFTMAX &&
              static_cast<int>(Output::kIdentity) == NN_OUTPUT_IDENTITY);

const OptionInfo& require_option(nn_option option, bool is_real) {
  const OptionInfo* info = find_option(option);
  if (info == nullptr) {
    throw Error(Status::kInvalidArgument, "option: ", option, " is not an option");
  }
  if (info->is_real != is_real) {
    throw Error(
        Status::kInvalidArgument, "option: ", info->name,
        info->is_real ? " is a real number, not an integer" : " is an integer, not a real number");
  }
  return *info;
}

template <class Value>
void require_within(const OptionInfo& info, const Bounds<Value>& bounds, Value value) {
  if (value >= bounds.minimum && value <= bounds.maximum) return;
  throw Error(Status::kInvalidArgument, "value: ", value, " is not within the bounds of ",
              info.name, ", ", bounds.minimum, " ... ", bounds.maximum);
}

}  // namespace

const OptionInfo* find_option(nn_option option) noexcept {
  return option < 1 || option > kLastOption ? nullptr : &kOptions[option];
}

const OptionInfo& integer_option(nn_option option) { return require_option(option, false); }
const OptionInfo& real_option(nn_option option) { return require_option(option, true); }

OptionValues::OptionValues() {
  for (size_t i = 0; i < values_.size(); ++i) {
    if (kOptions[i].is_real) {
      values_[i].real = kOptions[i].real.fallback;
    } else {
      values_[i].integer = kOptions[i].integer.fallback;
    }
  }
}

void OptionValues::set_int(nn_option option, int64_t value) {
  const OptionInfo& info = integer_option(option);
  require_within(info, info.integer, value);
  values_[static_cast<size_t>(option)].integer = value;
  set_[static_cast<size_t>(option)] = true;
}

void OptionValues::set_real(nn_option option, double value) {
  const OptionInfo& info = real_option(option);
  require_within(info, info.real, value);
  values_[static_cast<size_t>(option)].real = value;
  set_[static_cast<size_t>(option)] = true;
}

int64_t OptionValues::get_int(nn_option option) const {
  (void)integer_option(option);
  return values_[static_cast<size_t>(option)].integer;
}

double OptionValues::get_real(nn_option option) const {
  (void)real_option(option);
  return values_[static_cast<size_t>(option)].real;
}

EngineConfig OptionValues::engine_config() const {
  EngineConfig config;
  config.type = get_int(NN_OPTION_TYPE) == NN_F64 ? ElementType::kF64 : ElementType::kF32;
  config.seed = static_cast<uint64_t>(get_int(NN_OPTION_SEED));
  config.scaling = static_cast<Scaling>(get_int(NN_OPTION_INPUT_SCALING));
  return config;
}

TrainingSettings OptionValues::training_settings(size_t automatic_workers) const {
  TrainingSettings settings;
  settings.workers = static_cast<size_t>(get_int(NN_OPTION_WORKERS));
  if (settings.workers == 0) settings.workers = automatic_workers;
  settings.learning_rate = get_real(NN_OPTION_LEARNING_RATE);
  settings.batch_size = static_cast<size_t>(get_int(NN_OPTION_BATCH_SIZE));
  settings.epochs = static_cast<size_t>(get_int(NN_OPTION_EPOCHS));
  settings.progress_interval = get_real(NN_OPTION_PROGRESS_INTERVAL);
  return settings;
}

Output OptionValues::output() const { return static_cast<Output>(get_int(NN_OPTION_OUTPUT)); }

}  // namespace neuro::capi
