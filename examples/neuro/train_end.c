/* SPDX-License-Identifier: MIT */
#include "train_end.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "confusion.h"
#include "curve.h"
#include "history.h"
#include "json.h"
#include "mistakes.h"
#include "model.h"
#include "report.h"
#include "shell.h"
#include "signals.h"

static void say_how_to_go_on(const struct train_options* options) {
  fputs("To go on: neuro train", stderr);
  for (int i = 0; i < options->data.count; ++i) print_argument(stderr, options->data.paths[i]);
  if (options->validation.count > 0) fputs(" --validation", stderr);
  for (int i = 0; i < options->validation.count; ++i)
    print_argument(stderr, options->validation.paths[i]);
  fputs(" --save", stderr);
  print_argument(stderr, options->save);
  fputs(" --resume\n", stderr);
}

/* Early stopping ends with the parameters of the best epoch. */
static int stops_early(const nn_network* network) {
  return model_int(network, NN_OPTION_EARLY_STOPPING) > 0;
}

/* ------------------------------------------------------------------------------------ words -- */

static void print_json(const struct train_options* options, const struct training* training,
                       const nn_evaluation* validated, const struct classes* classes) {
  const nn_network* network = training->network;
  const size_t finished = nn_history_count(network);
  json_open(NULL, '{');
  json_string("model", options->save);
  json_string("status", training->is_interrupted ? "interrupted"
                        : training->has_failed   ? "failed"
                                                 : "finished");
  json_integer("epochs_trained", training->epochs);
  json_integer("epochs_finished", (int64_t)finished);
  json_integer("steps", nn_step_count(network));
  json_integer("parameters", model_parameters(network));
  json_layers(network);
  if (finished > 0) {
    const nn_epoch epoch = get_epoch(network, finished - 1);
    json_integer("best_epoch", (int64_t)best_epoch(network) + 1);
    json_real("loss", epoch.loss, NN_F64);
    json_real("accuracy", epoch.accuracy, NN_F64);
    json_real("validation_loss", epoch.validation_loss, NN_F64);
    json_real("validation_accuracy", epoch.validation_accuracy, NN_F64);
  }
  if (options->scores.details && validated != NULL) {
    json_open("validation", '{');
    json_scores(validated, classes, &options->scores);
    json_close('}');
  }
  json_close('}');
}

static void print_summary(const struct train_options* options, const struct training* training) {
  const nn_network* network = training->network;
  const size_t finished = nn_history_count(network);
  if (finished == 0) return;
  const size_t shown = stops_early(network) ? best_epoch(network) : finished - 1;
  const nn_epoch epoch = get_epoch(network, shown);
  printf("saved %s: %" PRId64 " epochs", options->save, training->last.epoch);
  if (stops_early(network)) printf(", the best one was %zu", shown + 1);
  printf(", loss %.4f", epoch.loss);
  if (!isnan(epoch.accuracy)) printf(", accuracy %.2f%%", 100 * epoch.accuracy);
  if (!isnan(epoch.validation_accuracy))
    printf(", validation accuracy %.2f%%", 100 * epoch.validation_accuracy);
  else if (!isnan(epoch.validation_loss))
    printf(", validation loss %.4f", epoch.validation_loss);
  putchar('\n');
}

static void print_scores(const struct train_options* options, const nn_evaluation* validated,
                         const struct classes* classes) {
  if (options->scores.details) {
    fputs("validation: ", stdout);
    print_score_line(validated);
    print_score_table(validated, classes, 1);
  }
  if (!has_confusion(validated)) return;
  putchar('\n');
  print_confusion(validated, classes);
}

/* --------------------------------------------------------------------------------- pictures -- */

static int draw_mistakes(const struct train_options* options, const nn_evaluation* evaluation,
                         const struct sets* sets) {
  const nn_dataset* validation = sets->validation.dataset;
  const struct sheet sheet = {.title = options->save,
                              .set = validation != NULL ? "validation" : "training",
                              .dataset = validation != NULL ? validation : sets->train.dataset,
                              .evaluation = evaluation,
                              .classes = &sets->classes,
                              .origin = &sets->origin,
                              .most = options->mistakes_count};
  return save_mistakes(&sheet, options->mistakes);
}

/* Returns whether something could not be drawn, which has been said. */
static int draw_pictures(const struct train_options* options, const nn_network* network,
                         const struct sets* sets, const nn_evaluation* validated) {
  int status = 0;
  if (options->curve != NULL) status |= save_curve(network, options->save, options->curve);
  if (options->mistakes == NULL) return status;
  if (validated != NULL) return status | draw_mistakes(options, validated, sets);
  nn_evaluation* evaluation = evaluate(network, sets->train.dataset, options->data.paths[0]);
  status |= draw_mistakes(options, evaluation, sets);
  nn_evaluation_destroy(evaluation);
  return status;
}

/* ---------------------------------------------------------------------------------- the end -- */

/* What is looked at on the validation set, if anything is. */
static nn_evaluation* validate(const struct train_options* options, const struct training* training,
                               const struct sets* sets) {
  const int is_stopped = training->is_interrupted || training->has_failed;
  const int prints = options->json ? options->scores.details : !is_quiet() && !is_stopped;
  if (sets->validation.dataset == NULL || !(prints || options->mistakes != NULL)) return NULL;
  return evaluate(
      training->network, sets->validation.dataset,
      options->validation.count > 0 ? options->validation.paths[0] : options->data.paths[0]);
}

int finish_training(const struct train_options* options, const struct training* training,
                    const struct sets* sets) {
  const nn_progress* last = &training->last;
  const int is_stopped = training->is_interrupted || training->has_failed;
  const int is_talking = !options->json && !is_quiet() && !is_stopped;
  if (last->struct_size == 0)
    note("nothing is left to train: %s has its %" PRId64 " epochs%s; try more --epochs",
         options->save, model_int(training->network, NN_OPTION_EPOCHS),
         stops_early(training->network) ? ", or has stopped early" : "");
  else
    check(nn_save_checkpoint(training->network, options->save), "saving the model");
  nn_evaluation* validated = validate(options, training, sets);
  if (is_talking && last->struct_size != 0) print_summary(options, training);
  if (is_talking && validated != NULL) print_scores(options, validated, &sets->classes);
  if (options->json) print_json(options, training, validated, &sets->classes);
  check_output();
  const int failed = draw_pictures(options, training->network, sets, validated) != 0;
  nn_evaluation_destroy(validated);
  if (!is_stopped) return failed ? EXIT_FAILED : EXIT_FINE;
  complain("%s in epoch %" PRId64 " of %" PRId64 "; %s is saved",
           training->has_failed ? "stopped" : "interrupted", last->epoch, last->epochs,
           options->save);
  say_how_to_go_on(options);
  return training->has_failed ? EXIT_FAILED : 128 + caught_signal();
}
