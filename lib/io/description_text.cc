// One list of keys for both directions, so that what is written is what is read.
#include "io/description_text.h"

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/size.h"
#include "io/header_json.h"
#include "io/json_text.h"
#include "io/number_text.h"

namespace neuro {
namespace {

constexpr char kFormat[] = "neuro.format";
constexpr char kLibrary[] = "neuro.library";
constexpr char kSizes[] = "neuro.layer_sizes";
constexpr char kActivation[] = "neuro.activation";
constexpr char kOutput[] = "neuro.output";
constexpr char kScaling[] = "neuro.input_scaling";
constexpr char kScalingOffset[] = "neuro.input_scaling.offset";
constexpr char kScalingFactor[] = "neuro.input_scaling.factor";
constexpr std::string_view kOption = "neuro.option.";
constexpr char kHistoryRows[] = "neuro.history.rows";
constexpr char kHistoryRate[] = "neuro.history.learning_rate";
constexpr char kHistoryLoss[] = "neuro.history.loss";
constexpr char kHistoryAccuracy[] = "neuro.history.accuracy";
constexpr char kHistoryValidationLoss[] = "neuro.history.validation_loss";
constexpr char kHistoryValidationAccuracy[] = "neuro.history.validation_accuracy";
constexpr char kSteps[] = "neuro.checkpoint.steps";
constexpr char kEpochsBegun[] = "neuro.checkpoint.epochs_begun";
constexpr char kEpochs[] = "neuro.checkpoint.epochs";
constexpr char kRow[] = "neuro.checkpoint.row";
constexpr char kRows[] = "neuro.checkpoint.rows";
constexpr char kLossSum[] = "neuro.checkpoint.loss_sum";
constexpr char kCorrect[] = "neuro.checkpoint.correct";

// What is there as a whole or not at all.
constexpr const char* kScalingGroup[] = {kScalingOffset, kScalingFactor};
constexpr const char* kHistoryGroup[] = {kHistoryRows,           kHistoryRate,
                                         kHistoryLoss,           kHistoryAccuracy,
                                         kHistoryValidationLoss, kHistoryValidationAccuracy};
constexpr const char* kCheckpointGroup[] = {kSteps, kEpochsBegun, kEpochs, kRow,
                                            kRows,  kLossSum,     kCorrect};

// Half of what int64_t counts outside, so that counting can go on.
constexpr uint64_t kMostCount = INT64_MAX / 2;

// So that no entry gets longer than a file's strings may be: a number takes 25 characters at most.
constexpr size_t kListPart = 32768;
static_assert(25 * kListPart < kMaxJsonToken);

// The entry with part i of a list: "key", "key.1", "key.2", ...
std::string part_key(std::string_view key, size_t i) {
  std::string name(key);
  if (i > 0) name.append(1, '.').append(number_text(uint64_t{i}));
  return name;
}

constexpr std::string_view kRelu = "relu";
constexpr std::string_view kOutputs[] = {"softmax", "identity"};           // by Output
constexpr std::string_view kScalings[] = {"none", "min_max", "standard"};  // by Scaling

template <class Number>
void describe_list(std::span<const Number> numbers, const char* key, Metadata& to) {
  for (size_t first = 0; first < numbers.size(); first += kListPart) {
    const size_t n = std::min(kListPart, numbers.size() - first);
    to[part_key(key, first / kListPart)] = number_list(numbers.subspan(first, n));
  }
  // What others have called like the next part would be read as one.
  to.erase(part_key(key, ceil_div(numbers.size(), kListPart)));
}

template <class Number, class Get>
void describe_column(const std::vector<EpochRecord>& history, const char* key, const Get& get,
                     Metadata& to) {
  std::vector<Number> values;
  for (const EpochRecord& epoch : history) values.push_back(get(epoch));
  describe_list<Number>(values, key, to);
}

void describe_history(const std::vector<EpochRecord>& history, Metadata& to) {
  const auto column = [&](const char* key, auto member) {
    describe_column<double>(
        history, key, [&](const EpochRecord& epoch) { return epoch.*member; }, to);
  };
  describe_column<uint64_t>(
      history, kHistoryRows, [](auto& epoch) { return epoch.rows; }, to);
  column(kHistoryRate, &EpochRecord::learning_rate);
  column(kHistoryLoss, &EpochRecord::loss);
  column(kHistoryAccuracy, &EpochRecord::accuracy);
  column(kHistoryValidationLoss, &EpochRecord::validation_loss);
  column(kHistoryValidationAccuracy, &EpochRecord::validation_accuracy);
}

void describe_training(const TrainingState& training, Metadata& to) {
  to[kSteps] = number_text(training.steps);
  to[kEpochsBegun] = number_text(uint64_t{training.epochs_begun});
  to[kEpochs] = number_text(training.position.epochs);
  to[kRow] = number_text(training.position.row);
  to[kRows] = number_text(training.position.rows);
  to[kLossSum] = number_text(training.position.loss_sum);
  to[kCorrect] = number_text(training.position.correct);
}

// Takes the values out of metadata one by one; what nobody asks for is left.
class Fields {
 public:
  Fields(Metadata&& texts, const char* file) : texts_(std::move(texts)), file_(file) {}

  bool has(std::string_view key) const { return texts_.find(key) != texts_.end(); }

  bool has_any(std::span<const char* const> keys) const {
    return std::any_of(keys.begin(), keys.end(), [&](const char* key) { return has(key); });
  }

  std::string take(std::string_view key) {
    const auto found = texts_.find(key);
    if (found == texts_.end()) {
      throw Error(Status::kFormat, file_, ": its metadata have no \"", key, "\"");
    }
    std::string text = std::move(found->second);
    texts_.erase(found);
    return text;
  }

  uint64_t take_count(std::string_view key, uint64_t most = UINT64_MAX) {
    const std::string text = take(key);
    const auto number = parse_number<uint64_t>(text);
    if (!number || *number > most) fail(key, "is not a whole number in its range");
    return *number;
  }

  // A sum of finite numbers: "null" where it is too large for a number.
  double take_sum(std::string_view key) {
    const std::string text = take(key);
    if (text == "null") return std::numeric_limits<double>::infinity();
    const auto number = parse_number<double>(text);
    if (!number) fail(key, "is not a number");
    return *number;
  }

  // parse: one of number_text.h's parsers of lists. most: how many numbers there may be; no more
  // than a part above it is ever in memory.
  template <class List>
  List take_list(std::string_view key, size_t most,
                 std::optional<List> (*parse)(std::string_view)) {
    List list;
    for (size_t i = 0; i == 0 || has(part_key(key, i)); ++i) {
      const std::string part = part_key(key, i);
      const std::optional<List> numbers = parse(take(part));
      if (!numbers) fail(part, "is not a list of numbers in their range");
      if (numbers->size() > most - list.size()) fail(part, "has too many numbers");
      list.insert(list.end(), numbers->begin(), numbers->end());
    }
    return list;
  }

  // The position of the value in `names`.
  template <size_t kCount>
  size_t take_name(std::string_view key, const std::string_view (&names)[kCount]) {
    const std::string text = take(key);
    for (size_t i = 0; i < kCount; ++i) {
      if (text == names[i]) return i;
    }
    throw Error(Status::kUnsupported, file_, ": metadata \"", key, "\": ", shown_name(text).c_str(),
                " is not known to this version of the library");
  }

  // All keys with a prefix, which the result leaves out.
  Metadata take_all(std::string_view prefix) {
    Metadata taken;
    for (auto i = texts_.lower_bound(prefix); i != texts_.end() && i->first.starts_with(prefix);) {
      taken.emplace(i->first.substr(prefix.size()), std::move(i->second));
      i = texts_.erase(i);
    }
    return taken;
  }

  Metadata rest() && { return std::move(texts_); }

  [[noreturn]] void fail(std::string_view key, const char* what) const {
    throw Error(Status::kFormat, file_, ": metadata \"", key, "\": ", what);
  }

 private:
  Metadata texts_;
  const char* file_;
};

void check_format(Fields& fields, const char* file) {
  if (!fields.has(kFormat)) {
    throw Error(Status::kFormat, file, ": its metadata have no \"", kFormat,
                "\": a file that another program has written (nn_load_parameters() takes its "
                "tensors into a network)");
  }
  const uint64_t version = fields.take_count(kFormat);
  if (version == 0) fields.fail(kFormat, "there is no version 0");
  if (version > kFormatVersion) {
    throw Error(Status::kUnsupported, file, ": is of format version ", version,
                "; this version of the library reads up to ", kFormatVersion);
  }
}

void parse_scaling(Fields& fields, ModelDescription& model) {
  model.scaling = static_cast<Scaling>(fields.take_name(kScaling, kScalings));
  if (!fields.has_any(kScalingGroup)) return;
  model.scaling_offset = fields.take_list(kScalingOffset, model.sizes.front(), parse_number_list);
  model.scaling_factor = fields.take_list(kScalingFactor, model.sizes.front(), parse_number_list);
  if (model.scaling == Scaling::kNone) fields.fail(kScalingOffset, "there is no input scaling");
  if (model.scaling_offset.size() != model.sizes.front()) {
    fields.fail(kScalingOffset, "has not as many numbers as the network has inputs");
  }
  if (model.scaling_factor.size() != model.sizes.front()) {
    fields.fail(kScalingFactor, "has not as many numbers as the network has inputs");
  }
}

void parse_history(Fields& fields, ModelDescription& model) {
  if (!fields.has_any(kHistoryGroup)) return;
  const std::vector<uint64_t> rows = fields.take_list(kHistoryRows, kMostEpochs, parse_whole_list);
  for (const uint64_t count : rows) {
    if (count == 0 || count > kMostCount) fields.fail(kHistoryRows, "no epoch has so many rows");
  }
  const auto column = [&](const char* key) {
    std::vector<double> values = fields.take_list(key, rows.size(), parse_nullable_list);
    if (values.size() != rows.size()) fields.fail(key, "has not as many numbers as epochs");
    return values;
  };
  const std::vector<double> rate = column(kHistoryRate), loss = column(kHistoryLoss),
                            accuracy = column(kHistoryAccuracy),
                            validation_loss = column(kHistoryValidationLoss),
                            validation_accuracy = column(kHistoryValidationAccuracy);
  for (size_t i = 0; i < rows.size(); ++i) {
    model.history.push_back(
        {rows[i], rate[i], loss[i], accuracy[i], validation_loss[i], validation_accuracy[i]});
  }
}

void parse_training(Fields& fields, ModelDescription& model) {
  if (!fields.has_any(kCheckpointGroup)) return;
  TrainingState training;
  FitPosition& position = training.position;
  training.steps = fields.take_count(kSteps, kMostCount);
  training.epochs_begun = static_cast<uint32_t>(fields.take_count(kEpochsBegun, UINT32_MAX / 2));
  position.epochs = fields.take_count(kEpochs, kMostCount);
  position.row = fields.take_count(kRow, kMostCount);
  position.rows = fields.take_count(kRows, kMostCount);
  position.loss_sum = fields.take_sum(kLossSum);
  position.correct = fields.take_count(kCorrect, kMostCount);
  if (position.row > position.rows || (position.row == 0 && position.rows != 0)) {
    fields.fail(kRow, "is no row of the epoch");
  }
  if (position.row > 0 && training.epochs_begun == 0) {
    fields.fail(kEpochsBegun, "is 0 in the middle of an epoch");
  }
  if (position.correct > position.row) fields.fail(kCorrect, "is more than there were rows");
  model.training = training;
}

}  // namespace

Metadata describe(const ModelDescription& model, const char* library) {
  Metadata to = model.others;
  to[kFormat] = number_text(kFormatVersion);
  to[kLibrary] = library;
  describe_list<uint64_t>(std::vector<uint64_t>(model.sizes.begin(), model.sizes.end()), kSizes,
                          to);
  to[kActivation] = kRelu;
  to[kOutput] = kOutputs[static_cast<size_t>(model.output)];
  to[kScaling] = kScalings[static_cast<size_t>(model.scaling)];
  if (!model.scaling_offset.empty()) {
    describe_list<double>(model.scaling_offset, kScalingOffset, to);
    describe_list<double>(model.scaling_factor, kScalingFactor, to);
  }
  for (const auto& [name, text] : model.options) to[std::string(kOption) + name] = text;
  describe_history(model.history, to);
  if (model.training) describe_training(*model.training, to);
  return to;
}

ModelDescription parse_description(Metadata metadata, const char* file) {
  Fields fields(std::move(metadata), file);
  check_format(fields, file);
  ModelDescription model;
  if (fields.has(kLibrary)) (void)fields.take(kLibrary);
  for (const uint64_t size : fields.take_list(kSizes, kMaxTensors / 2 + 1, parse_whole_list)) {
    if (size == 0 || size > kMaxBytes) fields.fail(kSizes, "has a number that is no layer's size");
    model.sizes.push_back(static_cast<size_t>(size));
  }
  if (model.sizes.size() < 2) fields.fail(kSizes, "has fewer than two numbers");
  (void)fields.take_name(kActivation, {kRelu});
  model.output = static_cast<Output>(fields.take_name(kOutput, kOutputs));
  parse_scaling(fields, model);
  model.options = fields.take_all(kOption);
  parse_history(fields, model);
  parse_training(fields, model);
  model.others = std::move(fields).rest();
  return model;
}

}  // namespace neuro
