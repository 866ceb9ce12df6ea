#include "capi/saved_options.h"

#include <string>
#include <string_view>

#include "base/error.h"
#include "io/number_text.h"

namespace neuro::capi {
namespace {

// "learning_rate" for NN_OPTION_LEARNING_RATE.
std::string saved_name(const OptionInfo& info) {
  std::string name(std::string_view(info.name).substr(sizeof "NN_OPTION_" - 1));
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

template <class PerOption>
void for_each_saved(const PerOption& per_option) {
  for (nn_option option = 1; option <= kLastOption; ++option) {
    const OptionInfo& info = *find_option(option);
    if (info.has(OptionInfo::kSaved | OptionInfo::kSavedIfSet)) {
      per_option(option, info, saved_name(info));
    }
  }
}

template <class Value>
Value parse(const Bounds<Value>& bounds, const std::string& name, const std::string& text,
            const char* file) {
  const auto value = parse_number<Value>(text);
  if (value && *value >= bounds.minimum && *value <= bounds.maximum) return *value;
  throw Error(Status::kFormat, file, ": the option ", name.c_str(), " is no number within ",
              bounds.minimum, " ... ", bounds.maximum);
}

}  // namespace

Metadata save_options(const OptionValues& values) {
  Metadata saved;
  for_each_saved([&](nn_option option, const OptionInfo& info, const std::string& name) {
    if (!info.has(OptionInfo::kSaved) && !values.is_set(option)) return;
    saved[name] =
        info.is_real ? number_text(values.get_real(option)) : number_text(values.get_int(option));
  });
  return saved;
}

void restore_options(OptionValues& values, Metadata& saved, const char* file) {
  for_each_saved([&](nn_option option, const OptionInfo& info, const std::string& name) {
    const auto found = saved.find(name);
    if (found == saved.end()) return;
    if (info.is_real) {
      const double value = parse(info.real, name, found->second, file);
      if (!values.is_set(option)) values.set_real(option, value);
    } else {
      const int64_t value = parse(info.integer, name, found->second, file);
      if (!values.is_set(option)) values.set_int(option, value);
    }
    saved.erase(found);
  });
}

}  // namespace neuro::capi
