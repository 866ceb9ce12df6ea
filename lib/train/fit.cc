// What can be refused is refused before anything changes.
#include "train/fit.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/size.h"
#include "data/split.h"
#include "train/class_weights.h"
#include "train/dataset_source.h"
#include "train/early_stopping.h"
#include "train/fit_scaling.h"
#include "train/fitter.h"
#include "train/schedule.h"
#include "train/stream_source.h"

namespace neuro {
namespace {

// rows: of an epoch; 0: unknown.
FitSizes sizes_for(const TrainingSettings& settings, size_t rows) {
  if (rows == 0) return {settings.batch_size, settings.accumulate};
  const size_t batch = settings.batch_size == 0 ? rows : std::min(settings.batch_size, rows);
  return {batch, std::min(settings.accumulate, ceil_div(rows, batch))};
}

// The rows of a dataset that are trained on (empty: all), and what is validated on.
struct Portions {
  std::vector<size_t> rows;
  std::optional<Dataset> trained, set_apart;

  Portions(const Dataset& train, double part, uint64_t seed) {
    if (part <= 0) return;
    RowSplit split = split_rows(train, part, seed);
    trained = train.select(split.first);
    set_apart = train.select(std::move(split.second));
    rows = std::move(split.first);
  }
};

std::vector<double> class_weights(const FitHost& host, const Dataset& train,
                                  const std::vector<size_t>& rows) {
  const std::vector<double>& given = host.class_weights();
  if (!host.settings().balance_classes) return given;
  std::vector<double> weights = balanced_weights(train, rows, host.shape().classes());
  for (size_t c = 0; c < given.size(); ++c) weights[c] *= given[c];
  return weights;
}

// Learns the scale of the inputs, if the network has none, and runs the fit.
void scale_and_run(FitHost& host, Fitter& fitter, const Dataset& train, const Dataset* validation) {
  const uint64_t steps_before = host.training_state().steps;
  const bool learns_scale = host.scaling().empty();
  if (learns_scale) host.scaling() = fit_scaling(host.config().scaling, train);
  try {
    if (validation != nullptr && !host.scaling().empty()) {
      host.check_scaled(*validation, "validation");
    }
    fitter.run();
  } catch (...) {
    // A fit that has learnt no weight has learnt no scale either.
    if (learns_scale && host.training_state().steps == steps_before) host.scaling() = {};
    throw;
  }
}

void fit_from(const FitStart& start, FitHost& host, const Dataset& train, const Dataset* validation,
              const FitCallbacks& callbacks) {
  host.check_fits(train, "train");
  if (validation != nullptr) host.check_fits(*validation, "validation");
  const TrainingSettings& settings = host.settings();
  const Portions portions(train, validation == nullptr ? settings.validation_split : 0,
                          host.config().seed);
  if (portions.set_apart) validation = &*portions.set_apart;
  const Dataset& trained = portions.trained ? *portions.trained : train;
  if (start.position.row > 0 && start.position.rows != trained.rows()) {
    throw Error(Status::kInvalidArgument, "train: ", trained.rows(),
                " rows, but the fit was stopped within an epoch over ", start.position.rows);
  }
  std::vector<double> weights = class_weights(host, train, portions.rows);
  if (start.position.epochs >= settings.epochs || is_stopped(settings, start.progress)) {
    return restore_best_epoch(host);
  }
  const FitSizes sizes = sizes_for(settings, trained.rows());
  DatasetSource source(train, portions.rows, sizes.group(), host.config().seed, settings.shuffle);
  Fitter fitter(host, source, sizes, start, validation, callbacks);
  fitter.weigh(train.weights(), std::move(weights));
  fitter.reserve(train.targets().row_bytes());
  scale_and_run(host, fitter, trained, validation);
}

void check_stream(const FitHost& host, const RowStream& stream, const Dataset* validation) {
  const TrainingSettings& settings = host.settings();
  const auto refuse = [](const auto&... why) {
    throw Error(Status::kInvalidArgument, "stream: ", why...);
  };
  if (settings.batch_size == 0) refuse("NN_OPTION_BATCH_SIZE is 0: its rows are never all there");
  if (settings.balance_classes) {
    refuse("NN_OPTION_BALANCE_CLASSES needs to know how many rows a class has");
  }
  if (settings.validation_split > 0 && validation == nullptr) {
    refuse("NN_OPTION_VALIDATION_SPLIT cannot set rows apart: validation is NULL");
  }
  if (stream.rows_per_epoch == 0 && looks_ahead(settings.schedule.schedule)) {
    refuse("rows_per_epoch is 0, but NN_OPTION_SCHEDULE needs to know the end");
  }
  if (host.config().scaling != Scaling::kNone && host.scaling().empty()) {
    refuse("the network has no input scaling yet, which only nn_fit() can learn");
  }
}

}  // namespace

void fit(FitHost& host, const Dataset& train, const Dataset* validation,
         const FitCallbacks& callbacks) {
  fit_from({}, host, train, validation, callbacks);
}

void resume_fit(FitHost& host, const Dataset& train, const Dataset* validation,
                const FitCallbacks& callbacks) {
  const TrainingState& state = host.training_state();
  fit_from({state.position, state.progress}, host, train, validation, callbacks);
}

void fit_stream(FitHost& host, const RowStream& stream, const Dataset* validation,
                const FitCallbacks& callbacks) {
  if (validation != nullptr) host.check_fits(*validation, "validation");
  check_stream(host, stream, validation);
  if (validation != nullptr && !host.scaling().empty()) {
    host.check_scaled(*validation, "validation");
  }
  const FitSizes sizes = sizes_for(host.settings(), 0);
  StreamSource source(stream, host, sizes.group());
  Fitter fitter(host, source, sizes, {}, validation, callbacks);
  fitter.weigh(nullptr, host.class_weights());
  fitter.reserve(source.target_bytes());
  fitter.run();
}

}  // namespace neuro
