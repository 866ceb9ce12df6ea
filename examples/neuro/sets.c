/* SPDX-License-Identifier: MIT */
#include "sets.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "likeness.h"
#include "mistakes.h"
#include "report.h"

static void describe_training(const struct train_options* options, const struct sets* sets) {
  const int are_numbers = wants_numbers(options) || has_number_targets(&sets->origin.csv);
  note("training set   %s: %zu rows of %zu columns, %zu %s%s", options->data.paths[0],
       nn_dataset_rows(sets->train.dataset), nn_dataset_cols(sets->train.dataset), sets->targets,
       are_numbers ? "number" : "classes", are_numbers ? " to tell" : "");
  if (sets->origin.kind == DATA_CSV)
    note("%s in column %" PRId64, are_numbers ? "targets       " : "labels        ",
         sets->origin.csv.label);
}

static void find_width(const struct train_options* options, const struct origin* before,
                       struct origin* origin, size_t cols) {
  if (origin->width == 0) origin->width = options->width > 0 ? options->width : before->width;
  if (options->width > 0) find_picture_size(origin, cols, "--width");
  if (options->mistakes != NULL) find_picture_size(origin, cols, "--mistakes");
  if (origin->width > 0 && origin->height == 0) origin->height = cols / origin->width;
}

struct sets load_sets(const struct train_options* options, const struct origin* before,
                      const nn_dataset* like, int64_t seed) {
  struct sets sets;
  memset(&sets, 0, sizeof sets);
  sets.origin.csv = merge_csv_formats(&options->csv, &before->csv);
  sets.train = load_training_table(&options->data, &sets.origin, like);
  const nn_dataset* train = sets.train.dataset;
  if (options->resume) check_class_names(train, like, options->data.paths[0]);
  sets.targets =
      nn_dataset_classes(train) > 0 ? nn_dataset_classes(train) : nn_dataset_target_cols(train);
  describe_training(options, &sets);
  find_width(options, before, &sets.origin, nn_dataset_cols(train));
  if (before->kind != DATA_UNKNOWN && before->fingerprint != sets.origin.fingerprint)
    complain("%s: is not the data that %s was trained with before: going on with it",
             options->data.paths[0], options->save);
  if (options->validation.count > 0)
    sets.validation = load_table(&options->validation, &sets.origin.csv, train);
  sets.classes = dataset_classes(train);
  sets.fill = describe_fill(&sets.origin, train);
  sets.origin.split = options->split > 0 ? options->split : before->split;
  if (sets.origin.split > 0) {
    hold_out(&sets.train, &sets.validation, sets.origin.split, seed);
    note("validation     %zu of these rows, held out (seed %" PRId64 ")",
         nn_dataset_rows(sets.validation.dataset), seed);
  } else if (options->validation.count > 0) {
    note("validation     %s: %zu rows", options->validation.paths[0],
         nn_dataset_rows(sets.validation.dataset));
  }
  return sets;
}

void free_sets(struct sets* sets) {
  free_table(&sets->train);
  free_table(&sets->validation);
  free_classes(&sets->classes);
  free(sets->fill);
}
