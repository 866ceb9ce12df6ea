/* SPDX-License-Identifier: MIT */
#include "training.h"

#include <inttypes.h>
#include <stdio.h>

#include "json.h"
#include "report.h"
#include "signals.h"

static void print_epoch(const nn_progress* now) {
  json_open(NULL, '{');
  json_integer("epoch", now->epoch);
  json_integer("epochs", now->epochs);
  json_integer("rows", now->rows);
  json_real("loss", now->loss, NN_F64);
  json_real("accuracy", now->accuracy, NN_F64);
  json_real("validation_loss", now->validation_loss, NN_F64);
  json_real("validation_accuracy", now->validation_accuracy, NN_F64);
  json_real("learning_rate", now->learning_rate, NN_F64);
  json_real("seconds", now->seconds, NN_F64);
  json_real("rows_per_second", now->rows_per_second, NN_F64);
  json_close('}');
  fflush(stdout); /* whether that went well, is asked at the end: the model is what matters */
}

static void save_checkpoint(struct training* training) {
  if (nn_save_checkpoint(training->network, training->path) == NN_OK) {
    training->saved_epoch = training->last.epoch;
    return;
  }
  progress_end(&training->progress);
  complain("a checkpoint could not be saved, training goes on: %s", nn_last_error());
}

/* After every batch: so that Ctrl-C need not wait. */
static int32_t watch(const nn_progress* now, void* user) {
  struct training* training = user;
  training->last = *now;
  progress_show(&training->progress, now);
  if (now->epoch_ended) {
    ++training->epochs;
    if (training->json) print_epoch(now);
    if (now->epoch == now->epochs) return 0; /* nothing is left to be interrupted */
  }
  if (training->checkpoint_every > 0 && now->seconds >= training->next_checkpoint) {
    save_checkpoint(training);
    training->next_checkpoint = now->seconds + training->checkpoint_every;
  }
  return caught_signal();
}

static void fail_not_finite(const struct training* training) {
  complain("training: %s: try a smaller --rate, or --scaling", nn_last_error());
  if (training->saved_epoch == 0) fail(EXIT_FAILED, "nothing of this run is saved");
  fail(EXIT_FAILED, "nothing is saved since the last checkpoint: %s is from epoch %" PRId64,
       training->path, training->saved_epoch);
}

/* What has been learnt before the machine had too little of something, is kept. */
static void complain_of_shortage(struct training* training, nn_status status) {
  training->has_failed = training->last.struct_size != 0;
  if (!training->has_failed) check(status, "training");
  complain("training: %s",
           status == NN_ERROR_OUT_OF_MEMORY ? "there is not enough memory" : nn_last_error());
}

void train_network(struct training* training, const nn_dataset* train,
                   const nn_dataset* validation) {
  training->next_checkpoint = training->checkpoint_every;
  training->last.struct_size = 0;
  training->saved_epoch = 0;
  training->progress = progress_begin();
  catch_signals();
  const nn_status status = nn_resume(training->network, train, validation, watch, training);
  progress_end(&training->progress);
  training->is_interrupted = status == NN_ERROR_CANCELLED;
  if (status == NN_ERROR_NOT_FINITE) fail_not_finite(training);
  if (status == NN_ERROR_INVALID_ARGUMENT) fail(EXIT_BAD_FILE, "training: %s", nn_last_error());
  if (status == NN_ERROR_OUT_OF_MEMORY || status == NN_ERROR_THREAD)
    complain_of_shortage(training, status);
  else if (!training->is_interrupted)
    check(status, "training");
}
