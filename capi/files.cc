// Model files: a network's description put together for lib/io, and taken apart again.
#include <neuro.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "capi/guard.h"
#include "capi/handles.h"
#include "capi/saved_options.h"
#include "capi/target.h"
#include "io/atomic_file.h"
#include "io/model_file.h"
#include "io/sources.h"

using neuro::Error;
using neuro::Status;
using neuro::capi::guard;
using neuro::capi::require;

namespace {

enum class Flavour { kModel, kCheckpoint };

void copy(const neuro::AlignedBuffer<double>& from, std::vector<double>& to) {
  to.assign(from.data(), from.data() + from.size());
}

neuro::AlignedBuffer<double> copy(const std::vector<double>& from) {
  neuro::AlignedBuffer<double> to(from.size());
  std::copy(from.begin(), from.end(), to.data());
  return to;
}

neuro::ModelDescription describe(const nn_network& network, Flavour flavour) {
  const neuro::Engine& engine = *network.engine;
  neuro::ModelDescription model;
  model.type = engine.config().type;
  model.sizes = engine.shape().sizes();
  model.output = engine.shape().output();
  model.scaling = engine.config().scaling;
  copy(engine.scaling().offset, model.scaling_offset);
  copy(engine.scaling().factor, model.scaling_factor);
  model.options = network.unknown_options;
  model.options.merge(neuro::capi::save_options(network.values));
  model.history = engine.history().epochs();
  if (flavour == Flavour::kCheckpoint) model.training = engine.training_state();
  model.others = network.metadata;
  return model;
}

nn_status save(const nn_network* network, const char* path, Flavour flavour) noexcept {
  return guard([&] {
    require(network, "network");
    require(path, "path");
    neuro::AtomicFile file(path);
    neuro::write_model(file, describe(*network, flavour), network->engine->parameters(),
                       nn_version_string());
    file.commit();
  });
}

// Memory that is known to have room.
class MemorySink final : public neuro::ByteSink {
 public:
  explicit MemorySink(void* out) : next_(static_cast<unsigned char*>(out)) {}

  void write(const void* bytes, size_t n) override {
    if (n > 0) std::memcpy(next_, bytes, n);
    next_ += n;
  }

 private:
  unsigned char* next_;
};

nn_status save(const nn_network* network, void* buffer, size_t capacity, size_t* size,
               Flavour flavour) noexcept {
  return guard([&] {
    require(network, "network");
    require(size, "size");
    if (buffer == nullptr && capacity != 0) require(buffer, "buffer");
    // Nothing is written unless all of it fits: the size is found out first.
    const neuro::ModelDescription model = describe(*network, flavour);
    *size = static_cast<size_t>(neuro::model_size(model, nn_version_string()));
    if (buffer == nullptr) return;
    if (capacity < *size) {
      throw Error(Status::kInvalidArgument, "capacity: ", capacity, " bytes, but the file has ",
                  *size);
    }
    MemorySink sink(buffer);
    neuro::write_model(sink, model, network->engine->parameters(), nn_version_string());
  });
}

// What options say of a network's kind must be what the file says.
void reconcile(neuro::capi::OptionValues& values, nn_option option, int64_t of_file,
               const char* file) {
  if (values.is_set(option) && values.get_int(option) != of_file) {
    throw Error(Status::kInvalidArgument, "options: ", neuro::capi::find_option(option)->name,
                " is ", values.get_int(option), ", but that of ", file, " is ", of_file);
  }
  values.set_int(option, of_file);
}

std::unique_ptr<nn_network> read(const neuro::ByteSource& source, const nn_options* options) {
  neuro::ModelFile file(source);
  neuro::ModelDescription& model = file.description;
  auto network = std::make_unique<nn_network>();
  if (options != nullptr) network->values = options->values;
  neuro::capi::OptionValues& values = network->values;
  reconcile(values, NN_OPTION_OUTPUT, static_cast<int64_t>(model.output), source.name());
  reconcile(values, NN_OPTION_INPUT_SCALING, static_cast<int64_t>(model.scaling), source.name());
  neuro::capi::restore_options(values, model.options, source.name());
  if (!values.is_set(NN_OPTION_TYPE)) {
    values.set_int(NN_OPTION_TYPE, model.type == neuro::ElementType::kF64 ? NN_F64 : NN_F32);
  }

  neuro::EngineConfig config = values.engine_config();
  config.target = neuro::capi::requested_target();
  config.initialise = false;
  const neuro::Shape shape(model.sizes.data(), model.sizes.size(), model.output);
  network->engine =
      neuro::Engine::create(shape, config, neuro::capi::settings_for(network.get(), values));
  neuro::Engine& engine = *network->engine;
  file.read(config.type, values.get_int(NN_OPTION_ALLOW_NOT_FINITE) != 0, engine.parameters());
  engine.scaling() = {copy(model.scaling_offset), copy(model.scaling_factor)};
  engine.history().restore(std::move(model.history));
  if (model.training) engine.training_state() = *model.training;
  network->metadata = std::move(model.others);
  network->unknown_options = std::move(model.options);
  return network;
}

}  // namespace

nn_status nn_save(const nn_network* network, const char* path) noexcept {
  return save(network, path, Flavour::kModel);
}

nn_status nn_save_checkpoint(const nn_network* network, const char* path) noexcept {
  return save(network, path, Flavour::kCheckpoint);
}

nn_status nn_save_buffer(const nn_network* network, void* buffer, size_t capacity,
                         size_t* size) noexcept {
  return save(network, buffer, capacity, size, Flavour::kModel);
}

nn_status nn_save_checkpoint_buffer(const nn_network* network, void* buffer, size_t capacity,
                                    size_t* size) noexcept {
  return save(network, buffer, capacity, size, Flavour::kCheckpoint);
}

nn_status nn_load(nn_network** out, const char* path, const nn_options* options) noexcept {
  return guard([&] {
    require(out, "out");
    require(path, "path");
    *out = read(neuro::FileSource(path), options).release();
  });
}

nn_status nn_load_buffer(nn_network** out, const void* data, size_t size,
                         const nn_options* options) noexcept {
  return guard([&] {
    require(out, "out");
    require(data, "data");
    *out = read(neuro::MemorySource(data, size, "data"), options).release();
  });
}

nn_status nn_load_parameters(nn_network* network, const char* path) noexcept {
  return guard([&] {
    require(network, "network");
    require(path, "path");
    const neuro::FileSource source(path);
    neuro::Engine& engine = *network->engine;
    // All or nothing: they are read into a network of their own first.
    neuro::EngineConfig config = engine.config();
    config.initialise = false;
    const auto staged = neuro::Engine::create(engine.shape(), config, engine.settings());
    neuro::read_foreign_parameters(source, engine.shape().sizes(), config.type,
                                   network->values.get_int(NN_OPTION_ALLOW_NOT_FINITE) != 0,
                                   staged->parameters());
    engine.take_parameters(*staged);
  });
}
