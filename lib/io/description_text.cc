// One list of keys for both directions, so that what is written is what is read.
#include "io/description_text.h"

#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/size.h"
#include "io/layer_text.h"
#include "io/metadata_fields.h"
#include "io/training_text.h"

namespace neuro {
namespace {

constexpr char kFormat[] = "neuro.format";
constexpr char kLibrary[] = "neuro.library";
constexpr char kSizes[] = "neuro.layer_sizes";
constexpr char kScaling[] = "neuro.input_scaling";
constexpr char kScalingOffset[] = "neuro.input_scaling.offset";
constexpr char kScalingFactor[] = "neuro.input_scaling.factor";
constexpr std::string_view kOption = "neuro.option.";

// What is there as a whole or not at all.
constexpr const char* kScalingGroup[] = {kScalingOffset, kScalingFactor};

constexpr std::string_view kScalings[] = {"none", "min_max", "standard"};  // by Scaling

void check_format(MetadataFields& fields) {
  if (!fields.has(kFormat)) {
    throw Error(Status::kFormat, fields.file(), ": its metadata have no \"", kFormat,
                "\": a file that another program has written (nn_load_parameters() takes its "
                "tensors into a network)");
  }
  const uint64_t version = fields.take_count(kFormat);
  if (version == 0) fields.fail(kFormat, "there is no version 0");
  if (version > kFormatVersion) {
    throw Error(Status::kUnsupported, fields.file(), ": is of format version ", version,
                "; this version of the library reads up to ", kFormatVersion);
  }
}

void parse_sizes(MetadataFields& fields, ModelDescription& model) {
  for (const uint64_t size : fields.take_list(kSizes, kMaxTensors / 2 + 1, parse_whole_list)) {
    if (size == 0 || size > kMaxBytes) fields.fail(kSizes, "has a number that is no layer's size");
    model.sizes.push_back(static_cast<size_t>(size));
  }
  if (model.sizes.size() < 2) fields.fail(kSizes, "has fewer than two numbers");
}

void parse_scaling(MetadataFields& fields, ModelDescription& model) {
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

}  // namespace

Metadata describe(const ModelDescription& model, const char* library) {
  Metadata to = model.others;
  to[kFormat] = number_text(kFormatVersion);
  to[kLibrary] = library;
  put_list<uint64_t>(std::vector<uint64_t>(model.sizes.begin(), model.sizes.end()), kSizes, to);
  describe_layers(model, to);
  to[kScaling] = kScalings[static_cast<size_t>(model.scaling)];
  if (!model.scaling_offset.empty()) {
    put_list<double>(model.scaling_offset, kScalingOffset, to);
    put_list<double>(model.scaling_factor, kScalingFactor, to);
  }
  for (const auto& [name, text] : model.options) to[std::string(kOption) + name] = text;
  describe_history(model.history, to);
  if (model.training) describe_training(model, to);
  return to;
}

ModelDescription parse_description(Metadata metadata, const char* file) {
  MetadataFields fields(std::move(metadata), file);
  check_format(fields);
  ModelDescription model;
  if (fields.has(kLibrary)) (void)fields.take(kLibrary);
  parse_sizes(fields, model);
  parse_layers(fields, model);
  parse_scaling(fields, model);
  model.options = fields.take_all(kOption);
  parse_history(fields, model);
  parse_training(fields, model);
  model.others = std::move(fields).rest();
  return model;
}

}  // namespace neuro
