/* SPDX-License-Identifier: MIT
 *
 * neuro train: from files to a model file, or further with one.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "data.h"
#include "json.h"
#include "model.h"
#include "number.h"
#include "report.h"
#include "signals.h"
#include "target.h"
#include "train_options.h"
#include "training.h"

struct sets {
  struct table train, validation;
  struct origin origin;
  size_t classes;
};

/* ------------------------------------------------------------------------------- going on -- */

static void contradiction(const struct train_options* options, const char* option,
                          const char* value) {
  fail(EXIT_USAGE,
       "--%s contradicts %s, which was trained with %s: leave it out to go on, or train a new "
       "network without --resume",
       option, options->save, value);
}

static void check_same_number(const struct train_options* options, const nn_network* network,
                              nn_option option, const char* name) {
  int64_t wanted = 0;
  char text[NUMBER_SIZE];
  check(nn_options_get_int(options->network, option, &wanted), "reading an option");
  const int64_t have = model_int(network, option);
  snprintf(text, sizeof text, "%" PRId64, have);
  if (wanted != have) contradiction(options, name, text);
}

static void check_same_layers(const struct train_options* options, const nn_network* network) {
  int same = nn_layer_count(network) == options->hidden_count + 2;
  for (size_t i = 0; same && i < options->hidden_count; ++i)
    same = nn_layer_size(network, i + 1) == options->hidden[i];
  if (!same) contradiction(options, "layers", "other layers");
}

/* What the command line says must be what the model says. */
static void check_agreement(const struct train_options* options, const nn_network* network,
                            const struct origin* origin) {
  char text[NUMBER_SIZE];
  const int64_t scaling = model_int(network, NN_OPTION_INPUT_SCALING);
  int64_t wanted = 0;
  if (model_int(network, NN_OPTION_OUTPUT) != NN_OUTPUT_SOFTMAX)
    fail(EXIT_BAD_FILE, "%s: does not tell classes apart, which is all that train can train",
         options->save);
  check(nn_options_get_int(options->network, NN_OPTION_INPUT_SCALING, &wanted), "reading options");
  if (options->has_scaling && wanted != scaling)
    contradiction(options, "scaling", scaling_name(scaling));
  if (options->has_type && model_int(network, NN_OPTION_TYPE) != NN_F64)
    contradiction(options, "f64", "single precision");
  if (options->has_seed) check_same_number(options, network, NN_OPTION_SEED, "seed");
  if (options->has_batch) check_same_number(options, network, NN_OPTION_BATCH_SIZE, "batch");
  if (options->has_layers) check_same_layers(options, network);
  if (origin->kind == DATA_UNKNOWN) return;
  if ((origin->kind == DATA_IDX) != (options->data.count == 2))
    fail(EXIT_USAGE, "%s was trained on %s, and goes on with that only", options->save,
         origin->kind == DATA_IDX ? "IDX files" : "a CSV file");
  if (options->has_label && origin->has_label && options->label != origin->label) {
    snprintf(text, sizeof text, "%" PRId64, origin->label);
    contradiction(options, "label", text);
  }
  if (options->split > 0 && options->split != origin->split)
    contradiction(options, "validation-split",
                  origin->split > 0 ? format_number(text, origin->split, NN_F64) : "all rows");
  if (options->validation.count > 0 && origin->split > 0)
    contradiction(options, "validation", "--validation-split instead");
}

/* Options that may change from one part of the training to the next. */
static nn_network* load_to_go_on(const struct train_options* options) {
  nn_options* changes = NULL;
  check(nn_options_create(&changes), "creating options");
  int64_t epochs = 0, workers = 0;
  double rate = 0;
  check(nn_options_get_int(options->network, NN_OPTION_EPOCHS, &epochs), "reading options");
  check(nn_options_get_int(options->network, NN_OPTION_WORKERS, &workers), "reading options");
  check(nn_options_get_real(options->network, NN_OPTION_LEARNING_RATE, &rate), "reading options");
  if (options->has_epochs)
    check(nn_options_set_int(changes, NN_OPTION_EPOCHS, epochs), "setting options");
  if (options->has_rate)
    check(nn_options_set_real(changes, NN_OPTION_LEARNING_RATE, rate), "setting options");
  check(nn_options_set_int(changes, NN_OPTION_WORKERS, workers), "setting options");
  check(nn_options_set_real(changes, NN_OPTION_PROGRESS_INTERVAL, 0), "setting options");
  nn_network* network = load_model(options->save, changes);
  nn_options_destroy(changes);
  return network;
}

/* ------------------------------------------------------------------------------------- data -- */

static void load_sets(const struct train_options* options, const struct origin* before,
                      int64_t seed, struct sets* sets) {
  nn_type narrowest = NN_F64;
  memset(sets, 0, sizeof *sets);
  sets->origin.has_label = options->has_label || before->has_label;
  sets->origin.label = options->has_label ? options->label : before->label;
  sets->train = load_training_table(&options->data, &sets->origin, &narrowest);
  sets->classes = nn_dataset_classes(sets->train.dataset);
  const size_t rows = nn_dataset_rows(sets->train.dataset);
  note("training set   %s: %zu rows of %zu columns, %zu classes", options->data.paths[0], rows,
       nn_dataset_cols(sets->train.dataset), sets->classes);
  if (sets->origin.kind == DATA_CSV) note("labels         in column %" PRId64, sets->origin.label);
  if (before->kind != DATA_UNKNOWN && before->fingerprint != sets->origin.fingerprint)
    complain("%s: is not the data that %s was trained with before: going on with it",
             options->data.paths[0], options->save);
  sets->origin.split = options->split > 0 ? options->split : before->split;
  if (sets->origin.split > 0) {
    hold_out(&sets->train, &sets->validation, &sets->origin, narrowest, seed);
    note("validation     %zu of these rows, held out (seed %" PRId64 ")",
         nn_dataset_rows(sets->validation.dataset), seed);
  } else if (options->validation.count > 0) {
    sets->validation = load_table(&options->validation, sets->origin.label);
    note("validation     %s: %zu rows", options->validation.paths[0],
         nn_dataset_rows(sets->validation.dataset));
  }
}

/* ---------------------------------------------------------------------------------- network -- */

static nn_network* create_network(const struct train_options* options, const struct sets* sets) {
  const size_t rows = nn_dataset_rows(sets->train.dataset);
  if (sets->classes < 2 || sets->classes > rows)
    fail(EXIT_BAD_FILE, "%s: labels of 0 ... %zu in %zu rows cannot be learnt: try another --label",
         options->data.paths[0], sets->classes - 1, rows);
  if (!options->has_scaling && sets->origin.kind == DATA_CSV)
    check(nn_options_set_int(options->network, NN_OPTION_INPUT_SCALING, NN_SCALING_MIN_MAX),
          "setting options");
  check(nn_options_set_real(options->network, NN_OPTION_PROGRESS_INTERVAL, 0), "setting options");
  size_t sizes[MAX_HIDDEN + 2] = {nn_dataset_cols(sets->train.dataset)};
  memcpy(sizes + 1, options->hidden, options->hidden_count * sizeof *sizes);
  sizes[options->hidden_count + 1] = sets->classes;
  nn_network* network = NULL;
  check(nn_create(&network, sizes, options->hidden_count + 2, options->network),
        "creating the network");
  return network;
}

static void describe(const nn_network* network) {
  if (is_quiet()) return;
  const int64_t workers = model_int(network, NN_OPTION_WORKERS);
  fputs("network        ", stderr);
  print_layers(stderr, network);
  note(", %s precision, learning rate %g, batch %" PRId64 ", seed %" PRId64 ", %" PRId64
       " worker%s",
       model_int(network, NN_OPTION_TYPE) == NN_F64 ? "double" : "single",
       model_real(network, NN_OPTION_LEARNING_RATE), model_int(network, NN_OPTION_BATCH_SIZE),
       model_int(network, NN_OPTION_SEED), workers, workers == 1 ? "" : "s");
}

/* ---------------------------------------------------------------------------------- the end -- */

/* An argument as a shell needs it. */
static void print_argument(const char* text) {
  static const char plain[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+,-./:=@_";
  if (*text != '\0' && text[strspn(text, plain)] == '\0') {
    fprintf(stderr, " %s", text);
    return;
  }
  fputs(" '", stderr);
  for (; *text != '\0'; ++text) {
    if (*text == '\'')
      fputs("'\\''", stderr);
    else
      fputc(*text, stderr);
  }
  fputc('\'', stderr);
}

static void say_how_to_go_on(const struct train_options* options) {
  fputs("To go on: neuro train", stderr);
  for (int i = 0; i < options->data.count; ++i) print_argument(options->data.paths[i]);
  if (options->validation.count > 0) fputs(" --validation", stderr);
  for (int i = 0; i < options->validation.count; ++i) print_argument(options->validation.paths[i]);
  fputs(" --save", stderr);
  print_argument(options->save);
  fputs(" --resume\n", stderr);
}

static void print_json(const struct train_options* options, const struct training* training) {
  const nn_network* network = training->network;
  nn_epoch epoch = {.struct_size = sizeof epoch};
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
    check(nn_history(network, finished - 1, &epoch), "reading the history");
    json_real("loss", epoch.loss, NN_F64);
    json_real("accuracy", epoch.accuracy, NN_F64);
    json_real("validation_loss", epoch.validation_loss, NN_F64);
    json_real("validation_accuracy", epoch.validation_accuracy, NN_F64);
  }
  json_close('}');
}

static void print_summary(const struct train_options* options, const struct training* training) {
  const nn_progress* last = &training->last;
  if (is_quiet() || training->is_interrupted || training->has_failed) return;
  printf("saved %s: %" PRId64 " epochs, loss %.4f, accuracy %.2f%%", options->save, last->epoch,
         last->loss, 100 * last->accuracy);
  if (!isnan(last->validation_accuracy))
    printf(", validation accuracy %.2f%%", 100 * last->validation_accuracy);
  putchar('\n');
}

static int finish(const struct train_options* options, const struct training* training) {
  const nn_progress* last = &training->last;
  if (last->struct_size == 0) {
    note("nothing is left to train: %s has its %" PRId64 " epochs; try more --epochs",
         options->save, model_int(training->network, NN_OPTION_EPOCHS));
  } else {
    check(nn_save_checkpoint(training->network, options->save), "saving the model");
    if (!options->json) print_summary(options, training);
  }
  if (options->json) print_json(options, training);
  check_output();
  if (!training->is_interrupted && !training->has_failed) return EXIT_FINE;
  complain("%s in epoch %" PRId64 " of %" PRId64 "; %s is saved",
           training->has_failed ? "stopped" : "interrupted", last->epoch, last->epochs,
           options->save);
  say_how_to_go_on(options);
  return training->has_failed ? EXIT_FAILED : 128 + caught_signal();
}

int command_train(int argc, char** argv) {
  struct train_options options;
  struct origin before;
  struct sets sets;
  struct training training;
  parse_train_options(&options, argc, argv);
  check_not_data(options.save, &options.data);
  check_not_data(options.save, &options.validation);
  check_target(options.save, options.resume  ? TARGET_GO_ON
                             : options.force ? TARGET_REPLACE
                                             : TARGET_NEW);
  memset(&before, 0, sizeof before);
  memset(&training, 0, sizeof training);

  nn_network* network = NULL;
  int64_t seed = 0;
  check(nn_options_get_int(options.network, NN_OPTION_SEED, &seed), "reading options");
  if (options.resume) {
    network = load_to_go_on(&options);
    before = load_origin(network, options.save);
    check_agreement(&options, network, &before);
    seed = model_int(network, NN_OPTION_SEED);
  }
  load_sets(&options, &before, seed, &sets);
  if (!options.resume) network = create_network(&options, &sets);
  store_origin(network, &sets.origin);
  describe(network);

  training.network = network;
  training.path = options.save;
  training.checkpoint_every = options.checkpoint_every;
  training.json = options.json;
  train_network(&training, sets.train.dataset, sets.validation.dataset);
  const int status = finish(&options, &training);

  nn_destroy(network);
  free_table(&sets.train);
  free_table(&sets.validation);
  nn_options_destroy(options.network);
  return status;
}
