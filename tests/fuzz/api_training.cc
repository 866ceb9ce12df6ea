// Training and what comes of it.
#include <algorithm>
#include <limits>

#include "api_session.h"
#include "network_checks.h"
#include "require.h"

namespace fuzz {
namespace {

constexpr std::initializer_list<nn_status> kFitErrors = {NN_ERROR_INVALID_ARGUMENT,
                                                         NN_ERROR_CANCELLED, NN_ERROR_NOT_FINITE};

size_t last_layer(const nn_network* network) {
  const size_t layers = nn_layer_count(network);
  return layers > 0 ? nn_layer_size(network, layers - 1) : 1;
}

size_t first_layer(const nn_network* network) {
  return std::max<size_t>(nn_layer_size(network, 0), 1);
}

// What a callback does besides counting.
struct Watcher {
  nn_network* network;
  int stop_at;  // the call that says stop
  bool looks_at_network;
  bool cancels;  // says so by nn_cancel()
  int calls;
};

int32_t watch(const nn_progress* progress, void* user) {
  auto* const watcher = static_cast<Watcher*>(user);
  check_progress(*progress);
  if (watcher->looks_at_network) {
    predict(watcher->network);
    save(watcher->network, FileKind::kCheckpoint);
    check_getters(watcher->network);
  }
  if (++watcher->calls < watcher->stop_at) return 0;
  if (watcher->cancels) nn_cancel(watcher->network, 1);
  return !watcher->cancels;
}

}  // namespace

ApiSession::StepData ApiSession::step_data(const nn_network* network) {
  StepData data;
  data.rows = input_.below(10);
  data.input_type = any_type();
  data.target_type = any_type();
  const size_t outputs = last_layer(network);
  const bool is_dense = data.target_type == NN_F32 || data.target_type == NN_F64;
  data.inputs = array(data.input_type, data.rows * first_layer(network), 0);
  data.targets = array(data.target_type, data.rows * (is_dense ? outputs : 1), outputs);
  return data;
}

void ApiSession::train_batch() {
  nn_network* const network = network_slot().get();
  const StepData data = step_data(network);
  const Before before(network);
  const int64_t steps = nn_step_count(network);
  constexpr double kUntouched = -12345;
  double loss = kUntouched;
  const nn_status status =
      nn_train_batch(network, data.inputs.data(), data.input_type, data.targets.data(),
                     data.target_type, data.rows, input_.flag() ? &loss : nullptr);
  before.check(status, {NN_ERROR_INVALID_ARGUMENT, NN_ERROR_NOT_FINITE});
  require(status == NN_OK || loss == kUntouched, "a failed call leaves the loss alone");
  require(nn_step_count(network) == steps + (status == NN_OK), "a step is counted");
}

void ApiSession::predict() {
  const nn_network* const network = network_slot().get();
  const size_t rows = input_.below(10);
  const nn_type input_type = any_type(), output_type = any_type();
  const size_t cols = first_layer(network), outputs = last_layer(network);
  const std::vector<uint8_t> inputs = array(input_type, rows * cols, 0);
  constexpr uint8_t kGuard = 0xa5;
  const size_t row_bytes = outputs * element_size(output_type);
  std::vector<uint8_t> results(rows * row_bytes, kGuard), alone(row_bytes);
  const Before before(network);
  const nn_status status =
      nn_predict(network, inputs.data(), input_type, rows, results.data(), output_type);
  before.check(status, {NN_ERROR_INVALID_ARGUMENT});
  if (status != NN_OK) {
    for (const uint8_t byte : results) require(byte == kGuard, "outputs are untouched");
    return;
  }
  const size_t row = input_.below(rows);
  require_ok(nn_predict(network, inputs.data() + row * cols * element_size(input_type), input_type,
                        1, alone.data(), output_type),
             "a row alone");
  require(std::equal(alone.begin(), alone.end(),
                     results.begin() + static_cast<std::ptrdiff_t>(row * row_bytes)),
          "a row's result does not depend on the others");
}

void ApiSession::evaluate() {
  const nn_network* const network = network_slot().get();
  const nn_dataset* const dataset = dataset_slot().get();
  nn_metrics metrics{};
  metrics.struct_size = sizeof metrics - input_.below(2) * sizeof(double);
  const Before before(network);
  const nn_status status = nn_evaluate(network, dataset, &metrics);
  before.check(status, {NN_ERROR_INVALID_ARGUMENT});
  if (status != NN_OK) return;
  require(metrics.rows == static_cast<int64_t>(nn_dataset_rows(dataset)), "every row is evaluated");
  require(metrics.correct >= 0 && metrics.correct <= metrics.rows, "as many are correct at most");
}

void ApiSession::reserve() {
  nn_network* const network = network_slot().get();
  const size_t choice = input_.byte();
  const size_t rows = choice == 255 ? std::numeric_limits<size_t>::max() : choice;
  const Before before(network);
  before.check(nn_reserve(network, rows), {NN_ERROR_INVALID_ARGUMENT});
}

void ApiSession::fit() {
  nn_network* const network = network_slot().get();
  const nn_dataset* const train = dataset_slot().get();
  const nn_dataset* const validation = input_.flag() ? dataset_slot().get() : nullptr;
  Watcher watcher{network, 1 + static_cast<int>(input_.below(8)), input_.flag(), false, 0};
  const Before before(network);
  const auto call = input_.flag() ? nn_resume : nn_fit;
  watcher.cancels = input_.flag();
  const nn_status status = call(network, train, validation, watch, &watcher);
  if (status == NN_ERROR_INVALID_ARGUMENT) {
    before.check(status, kFitErrors);
  } else if (status != NN_OK) {
    require_error(status, kFitErrors);
  }
  const bool asked = watcher.calls >= watcher.stop_at;
  require(status != NN_ERROR_CANCELLED || asked, "a fit is stopped by its callback alone");
  // A request that comes after the last batch finds nothing to stop.
  require(status == NN_ERROR_CANCELLED || !asked || watcher.cancels,
          "a fit stops where it is told to");
  if (network != nullptr) check_getters(network);
}

// A fit that is stopped, saved, loaded and resumed comes to the same bits as one that is not.
void ApiSession::stop_and_resume() {
  const nn_network* const network = network_slot().get();
  const nn_dataset* const train = dataset_slot().get();
  if (network == nullptr || train == nullptr) return;
  const int stop_at = 1 + static_cast<int>(input_.below(6));
  const auto epochs = static_cast<int64_t>(1 + input_.below(3));
  const auto load = [&](const std::vector<uint8_t>& file) {
    Out<nn_network> out;
    Network loaded = out.take(nn_load_buffer(out.pointer(), file.data(), file.size(), nullptr));
    if (!loaded) return loaded;
    require_ok(nn_set_int(loaded.get(), NN_OPTION_EPOCHS, epochs), "an option");
    require_ok(nn_set_real(loaded.get(), NN_OPTION_PROGRESS_INTERVAL, 0), "an option");
    return loaded;
  };
  const std::vector<uint8_t> start = save(network, FileKind::kCheckpoint);
  const Network straight = load(start), stopped = load(start);
  if (!straight) return;  // parameters that are not finite

  const nn_status went = nn_fit(straight.get(), train, nullptr, nullptr, nullptr);
  Watcher watcher{stopped.get(), stop_at, false, false, 0};
  const nn_status halted = nn_fit(stopped.get(), train, nullptr, watch, &watcher);
  if (halted != NN_ERROR_CANCELLED) {
    require(halted == went, "a callback changes nothing");
    return;
  }
  const Network resumed = load(save(stopped.get(), FileKind::kCheckpoint));
  require(resumed || went == NN_ERROR_NOT_FINITE, "a checkpoint loads");
  if (!resumed) return;
  const nn_status came = nn_resume(resumed.get(), train, nullptr, nullptr, nullptr);
  require(came == went, "resuming comes to what a fit comes to");
  require(same_numbers(parameters(resumed.get()), parameters(straight.get())),
          "resuming gives the same bits");
}

}  // namespace fuzz
