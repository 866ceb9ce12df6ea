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
  int32_t stopped_early;      /* 1 where NN_OPTION_EARLY_STOPPING ends the fit with it, else 0 */
  double learning_rate;       /* of the last step, as the schedule gave it */
  int64_t steps;              /* of the network, as nn_step_count() */
} nn_progress;

/* Called by nn_fit(), on the thread that called it. progress is valid during the call. Returns 0
 * to go on, anything else to stop and keep what is learnt. It may call whatever several threads may
 * call at once on a network (predict, evaluate, save, get), nn_set_int(), nn_set_real(),
 * nn_set_metadata() and nn_cancel(); what trains the network or changes its parameters is refused
 * there (INVALID_ARGUMENT). It must not destroy the network, throw or longjmp: what would be left
 * of the network is undefined. NN_OPTION_LEARNING_RATE (which any schedule then goes on from),
 * NN_OPTION_LABEL_SMOOTHING, NN_OPTION_NORMALISATION_MOMENTUM and the real options of the optimizer
 * and of regularisation hold from the next step on, all others from the next fit. */
typedef int32_t (*nn_progress_fn)(const nn_progress* progress, void* user);

/* Trains for NN_OPTION_EPOCHS epochs in batches of NN_OPTION_BATCH_SIZE. Every epoch visits every
 * row once, in an order drawn anew from the seed (NN_OPTION_SHUFFLE); the last, partial batch is
 * trained as well. A further nn_fit() goes on where the last one ended, with new orders, and begins
 * its schedule and its early stopping anew.
 *
 *   validation  evaluated after each epoch, never trained on; or NULL: NN_OPTION_VALIDATION_SPLIT
 *               says what is set apart for that
 *   callback    told about progress, or NULL; user is handed to it and may be NULL
 *
 * Rows count what nn_dataset_set_weights() and, where targets are labels, NN_OPTION_BALANCE_CLASSES
 * and nn_set_class_weights() say: the mean loss of a step is the sum of its rows' losses, each
 * times its weights, over the number of rows. Losses that are reported are weighted likewise, but
 * those of a validation are not.
 *
 * Errors: INVALID_ARGUMENT (NULL, datasets that do not fit the network: columns, labels, targets;
 * one row that is to be split, classes that are to be balanced where targets are dense), CANCELLED
 * (a callback or nn_cancel() stopped it), NOT_FINITE (as nn_train_batch()), OUT_OF_MEMORY, THREAD.
 * What was learnt before an error is kept, the step that failed is not made. The network must not
 * be in use by another thread. Since 0.1. */
NN_API nn_status nn_fit(nn_network* network, const nn_dataset* train, const nn_dataset* validation,
                        nn_progress_fn callback, void* user) NN_NOEXCEPT;

/* Goes on with the network's last nn_fit() until it has NN_OPTION_EPOCHS epochs: with the rest of
 * the epoch in which the callback, an error or the end of a process (nn_save_checkpoint, nn_load)
 * stopped it, on the same rows in the same order, then with the epochs that are left. With the same
 * training set the weights become, bit for bit, those of a fit that was never stopped, whatever its
 * schedule, early stopping, split and accumulation. Where the fit has all its epochs, or has
 * stopped early, this does nothing (raise NN_OPTION_EPOCHS or NN_OPTION_EARLY_STOPPING to go on);
 * where there was none, or it was not saved, it is nn_fit(). An augmentation is that of now: it is
 * not saved. Arguments, errors and thread-safety as nn_fit(); also
 * INVALID_ARGUMENT for a training set that has not as many rows as the epoch that was stopped.
 * Since 0.1. */
NN_API nn_status nn_resume(nn_network* network, const nn_dataset* train,
                           const nn_dataset* validation, nn_progress_fn callback,
                           void* user) NN_NOEXCEPT;

/* Asks the fit that is running on a network (nn_fit(), nn_resume(), nn_fit_stream()) to stop: it
 * begins no further batch, breaks off a validation, keeps what is learnt and fails with CANCELLED,
 * as if its callback had stopped it; where there is nothing left to stop, it ends as usual. If none
 * is running, the next one stops before its first batch. cancel: 1; 0 takes the request back. It is
 * used up when a fit ends, whatever ended it, and even if there was nothing left to fit. NULL does
 * nothing. Safe from any thread and from a signal handler, whoever else uses the network, as long
 * as it is not destroyed. Since 0.1. */
NN_API void nn_cancel(nn_network* network, int32_t cancel) NN_NOEXCEPT;

/* What the rows of each class count wherever the network is trained or nn_compute_gradients() is
 * called, and targets are labels: `classes` weights, copied; NULL and 0 (as at first): all the
 * same. Checkpoints keep them, other files do not. Errors: INVALID_ARGUMENT (NULL network, NULL
 * weights of some classes, another number of classes than the network has: its outputs, or 2 with
 * one NN_OUTPUT_SIGMOID output; a weight that is below 0 or not finite, all weights 0),
 * OUT_OF_MEMORY; the weights are then as before. The network must not be in use by another thread.
 * Since 0.1. */
NN_API nn_status nn_set_class_weights(nn_network* network, const double* weights,
                                      size_t classes) NN_NOEXCEPT;

/* A batch that is about to be trained. The library fills it; struct_size says how much of it the
 * library knows. */
typedef struct nn_augmentation {
  size_t struct_size;
  void* inputs; /* rows x cols, to be changed in place: pixels as v/255, before input scaling */
  size_t rows, cols;
  const size_t* row_numbers; /* which rows of the training set, or of a stream's epoch, they are */
  int64_t epoch;             /* 1 ... epochs, within this nn_fit() */
  int64_t step;              /* nn_step_count() before the step */
  nn_type type;              /* of inputs: NN_OPTION_TYPE */
  int32_t reserved;          /* 0 */
} nn_augmentation;

/* Called by nn_fit(), on the thread that called it, for every batch that it trains, but none that
 * it validates on. batch and its arrays are valid during the call; inputs are a copy. Returns 0 to
 * go on, anything else to stop: the batch is then not trained. Draws that depend on nothing but the
 * row's number and the epoch or step keep a resumed fit the same as one that was never stopped. It
 * may call getters on the network, nothing that uses or changes it otherwise, and must not throw or
 * longjmp. */
typedef int32_t (*nn_augment_fn)(const nn_augmentation* batch, void* user);

/* What the fits of a network augment their batches with from now on; callback NULL (as at first):
 * nothing. user is handed to it and may be NULL. Not saved in files. nn_fit(), nn_resume() and
 * nn_fit_stream() then also fail with CANCELLED (the callback stopped it) and INVALID_ARGUMENT (it
 * left an input that is not finite: the row's number and the column are named). Errors:
 * INVALID_ARGUMENT (NULL network). The network must not be in use by another thread. Since 0.1. */
NN_API nn_status nn_set_augmentation(nn_network* network, nn_augment_fn callback,
                                     void* user) NN_NOEXCEPT;

/* Called by nn_fit_stream(), on the thread that called it, for the next rows of an epoch (1 ...
 * epochs). Fills up to `rows` rows into inputs (rows x the network's inputs) and targets (labels,
 * or rows x the network's outputs) and returns how many there were. Fewer than asked for: the epoch
 * ends behind them (0: it has ended); a new epoch begins with the stream's first row again. Below
 * 0: stop the fit. Where NN_OPTION_ACCUMULATE is not 1 it is asked for the rows of a whole step at
 * once. The arrays hold zeros at first, then what was left there. It may call getters on the
 * network, nothing that uses or changes it otherwise, and must not throw or longjmp. */
typedef int64_t (*nn_read_fn)(void* inputs, void* targets, size_t rows, int64_t epoch, void* user);

/* Rows that need never be in memory all at once. Set struct_size to sizeof(nn_stream). */
typedef struct nn_stream {
  size_t struct_size;
  nn_read_fn read;
  void* user; /* handed to read; or NULL */
  int64_t
      rows_per_epoch; /* 0: unknown; else for estimates and schedules: what ends an epoch is read */
  nn_type input_type; /* NN_F32, NN_F64 or NN_U8 (pixels, taken as v/255) */
  nn_type target_type; /* labels: NN_U8, NN_I32, NN_I64; dense: NN_F32, NN_F64 */
} nn_stream;

/* As nn_fit(), but on rows that a callback reads, and in the order in which they come: shuffling is
 * for the stream to do. Where the stream does not say how many rows an epoch has,
 * progress->rows_per_epoch and batches are 0 and seconds_left is NaN. stream is only read, during
 * the call. nn_resume() cannot go on within an epoch of a stream: a fit that is stopped in one
 * counts as stopped at the end of the epoch before.
 *
 * Errors as nn_fit(); also INVALID_ARGUMENT for a NULL read, a struct_size smaller than that of
 * 0.1, types, rows_per_epoch below 0, or 0 with NN_SCHEDULE_COSINE or NN_SCHEDULE_ONE_CYCLE,
 * NN_OPTION_BATCH_SIZE 0, NN_OPTION_BALANCE_CLASSES, NN_OPTION_VALIDATION_SPLIT without validation,
 * and an NN_OPTION_INPUT_SCALING that has not been learnt yet; for a read that returns more rows
 * than it was asked for, none in a whole epoch, or rows that do not fit (the row is counted within
 * the call of read). CANCELLED if read returns below 0. Since 0.1. */
NN_API nn_status nn_fit_stream(nn_network* network, const nn_stream* stream,
                               const nn_dataset* validation, nn_progress_fn callback,
                               void* user) NN_NOEXCEPT;

/* One step, as nn_train_batch(), on `count` rows of a dataset, counted from 0, in this order; a row
 * may come several times. Rows count what nn_dataset_set_weights() and nn_set_class_weights() say.
 * loss: NULL, or receives the mean loss before the update. Errors as nn_train_batch(); also
 * INVALID_ARGUMENT for a dataset that does not fit the network, a count of 0 and rows beyond the
 * end. The network must not be in use by another thread. Since 0.1. */
NN_API nn_status nn_train_rows(nn_network* network, const nn_dataset* dataset, const int64_t* rows,
                               size_t count, double* loss) NN_NOEXCEPT;

/* As nn_predict(), of all rows of a dataset, whose targets play no part: outputs is rows of the
 * dataset x layer_sizes[last], NN_F32 or NN_F64. Errors and thread-safety as nn_predict(); also
 * INVALID_ARGUMENT for a dataset of another number of columns. Since 0.1. */
NN_API nn_status nn_predict_dataset(const nn_network* network, const nn_dataset* dataset,
                                    void* outputs, nn_type type) NN_NOEXCEPT;

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
  int64_t correct; /* rows predicted right, see NN_OUTPUT_; 0 with NN_OUTPUT_IDENTITY */
  double loss;     /* mean loss */
  double accuracy; /* correct / rows; NaN with NN_OUTPUT_IDENTITY */
} nn_metrics;

/* Predicts a dataset and compares. Among equal outputs (or dense targets) the first counts as the
 * largest. Errors: INVALID_ARGUMENT (NULL, a struct_size smaller than that of 0.1, a dataset that
 * does not fit the network), OUT_OF_MEMORY. Safe from several threads at once on one network that
 * is not being trained or changed. Since 0.1. */
NN_API nn_status nn_evaluate(const nn_network* network, const nn_dataset* dataset,
                             nn_metrics* metrics) NN_NOEXCEPT;
