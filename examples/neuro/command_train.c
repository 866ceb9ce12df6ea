/* SPDX-License-Identifier: MIT
 *
 * neuro train: from files to a model file, or further with one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "choices.h"
#include "command.h"
#include "going_on.h"
#include "likeness.h"
#include "model.h"
#include "report.h"
#include "sets.h"
#include "target.h"
#include "train_end.h"
#include "train_options.h"
#include "training.h"

static void check_targets(const struct train_options* options) {
  const struct target_file files[] = {
      {"--save", options->save}, {"--curve", options->curve}, {"--mistakes", options->mistakes}};
  const size_t count = sizeof files / sizeof *files;
  for (size_t i = 0; i < count; ++i) {
    check_not_data(&files[i], &options->data);
    check_not_data(&files[i], &options->validation);
    for (size_t k = 0; k < i; ++k) check_not_same(&files[i], &files[k]);
    if (i > 0 && files[i].path != NULL) check_target(files[i].path, TARGET_REPLACE);
  }
  check_target(options->save, options->resume  ? TARGET_GO_ON
                              : options->force ? TARGET_REPLACE
                                               : TARGET_NEW);
}

static void set_option(const struct train_options* options, nn_option option, int64_t value) {
  if (!is_given(&options->network, option))
    check(nn_options_set_int(options->network.set, option, value), "setting options");
}

static size_t count_outputs(const struct train_options* options, const struct sets* sets) {
  int64_t output = 0;
  check(nn_options_get_int(options->network.set, NN_OPTION_OUTPUT, &output), "reading options");
  return output == NN_OUTPUT_SIGMOID && sets->targets == 2 ? 1 : sets->targets;
}

static nn_network* create_network(const struct train_options* options, const struct sets* sets) {
  const size_t rows = nn_dataset_rows(sets->train.dataset);
  if (wants_numbers(options))
    set_option(options, NN_OPTION_OUTPUT, NN_OUTPUT_IDENTITY);
  else if (sets->targets < 2 || sets->targets > rows)
    fail(EXIT_BAD_FILE, "%s: labels of 0 ... %zu in %zu rows cannot be learnt: try another --label",
         options->data.paths[0], sets->targets - 1, rows);
  if (sets->origin.kind == DATA_CSV)
    set_option(options, NN_OPTION_INPUT_SCALING, NN_SCALING_MIN_MAX);
  check(nn_options_set_real(options->network.set, NN_OPTION_PROGRESS_INTERVAL, 0),
        "setting options");
  size_t sizes[MAX_HIDDEN + 2] = {nn_dataset_cols(sets->train.dataset)};
  memcpy(sizes + 1, options->hidden, options->hidden_count * sizeof *sizes);
  sizes[options->hidden_count + 1] = count_outputs(options, sets);
  nn_network* network = NULL;
  check(nn_create(&network, sizes, options->hidden_count + 2, options->network.set),
        "creating the network");
  return network;
}

/* Before hours are spent: whether there will be mistakes that can be shown. */
static void check_mistakes(const struct train_options* options, const nn_network* network) {
  const int64_t output = model_int(network, NN_OPTION_OUTPUT);
  if (options->mistakes == NULL || output == NN_OUTPUT_SOFTMAX) return;
  if (output == NN_OUTPUT_IDENTITY || model_outputs(network) > 1)
    fail(EXIT_USAGE,
         "--mistakes: needs rows of one class each, and a network that tells it; with "
         "%s output, there are none",
         choice_name(NN_OPTION_OUTPUT, output));
}

static void describe(const nn_network* network) {
  if (is_quiet()) return;
  const int64_t workers = model_int(network, NN_OPTION_WORKERS);
  const int64_t schedule = model_int(network, NN_OPTION_SCHEDULE);
  fputs("network        ", stderr);
  print_layers(stderr, network);
  fputs(", ", stderr);
  print_choices(stderr, network, NN_OPTION_ACTIVATION);
  note(", %s output, %s precision",
       choice_name(NN_OPTION_OUTPUT, model_int(network, NN_OPTION_OUTPUT)),
       model_int(network, NN_OPTION_TYPE) == NN_F64 ? "double" : "single");
  note("training       %s, learning rate %g%s%s, batch %" PRId64 ", seed %" PRId64 ", %" PRId64
       " worker%s",
       choice_name(NN_OPTION_OPTIMIZER, model_int(network, NN_OPTION_OPTIMIZER)),
       model_real(network, NN_OPTION_LEARNING_RATE), schedule == NN_SCHEDULE_CONSTANT ? "" : " ",
       schedule == NN_SCHEDULE_CONSTANT ? "" : choice_name(NN_OPTION_SCHEDULE, schedule),
       model_int(network, NN_OPTION_BATCH_SIZE), model_int(network, NN_OPTION_SEED), workers,
       workers == 1 ? "" : "s");
}

int command_train(int argc, char** argv) {
  struct train_options options;
  struct origin before;
  struct training training;
  nn_dataset* like = NULL;
  parse_train_options(&options, argc, argv);
  check_targets(&options);
  memset(&before, 0, sizeof before);
  memset(&training, 0, sizeof training);

  nn_network* network = NULL;
  int64_t seed = 0;
  check(nn_options_get_int(options.network.set, NN_OPTION_SEED, &seed), "reading options");
  if (options.resume) {
    network = load_to_go_on(&options, &before);
    like = model_likeness(network, &before, options.save);
    seed = model_int(network, NN_OPTION_SEED);
  }
  struct sets sets = load_sets(&options, &before, like, seed);
  if (!options.resume) {
    network = create_network(&options, &sets);
    store_classes(network, &sets.classes);
    store_fill(network, sets.fill);
  }
  check_mistakes(&options, network);
  store_origin(network, &sets.origin);
  describe(network);

  training.network = network;
  training.path = options.save;
  training.checkpoint_every = options.checkpoint_every;
  training.json = options.json;
  train_network(&training, sets.train.dataset, sets.validation.dataset);
  const int status = finish_training(&options, &training, &sets);

  nn_destroy(network);
  nn_dataset_destroy(like);
  free_sets(&sets);
  nn_options_destroy(options.network.set);
  return status;
}
