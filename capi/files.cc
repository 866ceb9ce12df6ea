// Model files: a network's description put together for lib/io, and taken apart again.
#include <neuro.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "capi/file_options.h"
#include "capi/guard.h"
#include "capi/handles.h"
#include "capi/saved_options.h"
#include "capi/target.h"
#include "io/atomic_file.h"
#include "io/model_file.h"
#include "io/sources.h"
#include "io/training_text.h"

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

// Whether the learning rate depends on how many steps a fit has made.
bool counts_steps(const neuro::ScheduleSettings& settings) {
  return settings.schedule != neuro::Schedule::kConstant || settings.warmup_steps > 0;
}

neuro::ModelDescription describe(const nn_network& network, Flavour flavour) {
  const neuro::Engine& engine = *network.engine;
  neuro::ModelDescription model;
  model.type = engine.config().type;
  model.sizes = engine.shape().sizes();
  model.network = engine.shape().config();
  for (size_t l = 0; l < engine.shape().layers(); ++l) {
    model.layers.push_back(engine.shape().layer(l));
  }
  model.scaling = engine.config().scaling;
  copy(engine.scaling().offset, model.scaling_offset);
  copy(engine.scaling().factor, model.scaling_factor);
  model.options = network.unknown_options;
  model.options.merge(neuro::capi::save_options(network.values));
  model.history = engine.history().epochs();
  if (flavour == Flavour::kCheckpoint) {
    model.training = engine.training_state();
    if (!counts_steps(engine.settings().schedule)) {
      model.training->progress.steps = neuro::implied_fit_steps(*model.training);
    }
    if (engine.optimizer_slots() > 0) {
      model.optimizer = {engine.config().optimizer, engine.optimizer_steps()};
    }
    model.class_weights = engine.class_weights();
    model.has_best = engine.has_best();
  }
  model.others = network.metadata;
  return model;
}

// Where the values of such a description's tensors are.
neuro::Stores stores(const neuro::Engine& engine, const neuro::ModelDescription& model) {
  neuro::Stores stores = {&engine.parameters()};
  if (model.optimizer) {
    for (size_t slot = 0; slot < engine.optimizer_slots(); ++slot) {
      stores.push_back(&engine.optimizer_state(slot));
    }
  }
  if (model.has_best) stores.push_back(&engine.best_parameters());
  return stores;
}

nn_status save(const nn_network* network, const char* path, Flavour flavour) noexcept {
  return guard([&] {
    require(network, "network");
    require(path, "path");
    neuro::AtomicFile file(path);
    const neuro::ModelDescription model = describe(*network, flavour);
    neuro::write_model(file, model, stores(*network->engine, model), nn_version_string());
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
    neuro::write_model(sink, model, stores(*network->engine, model), nn_version_string());
  });
}

// All tensors of a file. The state of another optimizer than the engine's is only checked.
void read_tensors(const neuro::ModelFile& file, bool allow_not_finite, neuro::Engine& engine) {
  const neuro::ElementType type = engine.config().type;
  file.read(0, type, allow_not_finite, engine.parameters());
  size_t set = 1;
  if (const auto& record = file.description.optimizer) {
    const bool is_same = record->optimizer == engine.config().optimizer;
    for (size_t slot = 0; slot < neuro::optimizer_slots(record->optimizer); ++slot, ++set) {
      if (is_same) {
        file.read(set, type, allow_not_finite, engine.optimizer_state(slot));
      } else {
        file.check(set, type, allow_not_finite);
      }
    }
    if (is_same) engine.optimizer_steps() = record->steps;
  }
  if (file.description.has_best) {
    engine.make_best();
    file.read(set, type, allow_not_finite, engine.best_parameters());
  }
  engine.parameters_changed();
}

std::unique_ptr<nn_network> read(const neuro::ByteSource& source, const nn_options* options) {
  neuro::ModelFile file(source);
  neuro::ModelDescription& model = file.description;
  auto network = std::make_unique<nn_network>();
  if (options != nullptr) {
    network->values = options->values;
    network->layer_options = options->layer_options;
  }
  neuro::capi::OptionValues& values = network->values;
  neuro::capi::take_options(model, source.name(), values, network->layer_options);
  neuro::capi::restore_options(values, model.options, source.name());
  if (!values.is_set(NN_OPTION_TYPE)) {
    values.set_int(NN_OPTION_TYPE, model.type == neuro::ElementType::kF64 ? NN_F64 : NN_F32);
  }

  neuro::EngineConfig config = values.engine_config();
  config.target = neuro::capi::requested_target();
  config.initialise = false;
  const neuro::Shape shape =
      neuro::capi::shape_for(*network, model.sizes.data(), model.sizes.size());
  network->engine =
      neuro::Engine::create(shape, config, neuro::capi::settings_for(network.get(), values));
  neuro::Engine& engine = *network->engine;
  read_tensors(file, values.get_int(NN_OPTION_ALLOW_NOT_FINITE) != 0, engine);
  engine.scaling() = {copy(model.scaling_offset), copy(model.scaling_factor)};
  engine.history().restore(std::move(model.history));
  if (model.training) engine.training_state() = *model.training;
  if (!model.class_weights.empty()) {
    if (model.class_weights.size() != shape.classes()) {
      throw Error(Status::kFormat, source.name(), ": has weights of ", model.class_weights.size(),
                  " classes; the network has ", shape.classes());
    }
    engine.set_class_weights(std::move(model.class_weights));
  }
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
    *out = read(*neuro::open_file_source(path), options).release();
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
    neuro::capi::require_idle(network);
    require(path, "path");
    const auto source = neuro::open_file_source(path);
    neuro::Engine& engine = *network->engine;
    // All or nothing: they are read into a network of their own first.
    neuro::EngineConfig config = engine.config();
    config.initialise = false;
    config.optimizer = neuro::Optimizer::kSgd;  // which keeps nothing that would take memory
    const auto staged = neuro::Engine::create(engine.shape(), config, engine.settings());
    neuro::read_foreign_parameters(*source, engine.shape(), config.type,
                                   network->values.get_int(NN_OPTION_ALLOW_NOT_FINITE) != 0,
                                   staged->parameters());
    engine.take_parameters(*staged);
  });
}
