// Fuzz target: model files of any bytes. The input's first byte chooses options, the rest is a file
// that is loaded from memory, loaded from a path, saved, loaded again, trained on, and loaded as
// parameters into a network that is there already.
#include <neuro.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "fuzz_target.h"
#include "handles.h"
#include "memory_file.h"
#include "network_checks.h"
#include "require.h"

namespace {

using fuzz::Dataset;
using fuzz::FileKind;
using fuzz::Network;
using fuzz::Options;
using fuzz::parameters;
using fuzz::require;
using fuzz::require_error;
using fuzz::require_ok;
using fuzz::same_numbers;
using fuzz::save;

// What the bits of the input's first byte stand for.
constexpr uint8_t kF32 = 1, kF64 = 2, kAllowNotFinite = 4, kIdentity = 8, kStandardScaling = 16,
                  kAdam = 32, kDropout = 64, kTanh = 128;

// Null if the byte is 0.
Options make_options(uint8_t byte) {
  if (byte == 0) return nullptr;
  fuzz::Out<nn_options> out;
  const nn_status status = nn_options_create(out.pointer());
  Options options = out.take(status);
  const auto set = [&](uint8_t bit, nn_option option, int64_t value) {
    if (byte & bit) require_ok(nn_options_set_int(options.get(), option, value), "options");
  };
  set(kF32, NN_OPTION_TYPE, NN_F32);
  set(kF64, NN_OPTION_TYPE, NN_F64);
  set(kAllowNotFinite, NN_OPTION_ALLOW_NOT_FINITE, 1);
  set(kIdentity, NN_OPTION_OUTPUT, NN_OUTPUT_IDENTITY);
  set(kStandardScaling, NN_OPTION_INPUT_SCALING, NN_SCALING_STANDARD);
  set(kAdam, NN_OPTION_OPTIMIZER, NN_OPTIMIZER_ADAM);
  set(kTanh, NN_OPTION_ACTIVATION, NN_ACTIVATION_TANH);
  if (byte & kDropout) {
    require_ok(nn_options_set_real(options.get(), NN_OPTION_DROPOUT, 0.5), "options");
  }
  return options;
}

Network load(const void* data, size_t size, const nn_options* options) {
  fuzz::Out<nn_network> out;
  const nn_status status = nn_load_buffer(out.pointer(), data, size, options);
  Network network = out.take(status);
  if (!network) {
    require_error(status, {NN_ERROR_INVALID_ARGUMENT, NN_ERROR_FORMAT, NN_ERROR_UNSUPPORTED});
    require(status != NN_ERROR_INVALID_ARGUMENT || options != nullptr, "the file is at fault");
  }
  return network;
}

// From a path the same file must come to the same.
void check_path(const nn_network* network, const char* path, const nn_options* options) {
  fuzz::Out<nn_network> out;
  const nn_status status = nn_load(out.pointer(), path, options);
  require((status == NN_OK) == (network != nullptr), "a path is as good as memory");
  const Network same = out.take(status);
  if (!same) return;
  require(save(same.get(), FileKind::kCheckpoint) == save(network, FileKind::kCheckpoint),
          "a path gives the same network as memory");
}

void check_round_trip(const nn_network* network, FileKind kind, const nn_options* options) {
  fuzz::check_save(network, kind);
  const std::vector<uint8_t> file = save(network, kind);
  const Network again = load(file.data(), file.size(), options);
  require(again != nullptr, "what was saved loads");
  require(save(again.get(), kind) == file, "what was loaded saves to the same bytes");
  require(same_numbers(parameters(again.get()), parameters(network)), "the same parameters");
  require(same_numbers(fuzz::predict(again.get()), fuzz::predict(network)), "the same predictions");
  require(fuzz::metadata(again.get()) == fuzz::metadata(network), "the same metadata");
}

int32_t stop_after_three(const nn_progress* progress, void* user) {
  fuzz::check_progress(*progress);
  return ++*static_cast<int*>(user) >= 3;
}

// Goes on with whatever training the file speaks of.
void check_training(nn_network* network) {
  constexpr size_t kRows = 5;
  const size_t cols = nn_layer_size(network, 0);
  const size_t outputs = nn_layer_size(network, nn_layer_count(network) - 1);
  std::vector<float> inputs(kRows * cols), targets(kRows * outputs);
  for (size_t i = 0; i < inputs.size(); ++i) inputs[i] = static_cast<float>(i % 5) / 4;
  for (size_t row = 0; row < kRows; ++row) targets[row * outputs + row % outputs] = 1;
  fuzz::Out<nn_dataset> out;
  const nn_status created = nn_dataset_create(out.pointer(), inputs.data(), NN_F32, kRows, cols,
                                              targets.data(), NN_F32, outputs);
  const Dataset dataset = out.take(created);
  require(dataset != nullptr, "a dataset");

  require_ok(nn_set_real(network, NN_OPTION_PROGRESS_INTERVAL, 0), "an option");
  int calls = 0;
  const nn_status status =
      nn_resume(network, dataset.get(), dataset.get(), stop_after_three, &calls);
  if (status != NN_OK) {
    require_error(status, {NN_ERROR_CANCELLED, NN_ERROR_NOT_FINITE, NN_ERROR_INVALID_ARGUMENT});
  }
  fuzz::check_getters(network);
  const nn_status step =
      nn_train_batch(network, inputs.data(), NN_F32, targets.data(), NN_F32, kRows, nullptr);
  if (step != NN_OK) require_error(step, {NN_ERROR_NOT_FINITE, NN_ERROR_INVALID_ARGUMENT});
  save(network, FileKind::kCheckpoint);
}

Network make_receiver(bool normalised) {
  constexpr size_t kSizes[] = {4, 3, 2};
  fuzz::Out<nn_options> out_options;
  const nn_status made = nn_options_create(out_options.pointer());
  const Options options = out_options.take(made);
  require_ok(nn_options_set_int(options.get(), NN_OPTION_NORMALISATION,
                                normalised ? NN_NORMALISATION_BATCH : NN_NORMALISATION_NONE),
             "an option");
  fuzz::Out<nn_network> out;
  const nn_status created = nn_create(out.pointer(), kSizes, 3, options.get());
  require_ok(created, "a network");
  return out.take(created);
}

// A network that takes files' tensors until one has changed it.
struct Receiver {
  explicit Receiver(bool is_normalised)
      : normalised(is_normalised),
        network(make_receiver(normalised)),
        before(save(network.get(), FileKind::kModel)) {}

  // The file's tensors, which may or may not fit.
  void take(const char* path, bool allow_not_finite) {
    require_ok(nn_set_int(network.get(), NN_OPTION_ALLOW_NOT_FINITE, allow_not_finite),
               "an option");
    const nn_status status = nn_load_parameters(network.get(), path);
    if (status == NN_OK) {
      fuzz::predict(network.get());
      fuzz::check_getters(network.get());
      network = make_receiver(normalised);
      return;
    }
    require_error(status, {NN_ERROR_INVALID_ARGUMENT, NN_ERROR_FORMAT, NN_ERROR_UNSUPPORTED});
    require(save(network.get(), FileKind::kModel) == before, "a failed call changes nothing");
  }

  bool normalised;
  Network network;
  std::vector<uint8_t> before;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static fuzz::MemoryFile file;
  const uint8_t choice = data[0];
  ++data, --size;
  file.write(data, size);
  const Options options = make_options(choice);

  const Network network = load(data, size, options.get());
  check_path(network.get(), file.path(), options.get());
  static Receiver plain(false), normalised(true);
  plain.take(file.path(), (choice & kAllowNotFinite) != 0);
  normalised.take(file.path(), (choice & kAllowNotFinite) != 0);
  if (!network) return 0;

  fuzz::check_getters(network.get());
  require(fuzz::parameter_count(network.get()) <= size / sizeof(float),
          "parameters come from the file");
  check_round_trip(network.get(), FileKind::kModel, options.get());
  check_round_trip(network.get(), FileKind::kCheckpoint, options.get());
  check_training(network.get());
  return 0;
}
