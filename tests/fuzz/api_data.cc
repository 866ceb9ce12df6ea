// Rows by other ways: parts of datasets, weights, streams, augmentation; and evaluations.
#include <algorithm>
#include <memory>

#include "api_session.h"
#include "network_checks.h"
#include "require.h"

namespace fuzz {
namespace {

int32_t halve(const nn_augmentation* batch, void*) {
  for (size_t i = 0; i < batch->rows * batch->cols; ++i) {
    if (batch->type == NN_F64) {
      static_cast<double*>(batch->inputs)[i] /= 2;
    } else {
      static_cast<float*>(batch->inputs)[i] /= 2;
    }
  }
  return 0;
}

// Hands out the same row again and again.
struct Stream {
  const std::vector<uint8_t>* inputs;
  const std::vector<uint8_t>* targets;
  int64_t rows;  // an epoch
  int64_t at, epoch;
  int64_t fails_at;  // calls until it answers nonsense; 0: never
  int64_t nonsense;
};

int64_t read(void* inputs, void* targets, size_t rows, int64_t epoch, void* user) {
  auto* const stream = static_cast<Stream*>(user);
  if (stream->epoch != epoch) stream->at = 0;
  stream->epoch = epoch;
  if (stream->fails_at > 0 && --stream->fails_at == 0) return stream->nonsense;
  const int64_t there = std::min(stream->rows - stream->at, static_cast<int64_t>(rows));
  const auto put = [there](void* to, const std::vector<uint8_t>& row) {
    for (int64_t r = 0; r < there; ++r) {
      std::copy(row.begin(), row.end(),
                static_cast<uint8_t*>(to) + static_cast<size_t>(r) * row.size());
    }
  };
  put(inputs, *stream->inputs);
  put(targets, *stream->targets);
  stream->at += there;
  return there;
}

}  // namespace

void ApiSession::select_rows() {
  const nn_dataset* const dataset = dataset_slot().get();
  if (input_.flag()) {
    Out<nn_dataset> first, second;
    const nn_status status = nn_dataset_split(first.pointer(), second.pointer(), dataset,
                                              input_.real() / 4, input_.integer());
    Dataset one = first.take(status), other = second.take(status);
    if (!one) return require_error(status, {NN_ERROR_INVALID_ARGUMENT});
    require(nn_dataset_rows(one.get()) + nn_dataset_rows(other.get()) == nn_dataset_rows(dataset),
            "a split loses no row");
    dataset_slot() = std::move(input_.flag() ? one : other);
    return;
  }
  std::vector<int64_t> rows(input_.below(20));
  for (int64_t& row : rows) row = input_.integer() % 24;
  Out<nn_dataset> out;
  const nn_status status = nn_dataset_select(out.pointer(), dataset, rows.data(), rows.size());
  Dataset selected = out.take(status);
  if (!selected) return require_error(status, {NN_ERROR_INVALID_ARGUMENT});
  require(nn_dataset_rows(selected.get()) == rows.size(), "as many rows as selected");
  dataset_slot() = std::move(selected);
}

void ApiSession::set_weights() {
  if (input_.flag()) {
    nn_dataset* const dataset = dataset_slot().get();
    std::vector<double> weights(nn_dataset_rows(dataset)), got(weights.size());
    for (double& weight : weights) weight = input_.real();
    const nn_status status = nn_dataset_set_weights(dataset, weights.data());
    if (status != NN_OK) return require_error(status, {NN_ERROR_INVALID_ARGUMENT});
    require_ok(nn_dataset_get_weights(dataset, 0, weights.size(), got.data()), "weights");
    require(got == weights, "weights are what they were set to");
    return;
  }
  nn_network* const network = network_slot().get();
  std::vector<double> weights(input_.below(12));
  for (double& weight : weights) weight = input_.real();
  const Before before(network);
  const nn_status status = nn_set_class_weights(network, weights.data(), weights.size());
  before.check(status, {NN_ERROR_INVALID_ARGUMENT});
  has_class_weights_ = has_class_weights_ || status == NN_OK;
}

void ApiSession::train_rows() {
  nn_network* const network = network_slot().get();
  const nn_dataset* const dataset = dataset_slot().get();
  std::vector<int64_t> rows(input_.below(20));
  for (int64_t& row : rows) row = input_.integer() % 24;
  const Before before(network);
  before.check(nn_train_rows(network, dataset, rows.data(), rows.size(), nullptr),
               {NN_ERROR_INVALID_ARGUMENT, NN_ERROR_NOT_FINITE});
}

void ApiSession::set_augmentation() {
  nn_network* const network = network_slot().get();
  const Before before(network);
  before.check(nn_set_augmentation(network, input_.flag() ? halve : nullptr, nullptr),
               {NN_ERROR_INVALID_ARGUMENT});
}

// With batches that memory has room for whatever the options say.
void ApiSession::fit_stream() {
  nn_network* const network = network_slot().get();
  if (network == nullptr) return;
  const nn_type input_type = any_type(), target_type = any_type();
  const size_t outputs = nn_layer_size(network, nn_layer_count(network) - 1);
  const bool is_dense = target_type == NN_F32 || target_type == NN_F64;
  const std::vector<uint8_t> inputs = array(input_type, nn_layer_size(network, 0), 0);
  const std::vector<uint8_t> targets = array(target_type, is_dense ? outputs : 1, outputs);
  Stream stream{&inputs, &targets, static_cast<int64_t>(input_.below(30)), 0, 0, 0, 0};
  stream.fails_at = static_cast<int64_t>(input_.below(8));
  stream.nonsense = input_.integer();
  nn_stream described{};
  described.struct_size = sizeof described - input_.below(8) / 7;
  described.read = input_.below(8) == 7 ? nullptr : read;
  described.user = &stream;
  described.rows_per_epoch = input_.flag() ? input_.integer() : 0;
  described.input_type = input_type;
  described.target_type = target_type;
  const auto limit = [&](nn_option option, int64_t most) {
    require_ok(nn_set_int(network, option, 1 + static_cast<int64_t>(input_.byte()) % most),
               "an option");
  };
  limit(NN_OPTION_BATCH_SIZE, 10);
  limit(NN_OPTION_ACCUMULATE, 3);
  limit(NN_OPTION_EPOCHS, 3);
  const nn_dataset* const validation = input_.flag() ? dataset_slot().get() : nullptr;
  const int64_t steps = nn_step_count(network);
  const std::vector<double> before = parameters(network);
  const nn_status status = nn_fit_stream(network, &described, validation, nullptr, nullptr);
  if (status != NN_OK) {
    require_error(status, {NN_ERROR_INVALID_ARGUMENT, NN_ERROR_CANCELLED, NN_ERROR_NOT_FINITE});
  }
  require(nn_step_count(network) > steps || same_numbers(parameters(network), before),
          "without a step nothing is learnt");
  check_getters(network);
}

void ApiSession::look_closely() {
  const nn_network* const network = network_slot().get();
  const nn_dataset* const dataset = dataset_slot().get();
  nn_evaluation* made = nullptr;
  const Before before(network);
  const nn_status status = nn_evaluation_create(&made, network, dataset);
  before.check(status, {NN_ERROR_INVALID_ARGUMENT});
  require((made != nullptr) == (status == NN_OK), "an evaluation is made or not");
  if (made == nullptr) return;
  const std::unique_ptr<nn_evaluation, void (*)(nn_evaluation*)> evaluation(
      made, [](nn_evaluation* e) { nn_evaluation_destroy(e); });
  const size_t rows = nn_evaluation_rows(made), classes = nn_evaluation_classes(made);
  require(rows == nn_dataset_rows(dataset), "every row is evaluated");
  double value = 0;
  const auto allow = [](nn_status got) {
    if (got != NN_OK) require_error(got, {NN_ERROR_INVALID_ARGUMENT});
  };
  for (nn_metric metric = 0; metric == 0 || nn_metric_name(metric) != nullptr; ++metric) {
    allow(nn_evaluation_get(made, metric, &value));
    allow(nn_evaluation_get_class(made, metric, input_.below(12), &value));
  }
  allow(nn_evaluation_top_k(made, input_.below(12), &value));
  std::vector<int64_t> counts(classes * classes);
  const nn_status counted = nn_evaluation_confusion(made, counts.data(), classes);
  allow(counted);
  int64_t sum = 0;
  for (const int64_t count : counts) sum += count;
  require(counted != NN_OK || sum == static_cast<int64_t>(rows), "every row is counted once");
  std::vector<size_t> worst(input_.below(20));
  size_t count = 0;
  require_ok(nn_evaluation_worst(made, worst.data(), worst.size(), &count), "the worst rows");
  require(count <= rows, "as many mistakes as rows at most");
  for (size_t i = 0; i < std::min(count, worst.size()); ++i) {
    require_ok(nn_evaluation_row(made, worst[i], nullptr, nullptr, &value), "a row");
  }
  require_error(nn_evaluation_row(made, rows, nullptr, nullptr, &value),
                {NN_ERROR_INVALID_ARGUMENT});
}

}  // namespace fuzz
