/* SPDX-License-Identifier: MIT
 *
 * Fitting a network to a dataset, and evaluating it.
 * A chapter of neuro.h.
 */
#if !defined(NEURO_H) || defined(NEURO_FIT_H)
#error "include <neuro.h> instead of its chapters"
#endif
#define NEURO_FIT_H

/* How far nn_fit() has come. The library fills it; struct_size says how much of it the library
 * knows, so that a program built against a newer header can tell which fields are there. */
typedef struct nn_progress {
  size_t struct_size;
  int64_t epoch;              /* 1 ... epochs, within this nn_fit() */
  int64_t epochs;             /* NN_OPTION_EPOCHS */
  int64_t batch;              /* batches finished in this epoch, 1 ... batches */
  int64_t batches;            /* batches an epoch */
  int64_t rows;               /* rows finished in this epoch */
  int64_t rows_per_epoch;     /* rows of the training set */
  double loss;                /* mean over this epoch's rows so far, each before its update */
  double accuracy;            /* likewise, 0 ... 1; NaN with NN_OUTPUT_IDENTITY */
  double validation_loss;     /* NaN but at the end of an epoch with a validation set */
  double validation_accuracy; /* likewise */
  double seconds;             /* since nn_fit() or nn_resume() was called */
  double seconds_left;        /* estimate until its end */
  double rows_per_second;     /* rows trained a second since then */
  int32_t epoch_ended;        /* 1 at the end of an epoch, else 0 */
  int32_t reserved;           /* 0 */
} nn_progress;

/* Called by nn_fit(), on the thread that called it. progress is valid during the call. Returns 0
 * to go on, anything else to stop and keep what is learnt. It may call nn_predict(), nn_save(),
 * nn_save_checkpoint() and getters on the network, nothing that trains, changes or destroys it, and
 * must not throw or longjmp. */
typedef int32_t (*nn_progress_fn)(const nn_progress* progress, void* user);

/* Trains for NN_OPTION_EPOCHS epochs in batches of NN_OPTION_BATCH_SIZE. Every epoch visits every
 * row once, in an order drawn anew from the seed; the last, partial batch is trained as well. A
 * further nn_fit() goes on where the last one ended, with new orders.
 *
 *   validation  evaluated after each epoch, never trained on; or NULL
 *   callback    told about progress, or NULL; user is handed to it and may be NULL
 *
 * Errors: INVALID_ARGUMENT (NULL, datasets that do not fit the network: columns, labels, targets),
 * CANCELLED (the callback stopped it), NOT_FINITE (the loss is no longer finite), OUT_OF_MEMORY,
 * THREAD. What was learnt before an error is kept, the batch that failed is not. The network must
 * not be in use by another thread. Since 0.1. */
NN_API nn_status nn_fit(nn_network* network, const nn_dataset* train, const nn_dataset* validation,
                        nn_progress_fn callback, void* user) NN_NOEXCEPT;

/* Goes on with the network's last nn_fit() until it has NN_OPTION_EPOCHS epochs: with the rest of
 * the epoch in which the callback, an error or the end of a process (nn_save_checkpoint, nn_load)
 * stopped it, on the same rows in the same order, then with the epochs that are left. With the same
 * training set the weights become, bit for bit, those of a fit that was never stopped. Where the
 * fit has all its epochs this does nothing (raise NN_OPTION_EPOCHS to go on); where there was none,
 * or it was not saved, it is nn_fit(). Arguments, errors and thread-safety as nn_fit(); also
 * INVALID_ARGUMENT for a training set that has not as many rows as the epoch that was stopped.
 * Since 0.1. */
NN_API nn_status nn_resume(nn_network* network, const nn_dataset* train,
                           const nn_dataset* validation, nn_progress_fn callback,
                           void* user) NN_NOEXCEPT;

/* One epoch that a network was fitted, as it was reported at its end. Set struct_size to
 * sizeof(nn_epoch) before the call: the library fills no more than that. */
typedef struct nn_epoch {
  size_t struct_size;
  int64_t rows;               /* rows trained */
  double learning_rate;       /* at its end */
  double loss;                /* mean over the rows, each before its update */
  double accuracy;            /* likewise, 0 ... 1; NaN with NN_OUTPUT_IDENTITY */
  double validation_loss;     /* NaN without a validation set */
  double validation_accuracy; /* likewise */
} nn_epoch;

/* How many finished epochs a network remembers, over all its fits (the last 65536 at most), and
 * epoch i of them, 0 being the first. Model files keep them. Errors: INVALID_ARGUMENT (NULL, i, a
 * struct_size smaller than that of 0.1). Safe from several threads while none changes the network.
 * Since 0.1. */
NN_API size_t nn_history_count(const nn_network* network) NN_NOEXCEPT;
NN_API nn_status nn_history(const nn_network* network, size_t i, nn_epoch* epoch) NN_NOEXCEPT;

/* What nn_evaluate() found out. Set struct_size to sizeof(nn_metrics) before the call: the library
 * fills no more than that, so that the struct may grow. */
typedef struct nn_metrics {
  size_t struct_size;
  int64_t rows;    /* rows evaluated */
  int64_t correct; /* rows whose largest output is the target's class; 0 with NN_OUTPUT_IDENTITY */
  double loss;     /* mean loss */
  double accuracy; /* correct / rows; NaN with NN_OUTPUT_IDENTITY */
} nn_metrics;

/* Predicts a dataset and compares. Among equal outputs (or dense targets) the first counts as the
 * largest. Errors: INVALID_ARGUMENT (NULL, a struct_size smaller than that of 0.1, a dataset that
 * does not fit the network), OUT_OF_MEMORY. Safe from several threads at once on one network that
 * is not being trained or changed. Since 0.1. */
NN_API nn_status nn_evaluate(const nn_network* network, const nn_dataset* dataset,
                             nn_metrics* metrics) NN_NOEXCEPT;
