// Puts header, description and data together.
#include "io/model_file.h"

#include <utility>

#include "base/error.h"
#include "io/description_text.h"
#include "io/tensor_data.h"

namespace neuro {

void write_model(ByteSink& sink, const ModelDescription& model, const ParameterStore& parameters,
                 const char* library) {
  constexpr size_t kMostLayers = kMaxTensors / 2;
  if (model.sizes.size() - 1 > kMostLayers) {
    throw Error(Status::kUnsupported, "network: ", model.sizes.size() - 1,
                " layers; a model file holds at most ", kMostLayers);
  }
  write_header(sink, list_tensors(model.sizes, model.type), describe(model, library));
  write_parameters(sink, model.sizes, model.type, parameters);
}

ModelFile::ModelFile(const ByteSource& source) : source_(source), header_(read_header(source)) {
  description = parse_description(std::move(header_.metadata), source.name());
  layers_ = find_own_layers(header_, description.sizes, description.type, source.name());
}

void ModelFile::read(ElementType type, bool allow_not_finite, ParameterStore& to) const {
  read_parameters(source_, header_, layers_, type, allow_not_finite, to);
}

void read_foreign_parameters(const ByteSource& source, const std::vector<size_t>& sizes,
                             ElementType type, bool allow_not_finite, ParameterStore& to) {
  const SafetensorsHeader header = read_header(source);
  read_parameters(source, header, find_foreign_layers(header, sizes, source.name()), type,
                  allow_not_finite, to);
}

}  // namespace neuro
