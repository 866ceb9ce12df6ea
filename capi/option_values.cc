// The table of options, and the engine's view of them.
#include "capi/option_values.h"

#include <cmath>

#include "base/error.h"

namespace neuro::capi {
namespace {

constexpr int kFixed = OptionInfo::kFixed, kLiving = OptionInfo::kLiving,
              kSaved = OptionInfo::kSaved, kSavedIfSet = OptionInfo::kSavedIfSet,
              kOfLayers = OptionInfo::kOfLayers;
// What most options are.
constexpr int kUsual = kLiving | kSavedIfSet;

constexpr OptionInfo integer(const char* name, int traits, int64_t minimum, int64_t maximum,
                             int64_t fallback) {
  return {name, false, traits, {minimum, maximum, fallback}, {}};
}

constexpr OptionInfo real(const char* name, int traits, double minimum, double maximum,
                          double fallback) {
  return {name, true, traits, {}, {minimum, maximum, fallback}};
}

// Indexed by option; 0 is none.
constexpr OptionInfo kOptions[] = {
    {},
    integer("NN_OPTION_TYPE", kFixed, NN_F32, NN_F64, NN_F32),
    integer("NN_OPTION_SEED", kSaved, 0, INT64_MAX, 0),
    integer("NN_OPTION_WORKERS", kLiving, 0, 256, 0),
    real("NN_OPTION_LEARNING_RATE", kLiving | kSaved, 0, 1e6, 0.1),
    integer("NN_OPTION_BATCH_SIZE", kLiving | kSaved, 0, INT32_MAX, 32),
    integer("NN_OPTION_EPOCHS", kLiving | kSaved, 1, INT32_MAX, 5),
    integer("NN_OPTION_INPUT_SCALING", kFixed, NN_SCALING_NONE, NN_SCALING_STANDARD,
            NN_SCALING_NONE),
    integer("NN_OPTION_OUTPUT", kFixed, NN_OUTPUT_SOFTMAX, NN_OUTPUT_SIGMOID, NN_OUTPUT_SOFTMAX),
    real("NN_OPTION_PROGRESS_INTERVAL", kLiving, 0, 3600, 0.1),
    integer("NN_OPTION_ALLOW_NOT_FINITE", kLiving, 0, 1, 0),
    integer("NN_OPTION_LOSS", kFixed, NN_LOSS_DEFAULT, NN_LOSS_HUBER, NN_LOSS_DEFAULT),
    real("NN_OPTION_HUBER_DELTA", kFixed, 1e-6, 1e6, 1),
    real("NN_OPTION_LABEL_SMOOTHING", kUsual, 0, 0.999, 0),
    integer("NN_OPTION_BALANCE_CLASSES", kUsual, 0, 1, 0),
    integer("NN_OPTION_ACTIVATION", kOfLayers, NN_ACTIVATION_IDENTITY, NN_ACTIVATION_SOFTPLUS,
            NN_ACTIVATION_RELU),
    real("NN_OPTION_LEAKY_SLOPE", kOfLayers, 0, 1, 0.01),
    real("NN_OPTION_ELU_ALPHA", kOfLayers, 0, 100, 1),
    integer("NN_OPTION_NORMALISATION", kOfLayers, NN_NORMALISATION_NONE, NN_NORMALISATION_LAYER,
            NN_NORMALISATION_NONE),
    real("NN_OPTION_NORMALISATION_EPSILON", kFixed, 1e-12, 1, 1e-5),
    real("NN_OPTION_NORMALISATION_MOMENTUM", kUsual, 0, 1, 0.1),
    real("NN_OPTION_DROPOUT", kOfLayers, 0, 0.99, 0),
    real("NN_OPTION_INPUT_DROPOUT", kFixed, 0, 0.99, 0),
    integer("NN_OPTION_INITIALISATION", kOfLayers, NN_INITIALISATION_HE_NORMAL,
            NN_INITIALISATION_ZEROS, NN_INITIALISATION_HE_NORMAL),
    real("NN_OPTION_INITIAL_BIAS", kOfLayers, -1e6, 1e6, 0),
    integer("NN_OPTION_OPTIMIZER", kSavedIfSet, NN_OPTIMIZER_SGD, NN_OPTIMIZER_RPROP,
            NN_OPTIMIZER_SGD),
    real("NN_OPTION_MOMENTUM", kUsual, 0, 0.99999, 0.9),
    real("NN_OPTION_BETA1", kUsual, 0, 0.99999, 0.9),
    real("NN_OPTION_BETA2", kUsual, 0, 0.99999, 0.999),
    real("NN_OPTION_RMS_DECAY", kUsual, 0, 0.99999, 0.99),
    real("NN_OPTION_EPSILON", kUsual, 1e-30, 1, 1e-8),
    real("NN_OPTION_RPROP_DECREASE", kUsual, 0.01, 1, 0.5),
    real("NN_OPTION_RPROP_INCREASE", kUsual, 1, 10, 1.2),
    real("NN_OPTION_RPROP_MINIMUM", kUsual, 1e-30, 1, 1e-6),
    real("NN_OPTION_RPROP_MAXIMUM", kUsual, 0, 1e6, 50),
    real("NN_OPTION_L1", kUsual, 0, 1e6, 0),
    real("NN_OPTION_L2", kUsual, 0, 1e6, 0),
    real("NN_OPTION_WEIGHT_DECAY", kUsual, 0, 1e6, 0),
    real("NN_OPTION_CLIP_NORM", kUsual, 0, 1e30, 0),
    real("NN_OPTION_CLIP_VALUE", kUsual, 0, 1e30, 0),
    integer("NN_OPTION_SCHEDULE", kUsual, NN_SCHEDULE_CONSTANT, NN_SCHEDULE_PLATEAU,
            NN_SCHEDULE_CONSTANT),
    integer("NN_OPTION_WARMUP_STEPS", kUsual, 0, INT32_MAX, 0),
    integer("NN_OPTION_SCHEDULE_PERIOD", kUsual, 1, INT32_MAX, 10),
    real("NN_OPTION_SCHEDULE_FACTOR", kUsual, 0, 1, 0.1),
    real("NN_OPTION_MINIMUM_RATE", kUsual, 0, 1e6, 0),
    real("NN_OPTION_ONE_CYCLE_RISE", kUsual, 0.001, 0.999, 0.3),
    real("NN_OPTION_ONE_CYCLE_START", kUsual, 1, 1e6, 25),
    real("NN_OPTION_ONE_CYCLE_END", kUsual, 1, 1e9, 1e4),
    integer("NN_OPTION_PLATEAU_PATIENCE", kUsual, 0, INT32_MAX, 10),
    real("NN_OPTION_PLATEAU_THRESHOLD", kUsual, 0, 1, 1e-4),
    real("NN_OPTION_VALIDATION_SPLIT", kUsual, 0, 0.9, 0),
    integer("NN_OPTION_EARLY_STOPPING", kUsual, 0, INT32_MAX, 0),
    real("NN_OPTION_EARLY_STOPPING_DELTA", kUsual, 0, 1e6, 0),
    integer("NN_OPTION_ACCUMULATE", kUsual, 1, 65536, 1),
    integer("NN_OPTION_SHUFFLE", kUsual, 0, 1, 1),
    integer("NN_OPTION_KEEP_GRADIENTS", kLiving, 0, 1, 0),
    integer("NN_OPTION_CSV_SEPARATOR", kFixed, 1, 127, ','),
    integer("NN_OPTION_CSV_MISSING", kFixed, NN_MISSING_REFUSE, NN_MISSING_MEDIAN,
            NN_MISSING_REFUSE),
    integer("NN_OPTION_CSV_TARGET", kFixed, NN_CSV_TARGET_AUTOMATIC, NN_CSV_TARGET_NUMBERS,
            NN_CSV_TARGET_AUTOMATIC),
};
static_assert(sizeof kOptions / sizeof kOptions[0] == static_cast<size_t>(kLastOption) + 1);
static_assert(static_cast<int>(Scaling::kMinMax) == NN_SCALING_MIN_MAX &&
              static_cast<int>(Scaling::kStandard) == NN_SCALING_STANDARD &&
              static_cast<int>(Output::kSoftmax) == NN_OUTPUT_SOFTMAX &&
              static_cast<int>(Output::kIdentity) == NN_OUTPUT_IDENTITY &&
              static_cast<int>(Output::kSigmoid) == NN_OUTPUT_SIGMOID &&
              static_cast<int>(Loss::kHuber) == NN_LOSS_HUBER &&
              static_cast<int>(Activation::kSoftplus) == NN_ACTIVATION_SOFTPLUS &&
              static_cast<int>(Normalisation::kLayer) == NN_NORMALISATION_LAYER &&
              static_cast<int>(Initialisation::kZeros) == NN_INITIALISATION_ZEROS &&
              static_cast<int>(Optimizer::kRprop) == NN_OPTIMIZER_RPROP &&
              static_cast<int>(Schedule::kPlateau) == NN_SCHEDULE_PLATEAU);

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
  if (option == NN_OPTION_BATCH_SIZE && !is_set(option) && optimizer() == Optimizer::kRprop) {
    return 0;
  }
  return values_[static_cast<size_t>(option)].integer;
}

double OptionValues::get_real(nn_option option) const {
  (void)real_option(option);
  if (option == NN_OPTION_LEARNING_RATE && !is_set(option)) return usual_learning_rate();
  if (option == NN_OPTION_WEIGHT_DECAY && !is_set(option) && optimizer() == Optimizer::kAdamW) {
    return 0.01;
  }
  return values_[static_cast<size_t>(option)].real;
}

EngineConfig OptionValues::engine_config() const {
  EngineConfig config;
  config.type = get_int(NN_OPTION_TYPE) == NN_F64 ? ElementType::kF64 : ElementType::kF32;
  config.seed = static_cast<uint64_t>(get_int(NN_OPTION_SEED));
  config.scaling = static_cast<Scaling>(get_int(NN_OPTION_INPUT_SCALING));
  config.optimizer = optimizer();
  return config;
}

NetworkConfig OptionValues::network_config() const {
  NetworkConfig config;
  config.output = static_cast<Output>(get_int(NN_OPTION_OUTPUT));
  config.loss = static_cast<Loss>(get_int(NN_OPTION_LOSS));
  config.huber_delta = get_real(NN_OPTION_HUBER_DELTA);
  config.input_dropout = get_real(NN_OPTION_INPUT_DROPOUT);
  config.normalisation_epsilon = get_real(NN_OPTION_NORMALISATION_EPSILON);
  return config;
}

double OptionValues::usual_learning_rate() const {
  switch (optimizer()) {
    case Optimizer::kAdam:
    case Optimizer::kAdamW:
      return 0.001;
    case Optimizer::kRmsprop:
    case Optimizer::kAdagrad:
    case Optimizer::kRprop:
      return 0.01;
    default:
      return kOptions[NN_OPTION_LEARNING_RATE].real.fallback;
  }
}

Optimizer OptionValues::optimizer() const {
  return static_cast<Optimizer>(get_int(NN_OPTION_OPTIMIZER));
}

OptimizerSettings OptionValues::optimizer_settings() const {
  OptimizerSettings settings;
  settings.momentum = get_real(NN_OPTION_MOMENTUM);
  settings.beta1 = get_real(NN_OPTION_BETA1);
  settings.beta2 = get_real(NN_OPTION_BETA2);
  settings.rms_decay = get_real(NN_OPTION_RMS_DECAY);
  settings.epsilon = get_real(NN_OPTION_EPSILON);
  settings.rprop_decrease = get_real(NN_OPTION_RPROP_DECREASE);
  settings.rprop_increase = get_real(NN_OPTION_RPROP_INCREASE);
  settings.rprop_minimum = get_real(NN_OPTION_RPROP_MINIMUM);
  settings.rprop_maximum = get_real(NN_OPTION_RPROP_MAXIMUM);
  settings.l1 = get_real(NN_OPTION_L1);
  settings.l2 = get_real(NN_OPTION_L2);
  settings.weight_decay = get_real(NN_OPTION_WEIGHT_DECAY);
  settings.clip_norm = get_real(NN_OPTION_CLIP_NORM);
  settings.clip_value = get_real(NN_OPTION_CLIP_VALUE);
  return settings;
}

ScheduleSettings OptionValues::schedule_settings() const {
  ScheduleSettings settings;
  settings.schedule = static_cast<Schedule>(get_int(NN_OPTION_SCHEDULE));
  settings.warmup_steps = static_cast<uint64_t>(get_int(NN_OPTION_WARMUP_STEPS));
  settings.period = static_cast<uint64_t>(get_int(NN_OPTION_SCHEDULE_PERIOD));
  settings.factor = get_real(NN_OPTION_SCHEDULE_FACTOR);
  settings.minimum = get_real(NN_OPTION_MINIMUM_RATE);
  settings.one_cycle_rise = get_real(NN_OPTION_ONE_CYCLE_RISE);
  settings.one_cycle_start = get_real(NN_OPTION_ONE_CYCLE_START);
  settings.one_cycle_end = get_real(NN_OPTION_ONE_CYCLE_END);
  settings.plateau_patience = static_cast<uint64_t>(get_int(NN_OPTION_PLATEAU_PATIENCE));
  settings.plateau_threshold = get_real(NN_OPTION_PLATEAU_THRESHOLD);
  return settings;
}

TrainingSettings OptionValues::training_settings(size_t automatic_workers) const {
  TrainingSettings settings;
  settings.workers = static_cast<size_t>(get_int(NN_OPTION_WORKERS));
  if (settings.workers == 0) settings.workers = automatic_workers;
  settings.learning_rate = get_real(NN_OPTION_LEARNING_RATE);
  settings.batch_size = static_cast<size_t>(get_int(NN_OPTION_BATCH_SIZE));
  settings.epochs = static_cast<size_t>(get_int(NN_OPTION_EPOCHS));
  settings.progress_interval = get_real(NN_OPTION_PROGRESS_INTERVAL);
  settings.label_smoothing = get_real(NN_OPTION_LABEL_SMOOTHING);
  settings.normalisation_momentum = get_real(NN_OPTION_NORMALISATION_MOMENTUM);
  settings.optimizer = optimizer_settings();
  settings.schedule = schedule_settings();
  settings.validation_split = get_real(NN_OPTION_VALIDATION_SPLIT);
  settings.early_stopping = static_cast<uint64_t>(get_int(NN_OPTION_EARLY_STOPPING));
  settings.early_stopping_delta = get_real(NN_OPTION_EARLY_STOPPING_DELTA);
  settings.accumulate = static_cast<size_t>(get_int(NN_OPTION_ACCUMULATE));
  settings.balance_classes = get_int(NN_OPTION_BALANCE_CLASSES) != 0;
  settings.shuffle = get_int(NN_OPTION_SHUFFLE) != 0;
  settings.keep_gradients = get_int(NN_OPTION_KEEP_GRADIENTS) != 0;
  return settings;
}

}  // namespace neuro::capi
