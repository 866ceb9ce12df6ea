// Making objects and getting rid of them, and the arrays that calls are given.
#include <limits>
#include <string>

#include "api_session.h"
#include "memory_file.h"
#include "network_checks.h"
#include "require.h"

namespace fuzz {
namespace {

template <class T>
void put(std::vector<uint8_t>& bytes, size_t i, T value) {
  std::memcpy(bytes.data() + i * sizeof value, &value, sizeof value);
}

}  // namespace

size_t element_size(nn_type type) {
  switch (type) {
    case NN_F64:
    case NN_I64:
      return 8;
    case NN_F32:
    case NN_I32:
      return 4;
    default:
      return 1;
  }
}

std::vector<uint8_t> ApiSession::array(nn_type type, size_t count, size_t bound) {
  std::vector<uint8_t> bytes(count * element_size(type));
  if (input_.below(4) == 0) {
    input_.fill(bytes.data(), bytes.size());
    return bytes;
  }
  const size_t pattern = input_.byte();
  for (size_t i = 0; i < count; ++i) {
    const size_t value = (i * i + pattern * (i + 1)) % 64;
    const double number = static_cast<double>(value) / 16 - 1;
    const auto label = static_cast<uint8_t>(bound > 0 ? value % bound : value);
    if (type == NN_F64) put(bytes, i, number);
    if (type == NN_F32) put(bytes, i, static_cast<float>(number));
    if (type == NN_I64) put(bytes, i, int64_t{label});
    if (type == NN_I32) put(bytes, i, int32_t{label});
    if (type == NN_U8) put(bytes, i, label);
  }
  return bytes;
}

ApiSession::Before::Before(const nn_network* network) : network_(network) {
  if (network != nullptr) checkpoint_ = save(network, FileKind::kCheckpoint);
}

void ApiSession::Before::check(nn_status status,
                               std::initializer_list<nn_status> documented) const {
  if (status == NN_OK) {
    require(network_ != nullptr, "NULL is refused");
    return;
  }
  require_error(status, documented);
  if (network_ == nullptr) {
    require(status == NN_ERROR_INVALID_ARGUMENT, "NULL is an invalid argument");
  } else {
    require(save(network_, FileKind::kCheckpoint) == checkpoint_, "a failed call changes nothing");
  }
}

void ApiSession::make_options() {
  Out<nn_options> out;
  const nn_status status = nn_options_create(out.pointer());
  require_ok(status, "nn_options_create");
  options_ = out.take(status);
}

void ApiSession::make_network() {
  constexpr size_t kOverflow[] = {std::numeric_limits<size_t>::max(),
                                  std::numeric_limits<size_t>::max() / 2};
  std::vector<size_t> sizes(input_.below(6));
  for (size_t& size : sizes) {
    const size_t choice = input_.byte();
    // Sizes that are not small are not merely large: memory for them must not be asked for.
    size = choice >= 254 ? kOverflow[choice - 254] : choice % 21;
  }
  Out<nn_network> out;
  const nn_options* options = input_.flag() ? options_.get() : nullptr;
  const nn_status status = nn_create(out.pointer(), sizes.data(), sizes.size(), options);
  Network network = out.take(status);
  size_t bytes = 0;
  const nn_status needed = nn_memory_need(sizes.data(), sizes.size(), options, 100, &bytes);
  require(needed == status && (bytes > 0) == (status == NN_OK), "what can be made has a size");
  if (!network) {
    require_error(status, {NN_ERROR_INVALID_ARGUMENT});
    return;
  }
  check_getters(network.get());
  require(nn_layer_count(network.get()) == sizes.size(), "as many layers as asked for");
  for (size_t i = 0; i < sizes.size(); ++i) {
    require(nn_layer_size(network.get(), i) == sizes[i], "layers as wide as asked for");
  }
  network_slot() = std::move(network);
}

// Only a file can be without targets.
void ApiSession::make_dataset_without_targets() {
  static MemoryFile file;
  std::string text;
  for (size_t rows = 1 + input_.below(5), cols = 1 + input_.below(20); rows > 0; --rows) {
    for (size_t i = 0; i < cols; ++i) text += (i == 0 ? "0." : ",0.") + std::to_string(rows + i);
    text += '\n';
  }
  file.write(text.data(), text.size());
  Out<nn_dataset> out;
  const nn_status status = nn_dataset_load_csv(out.pointer(), file.path(), NN_NO_LABEL);
  require_ok(status, "a file without labels");
  Dataset dataset = out.take(status);
  double nothing = -1;
  const nn_status got = nn_dataset_get_targets(dataset.get(), 0, 1, &nothing, NN_F64);
  if (got != NN_OK) require_error(got, {NN_ERROR_INVALID_ARGUMENT});
  require(nothing == -1, "there are no targets to get");
  dataset_slot() = std::move(dataset);
}

void ApiSession::make_dataset() {
  if (input_.below(16) == 1) return make_dataset_without_targets();
  const size_t rows = input_.below(18), cols = input_.below(21), target_cols = input_.below(12);
  const nn_type input_type = any_type(), target_type = any_type();
  const std::vector<uint8_t> inputs = array(input_type, rows * cols, 0);
  const std::vector<uint8_t> targets = array(target_type, rows * target_cols, target_cols);
  Out<nn_dataset> out;
  const bool is_labels = target_type >= NN_U8;
  const nn_status status =
      nn_dataset_create(out.pointer(), inputs.data(), input_type, rows, cols, targets.data(),
                        target_type, is_labels && target_cols > 0 ? 1 : target_cols);
  Dataset dataset = out.take(status);
  if (!dataset) {
    require_error(status, {NN_ERROR_INVALID_ARGUMENT});
    return;
  }
  require(nn_dataset_rows(dataset.get()) == rows, "as many rows as given");
  require(nn_dataset_cols(dataset.get()) == cols, "as many columns as given");
  require((nn_dataset_classes(dataset.get()) > 0) == is_labels, "labels have classes");
  std::vector<float> copy(rows * cols);
  require_ok(nn_dataset_get_inputs(dataset.get(), 0, rows, copy.data(), NN_F32), "inputs");
  const size_t behind = input_.byte();
  const nn_status beyond =
      nn_dataset_get_inputs(dataset.get(), rows - behind % rows, 1 + behind, copy.data(), NN_F32);
  require_error(beyond, {NN_ERROR_INVALID_ARGUMENT});
  dataset_slot() = std::move(dataset);
}

void ApiSession::destroy_object() {
  switch (input_.below(3)) {
    case 0:
      network_slot().reset();
      break;
    case 1:
      dataset_slot().reset();
      break;
    default:
      options_.reset();
  }
}

}  // namespace fuzz
