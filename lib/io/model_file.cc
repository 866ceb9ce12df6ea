// Puts header, description and data together.
#include "io/model_file.h"

#include <utility>

#include "base/error.h"
#include "io/description_text.h"
#include "io/tensor_data.h"

namespace neuro {

namespace {

class CountingSink final : public ByteSink {
 public:
  void write(const void*, size_t n) override { size_ += n; }
  uint64_t size() const { return size_; }

 private:
  uint64_t size_ = 0;
};

// Writes everything in front of the parameters. Returns how many bytes those have.
uint64_t write_front(ByteSink& sink, const ModelDescription& model, const char* library) {
  constexpr size_t kMostLayers = kMaxTensors / 2;
  if (model.sizes.size() - 1 > kMostLayers) {
    throw Error(Status::kUnsupported, "network: ", model.sizes.size() - 1,
                " layers; a model file holds at most ", kMostLayers);
  }
  const std::vector<TensorInfo> tensors = list_tensors(model.sizes, model.type);
  write_header(sink, tensors, describe(model, library));
  return tensors.back().end;
}

}  // namespace

void write_model(ByteSink& sink, const ModelDescription& model, const ParameterStore& parameters,
                 const char* library) {
  (void)write_front(sink, model, library);
  write_parameters(sink, model.sizes, model.type, parameters);
}

uint64_t model_size(const ModelDescription& model, const char* library) {
  CountingSink sink;
  const uint64_t parameters = write_front(sink, model, library);
  return sink.size() + parameters;
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
