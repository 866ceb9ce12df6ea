// The options: what there are, their bounds and defaults, and a set of values. One table is all
// there is to say about an option, apart from what it does.
#ifndef NEURO_CAPI_OPTION_VALUES_H_
#define NEURO_CAPI_OPTION_VALUES_H_

#include <neuro.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "train/engine.h"

namespace neuro::capi {

template <class Value>
struct Bounds {
  Value minimum, maximum, fallback;
};

struct OptionInfo {
  const char* name;
  bool is_real;
  int traits;
  Bounds<int64_t> integer;  // of the kind that the option is
  Bounds<double> real;

  static constexpr int kFixed = 0;
  static constexpr int kLiving = 1;      // may be changed while a network lives
  static constexpr int kSaved = 2;       // model files hold it
  static constexpr int kSavedIfSet = 4;  // likewise, where it has been set
  static constexpr int kOfLayers = 8;    // may differ from layer to layer

  bool has(int trait) const { return (traits & trait) != 0; }
};

inline constexpr nn_option kLastOption = NN_OPTION_CSV_TARGET;

// Null for an unknown option.
const OptionInfo* find_option(nn_option option) noexcept;
// Both throw Error(kInvalidArgument) for an unknown option or one of the other kind.
const OptionInfo& integer_option(nn_option option);
const OptionInfo& real_option(nn_option option);

class OptionValues {
 public:
  // All defaults.
  OptionValues();

  // Throw Error(kInvalidArgument), with nothing changed, for an unknown option, one of the other
  // kind or a value out of bounds.
  void set_int(nn_option option, int64_t value);
  void set_real(nn_option option, double value);
  // Where the default depends on the optimizer, that of the one that is set.
  int64_t get_int(nn_option option) const;
  double get_real(nn_option option) const;

  // Whether it was set, be it to its default.
  bool is_set(nn_option option) const { return set_[static_cast<size_t>(option)]; }

  EngineConfig engine_config() const;
  // automatic_workers: what NN_OPTION_WORKERS 0 comes to.
  TrainingSettings training_settings(size_t automatic_workers) const;
  NetworkConfig network_config() const;

 private:
  Optimizer optimizer() const;
  double usual_learning_rate() const;
  OptimizerSettings optimizer_settings() const;
  ScheduleSettings schedule_settings() const;

  union Value {
    int64_t integer;
    double real;
  };
  static constexpr size_t kCount = static_cast<size_t>(kLastOption) + 1;
  std::array<Value, kCount> values_;
  std::array<bool, kCount> set_{};
};

}  // namespace neuro::capi

#endif  // NEURO_CAPI_OPTION_VALUES_H_
