#include "io/training_text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace neuro {
namespace {

constexpr char kHistoryRows[] = "neuro.history.rows";
constexpr char kHistoryRate[] = "neuro.history.learning_rate";
constexpr char kHistoryLoss[] = "neuro.history.loss";
constexpr char kHistoryAccuracy[] = "neuro.history.accuracy";
constexpr char kHistoryValidationLoss[] = "neuro.history.validation_loss";
constexpr char kHistoryValidationAccuracy[] = "neuro.history.validation_accuracy";
constexpr char kSteps[] = "neuro.checkpoint.steps";
constexpr char kEpochsBegun[] = "neuro.checkpoint.epochs_begun";
constexpr char kEpochs[] = "neuro.checkpoint.epochs";
constexpr char kRow[] = "neuro.checkpoint.row";
constexpr char kRows[] = "neuro.checkpoint.rows";
constexpr char kLossSum[] = "neuro.checkpoint.loss_sum";
constexpr char kCorrect[] = "neuro.checkpoint.correct";
constexpr char kFitSteps[] = "neuro.checkpoint.fit_steps";
constexpr char kBestLoss[] = "neuro.checkpoint.best_loss";
constexpr char kSinceBest[] = "neuro.checkpoint.epochs_since_best";
constexpr char kPlateauLoss[] = "neuro.checkpoint.plateau_loss";
constexpr char kPlateauEpochs[] = "neuro.checkpoint.plateau_epochs";
constexpr char kPlateauCuts[] = "neuro.checkpoint.plateau_cuts";
constexpr char kClassWeights[] = "neuro.checkpoint.class_weights";
constexpr char kOptimizer[] = "neuro.checkpoint.optimizer";
constexpr char kOptimizerSteps[] = "neuro.checkpoint.optimizer_steps";

// What is there as a whole or not at all.
constexpr const char* kHistoryGroup[] = {kHistoryRows,           kHistoryRate,
                                         kHistoryLoss,           kHistoryAccuracy,
                                         kHistoryValidationLoss, kHistoryValidationAccuracy};
constexpr const char* kCheckpointGroup[] = {kSteps, kEpochsBegun, kEpochs, kRow,
                                            kRows,  kLossSum,     kCorrect};
constexpr const char* kStoppingGroup[] = {kBestLoss, kSinceBest};
constexpr const char* kPlateauGroup[] = {kPlateauLoss, kPlateauEpochs, kPlateauCuts};
constexpr const char* kOptimizerGroup[] = {kOptimizer, kOptimizerSteps};

// By Optimizer.
constexpr std::string_view kOptimizers[] = {"sgd",     "momentum", "nesterov", "rmsprop",
                                            "adagrad", "adam",     "adamw",    "rprop"};

// Half of what int64_t counts outside, so that counting can go on.
constexpr uint64_t kMostCount = INT64_MAX / 2;

template <class Number, class Get>
void describe_column(const std::vector<EpochRecord>& history, const char* key, const Get& get,
                     Metadata& to) {
  std::vector<Number> values;
  for (const EpochRecord& epoch : history) values.push_back(get(epoch));
  put_list<Number>(values, key, to);
}

// Each group where it is not as it is in a fit without such options.
void describe_progress(const TrainingState& training, Metadata& to) {
  const FitProgressState& progress = training.progress;
  const FitProgressState usual;
  if (progress.steps != implied_fit_steps(training)) to[kFitSteps] = number_text(progress.steps);
  if (progress.best_loss != usual.best_loss || progress.epochs_since_best != 0) {
    to[kBestLoss] = number_text(progress.best_loss);
    to[kSinceBest] = number_text(progress.epochs_since_best);
  }
  if (progress.plateau_loss != usual.plateau_loss || progress.plateau_epochs != 0 ||
      progress.plateau_cuts != 0) {
    to[kPlateauLoss] = number_text(progress.plateau_loss);
    to[kPlateauEpochs] = number_text(progress.plateau_epochs);
    to[kPlateauCuts] = number_text(progress.plateau_cuts);
  }
}

void parse_progress(MetadataFields& fields, TrainingState& training) {
  FitProgressState& progress = training.progress;
  progress.steps = fields.has(kFitSteps) ? fields.take_count(kFitSteps, training.steps)
                                         : implied_fit_steps(training);
  if (fields.has_any(kStoppingGroup)) {
    progress.best_loss = fields.take_sum(kBestLoss);
    progress.epochs_since_best = fields.take_count(kSinceBest, kMostCount);
  }
  if (fields.has_any(kPlateauGroup)) {
    progress.plateau_loss = fields.take_sum(kPlateauLoss);
    progress.plateau_epochs = fields.take_count(kPlateauEpochs, kMostCount);
    progress.plateau_cuts = fields.take_count(kPlateauCuts, kMostCount);
  }
}

void parse_class_weights(MetadataFields& fields, ModelDescription& model) {
  if (!fields.has(kClassWeights)) return;
  // One output may stand for two classes.
  const size_t most = std::max<size_t>(model.sizes.back(), 2);
  std::vector<double> weights = fields.take_list(kClassWeights, most, parse_number_list);
  const bool any_below =
      std::any_of(weights.begin(), weights.end(), [](double w) { return w < 0; });
  const bool any_above =
      std::any_of(weights.begin(), weights.end(), [](double w) { return w > 0; });
  if (any_below || !any_above) fields.fail(kClassWeights, "are not weights of classes");
  if (model.training) model.class_weights = std::move(weights);
}

void parse_optimizer(MetadataFields& fields, ModelDescription& model) {
  if (!fields.has_any(kOptimizerGroup)) return;
  OptimizerRecord record;
  record.optimizer = static_cast<Optimizer>(fields.take_name(kOptimizer, kOptimizers));
  record.steps = fields.take_count(kOptimizerSteps, kMostCount);
  if (optimizer_slots(record.optimizer) == 0) {
    fields.fail(kOptimizer, "keeps nothing for a file to hold");
  }
  if (model.training) model.optimizer = record;
}

}  // namespace

uint64_t implied_fit_steps(const TrainingState& training) {
  const FitPosition& position = training.position;
  return position.epochs == 0 && position.row == 0 ? 0 : training.steps;
}

void describe_history(const std::vector<EpochRecord>& history, Metadata& to) {
  const auto column = [&](const char* key, auto member) {
    describe_column<double>(
        history, key, [&](const EpochRecord& epoch) { return epoch.*member; }, to);
  };
  describe_column<uint64_t>(
      history, kHistoryRows, [](auto& epoch) { return epoch.rows; }, to);
  column(kHistoryRate, &EpochRecord::learning_rate);
  column(kHistoryLoss, &EpochRecord::loss);
  column(kHistoryAccuracy, &EpochRecord::accuracy);
  column(kHistoryValidationLoss, &EpochRecord::validation_loss);
  column(kHistoryValidationAccuracy, &EpochRecord::validation_accuracy);
}

void parse_history(MetadataFields& fields, ModelDescription& model) {
  if (!fields.has_any(kHistoryGroup)) return;
  const std::vector<uint64_t> rows = fields.take_list(kHistoryRows, kMostEpochs, parse_whole_list);
  for (const uint64_t count : rows) {
    if (count == 0 || count > kMostCount) fields.fail(kHistoryRows, "no epoch has so many rows");
  }
  const auto column = [&](const char* key) {
    std::vector<double> values = fields.take_list(key, rows.size(), parse_nullable_list);
    if (values.size() != rows.size()) fields.fail(key, "has not as many numbers as epochs");
    return values;
  };
  const std::vector<double> rate = column(kHistoryRate), loss = column(kHistoryLoss),
                            accuracy = column(kHistoryAccuracy),
                            validation_loss = column(kHistoryValidationLoss),
                            validation_accuracy = column(kHistoryValidationAccuracy);
  for (size_t i = 0; i < rows.size(); ++i) {
    model.history.push_back(
        {rows[i], rate[i], loss[i], accuracy[i], validation_loss[i], validation_accuracy[i]});
  }
}

void describe_training(const ModelDescription& model, Metadata& to) {
  const TrainingState& training = *model.training;
  to[kSteps] = number_text(training.steps);
  to[kEpochsBegun] = number_text(uint64_t{training.epochs_begun});
  to[kEpochs] = number_text(training.position.epochs);
  to[kRow] = number_text(training.position.row);
  to[kRows] = number_text(training.position.rows);
  to[kLossSum] = number_text(training.position.loss_sum);
  to[kCorrect] = number_text(training.position.correct);
  describe_progress(training, to);
  if (!model.class_weights.empty()) put_list<double>(model.class_weights, kClassWeights, to);
  if (!model.optimizer) return;
  to[kOptimizer] = kOptimizers[static_cast<size_t>(model.optimizer->optimizer)];
  to[kOptimizerSteps] = number_text(model.optimizer->steps);
}

void parse_training(MetadataFields& fields, ModelDescription& model) {
  if (fields.has_any(kCheckpointGroup)) {
    TrainingState& training = model.training.emplace();
    FitPosition& position = training.position;
    training.steps = fields.take_count(kSteps, kMostCount);
    training.epochs_begun = static_cast<uint32_t>(fields.take_count(kEpochsBegun, UINT32_MAX / 2));
    position.epochs = fields.take_count(kEpochs, kMostCount);
    position.row = fields.take_count(kRow, kMostCount);
    position.rows = fields.take_count(kRows, kMostCount);
    position.loss_sum = fields.take_sum(kLossSum);
    position.correct = fields.take_count(kCorrect, kMostCount);
    if (position.row > position.rows || (position.row == 0 && position.rows != 0)) {
      fields.fail(kRow, "is no row of the epoch");
    }
    if (position.row > 0 && training.epochs_begun == 0) {
      fields.fail(kEpochsBegun, "is 0 in the middle of an epoch");
    }
    if (position.correct > position.row) fields.fail(kCorrect, "is more than there were rows");
  }
  // Without the rest it is what a reader that does not know it has passed on, and means nothing.
  TrainingState nowhere;
  nowhere.steps = kMostCount;
  parse_progress(fields, model.training ? *model.training : nowhere);
  parse_class_weights(fields, model);
  parse_optimizer(fields, model);
}

}  // namespace neuro
