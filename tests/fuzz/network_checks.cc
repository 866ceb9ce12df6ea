// The checks, each through the public interface alone.
#include "network_checks.h"

#include <bit>
#include <cmath>
#include <cstring>

#include "require.h"

namespace fuzz {
namespace {

nn_status call_save(const nn_network* network, FileKind kind, void* buffer, size_t capacity,
                    size_t* size) {
  return kind == FileKind::kModel ? nn_save_buffer(network, buffer, capacity, size)
                                  : nn_save_checkpoint_buffer(network, buffer, capacity, size);
}

}  // namespace

std::vector<uint8_t> save(const nn_network* network, FileKind kind) {
  // Large enough for nearly all of them: one call is faster than two.
  static std::vector<uint8_t> buffer(32 * 1024);
  size_t size = 0;
  nn_status status = call_save(network, kind, buffer.data(), buffer.size(), &size);
  if (size > buffer.size()) {
    require_error(status, {NN_ERROR_INVALID_ARGUMENT});
    buffer.resize(size);
    status = call_save(network, kind, buffer.data(), size, &size);
  }
  require_ok(status, "saving to memory");
  require(size > 8 && size <= buffer.size(), "a file has a header");
  return {buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size)};
}

void check_save(const nn_network* network, FileKind kind) {
  size_t size = 0, wanted = 0;
  require_ok(call_save(network, kind, nullptr, 0, &size), "the size of a file");
  constexpr uint8_t kGuard = 0xa5;
  std::vector<uint8_t> bytes(size, kGuard);
  require_error(call_save(network, kind, bytes.data(), size - 1, &wanted),
                {NN_ERROR_INVALID_ARGUMENT});
  require(wanted == size, "a buffer that is too small is told what would do");
  for (const uint8_t byte : bytes) require(byte == kGuard, "and not written to");
  require_ok(call_save(network, kind, bytes.data(), size, &wanted), "a buffer that just will do");
  require(wanted == size, "a file's size does not change");
  require(bytes == save(network, kind), "nor does its content");
}

size_t parameter_count(const nn_network* network) {
  size_t count = 0;
  for (size_t layer = 0; layer + 1 < nn_layer_count(network); ++layer) {
    count += (nn_layer_size(network, layer) + 1) * nn_layer_size(network, layer + 1);
  }
  return count;
}

std::vector<double> parameters(const nn_network* network) {
  std::vector<double> all(parameter_count(network));
  double* next = all.data();
  for (size_t layer = 0; layer + 1 < nn_layer_count(network); ++layer) {
    const size_t outputs = nn_layer_size(network, layer + 1);
    double* const bias = next + nn_layer_size(network, layer) * outputs;
    require_ok(nn_get_parameters(network, layer, next, bias, NN_F64), "parameters");
    next = bias + outputs;
  }
  return all;
}

std::vector<std::pair<std::string, std::string>> metadata(const nn_network* network) {
  std::vector<std::pair<std::string, std::string>> all;
  for (size_t i = 0; i < nn_metadata_count(network); ++i) {
    const char* key = nn_metadata_key(network, i);
    require(key != nullptr, "every key has a name");
    const char* value = nn_metadata(network, key);
    require(value != nullptr, "every key has a value");
    all.emplace_back(key, value);
    if (i > 0) require(all[i - 1].first < all[i].first, "keys ascend");
  }
  require(nn_metadata_key(network, nn_metadata_count(network)) == nullptr, "no key after the last");
  return all;
}

std::vector<double> predict(const nn_network* network) {
  constexpr size_t kRows = 2;
  const size_t cols = nn_layer_size(network, 0);
  const size_t outputs = nn_layer_size(network, nn_layer_count(network) - 1);
  std::vector<float> inputs(kRows * cols);
  for (size_t i = 0; i < inputs.size(); ++i) inputs[i] = static_cast<float>(i % 7) / 4 - 0.5f;
  std::vector<double> results(kRows * outputs);
  const nn_status status =
      nn_predict(network, inputs.data(), NN_F32, kRows, results.data(), NN_F64);
  int64_t scaling = NN_SCALING_NONE, output = NN_OUTPUT_SOFTMAX;
  require_ok(nn_get_int(network, NN_OPTION_INPUT_SCALING, &scaling), "the input scaling");
  if (scaling != NN_SCALING_NONE && status != NN_OK) {
    require_error(status, {NN_ERROR_INVALID_ARGUMENT});
    return {};
  }
  require_ok(status, "predict");

  require_ok(nn_get_int(network, NN_OPTION_OUTPUT, &output), "the output layer");
  for (size_t row = 0; row < kRows && output == NN_OUTPUT_SOFTMAX; ++row) {
    double sum = 0;
    for (size_t i = 0; i < outputs; ++i) sum += results[row * outputs + i];
    // Parameters that overflow on the way end in NaN.
    require(std::isnan(sum) || std::fabs(sum - 1) < 1e-3, "probabilities add up to 1");
  }
  return results;
}

bool same_numbers(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) && std::isnan(b[i])) continue;
    if (std::bit_cast<uint64_t>(a[i]) != std::bit_cast<uint64_t>(b[i])) return false;
  }
  return true;
}

void check_getters(const nn_network* network) {
  const size_t layers = nn_layer_count(network);
  require(layers >= 2, "a network has two layers or more");
  for (size_t i = 0; i < layers; ++i) require(nn_layer_size(network, i) > 0, "a layer has a width");
  require(nn_layer_size(network, layers) == 0, "no layer after the last");
  require(nn_step_count(network) >= 0, "steps are counted from 0");

  for (nn_option option = 1; nn_option_name(option) != nullptr; ++option) {
    int64_t least, most, value;
    double real_least, real_most, real;
    if (nn_option_bounds_int(option, &least, &most, nullptr) == NN_OK) {
      require_ok(nn_get_int(network, option, &value), "an integer option");
      require(value >= least && value <= most, "an option is within its bounds");
    } else {
      require_ok(nn_option_bounds_real(option, &real_least, &real_most, nullptr), "an option");
      require_ok(nn_get_real(network, option, &real), "a real option");
      require(real >= real_least && real <= real_most, "an option is within its bounds");
    }
  }

  const size_t epochs = nn_history_count(network);
  for (size_t i = 0; i <= epochs; ++i) {
    nn_epoch epoch;
    epoch.struct_size = sizeof epoch;
    const nn_status status = nn_history(network, i, &epoch);
    require(status == (i < epochs ? NN_OK : NN_ERROR_INVALID_ARGUMENT), "the history has its end");
    if (i < epochs) require(epoch.rows > 0, "an epoch has rows");
  }
}

void check_progress(const nn_progress& progress) {
  require(progress.struct_size == sizeof progress, "the struct's size");
  require(progress.epoch >= 1 && progress.epoch <= progress.epochs, "the epoch");
  require(progress.batch >= 1 && progress.batch <= progress.batches, "the batch");
  require(progress.rows >= 1 && progress.rows <= progress.rows_per_epoch, "the rows");
  require(std::isfinite(progress.loss), "the loss is finite");
  require(std::isnan(progress.accuracy) || (progress.accuracy >= 0 && progress.accuracy <= 1),
          "the accuracy");
  require(progress.seconds >= 0 && progress.seconds_left >= 0, "the time");
  require(progress.epoch_ended == 0 || progress.rows == progress.rows_per_epoch, "the epoch's end");
}

}  // namespace fuzz
