// Puts header, description and data together.
#include "io/model_file.h"

#include <utility>

#include "base/error.h"
#include "io/description_text.h"
#include "io/foreign_tensors.h"
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
  const std::vector<TensorInfo> tensors = list_tensors(model);
  write_header(sink, tensors, describe(model, library));
  return tensors.back().end;
}

// Parameters that nobody wants.
class NoStore final : public ParameterStore {
 public:
  void get(size_t, Part, Range, double*) const override {}
  void set(size_t, Part, Range, const double*) override {}
};

}  // namespace

void write_model(ByteSink& sink, const ModelDescription& model, const Stores& stores,
                 const char* library) {
  (void)write_front(sink, model, library);
  const std::vector<TensorSet> sets = tensor_sets(model);
  for (size_t i = 0; i < sets.size(); ++i) write_tensors(sink, model, sets[i], *stores[i]);
}

uint64_t model_size(const ModelDescription& model, const char* library) {
  CountingSink sink;
  const uint64_t parameters = write_front(sink, model, library);
  return sink.size() + parameters;
}

ModelFile::ModelFile(const ByteSource& source) : source_(source), header_(read_header(source)) {
  description = parse_description(std::move(header_.metadata), source.name());
  tensors_ = find_own_tensors(header_, description, source.name());
  sets_ = tensor_sets(description);
}

void ModelFile::read(size_t set, ElementType type, bool allow_not_finite,
                     ParameterStore& to) const {
  const ValueCheck check = {type, allow_not_finite, sets_[set].is_non_negative};
  read_tensors(source_, header_.data_offset, tensors_[set], check, to);
}

void ModelFile::check(size_t set, ElementType type, bool allow_not_finite) const {
  NoStore nowhere;
  read(set, type, allow_not_finite, nowhere);
}

void read_foreign_parameters(const ByteSource& source, const Shape& shape, ElementType type,
                             bool allow_not_finite, ParameterStore& to) {
  const SafetensorsHeader header = read_header(source);
  read_tensors(source, header.data_offset, find_foreign_tensors(header, shape, source.name()),
               {type, allow_not_finite, false}, to);
}

}  // namespace neuro
