/* SPDX-License-Identifier: MIT
 *
 * neuro.h - train and run fully connected neural networks on CPUs.
 *
 * This is the one public header of libneuro. It reads as a manual: conventions, errors, options,
 * networks, training, prediction, parameters, datasets, fitting, and the experts' corner last.
 *
 * Conventions
 *  - Every function that can fail returns an nn_status: NN_OK (0) or a negative NN_ERROR_ value.
 *    nn_last_error() then holds a sentence that names the argument, row, column or byte at fault.
 *    A call that fails leaves every object, and every output array, as it was before, unless its
 *    own comment says otherwise.
 *  - Out-parameters come first. A pointer must not be NULL unless its description says "or NULL".
 *  - Objects are opaque. Who creates one destroys it; the destroy functions take NULL.
 *  - Arrays are dense and row-major; an array's element type is the nn_type that follows it. They
 *    need no more alignment than their element type, and must not overlap.
 *  - Nothing here prints, aborts, exits, installs a signal handler, reads the locale or changes the
 *    caller's floating-point modes. The environment is read once, for NEURO_TARGET.
 *
 * Threads
 *    Different objects may be used by different threads at the same time. One network may be read
 *    (nn_predict, nn_evaluate and the getters) by several threads at once, as long as no thread
 *    trains or changes it; the same holds for datasets and options. nn_last_error() is per thread.
 *    A network starts worker threads when a call is first worth them, with signals blocked, and
 *    joins them in nn_destroy(). A child after fork() may use it too, with workers of its own.
 *
 * Reproducibility
 *    The same seed, data and sequence of calls give the same bits: for any number of workers, on
 *    every instruction set, and for a row predicted alone or among others. Where training runs into
 *    NaN, it is NaN everywhere; its sign and payload are not defined.
 */
#ifndef NEURO_H
#define NEURO_H

#include <stddef.h>
#include <stdint.h>

#define NN_VERSION_MAJOR 0
#define NN_VERSION_MINOR 1
#define NN_VERSION_PATCH 0
#define NN_ABI_VERSION 0 /* the SONAME's number: libneuro.so.0 */
#define NN_VERSION_NUMBER(major, minor, patch) ((major)*1000000 + (minor)*1000 + (patch))
#define NN_VERSION NN_VERSION_NUMBER(NN_VERSION_MAJOR, NN_VERSION_MINOR, NN_VERSION_PATCH)

#if defined(_WIN32) && defined(NN_BUILDING_LIBRARY)
#define NN_API __declspec(dllexport)
#elif defined(_WIN32) && !defined(NN_STATIC)
#define NN_API __declspec(dllimport)
#elif defined(__GNUC__)
#define NN_API __attribute__((visibility("default")))
#else
#define NN_API
#endif

#ifdef __cplusplus
#define NN_NOEXCEPT noexcept
extern "C" {
#else
#define NN_NOEXCEPT
#endif

/* === Status, types and errors ================================================================ */

/* What a call came to. Errors are negative; new ones may be added. */
typedef int32_t nn_status;
enum {
  NN_OK = 0,
  NN_ERROR_INVALID_ARGUMENT = -1, /* the caller's mistake: the message names the argument */
  NN_ERROR_OUT_OF_MEMORY = -2,
  NN_ERROR_IO = -3,          /* a file could not be opened or read */
  NN_ERROR_FORMAT = -4,      /* a file's content is wrong: the message names line or byte */
  NN_ERROR_UNSUPPORTED = -5, /* well-formed, but not something this build or machine can do */
  NN_ERROR_NOT_FINITE = -6,  /* training diverged: the loss is no longer a finite number */
  NN_ERROR_CANCELLED = -7,   /* the progress callback asked to stop */
  NN_ERROR_THREAD = -8,      /* a worker thread could not be started */
  NN_ERROR_INTERNAL = -9     /* a defect of this library */
};

/* The element type of an array. */
typedef int32_t nn_type;
enum {
  NN_F32 = 1, /* IEEE single, float */
  NN_F64 = 2, /* IEEE double, double */
  NN_U8 = 3,  /* as inputs: pixels, taken as v/255; as targets: class labels */
  NN_I32 = 4, /* class labels */
  NN_I64 = 5  /* class labels */
};

/* The message of this thread's last failed call, in English, for people to read. Never NULL; empty
 * before the first failure; a successful call does not clear it. The text belongs to the library
 * and stays valid until this thread's next failing call. Safe from any thread. Since 0.1. */
NN_API const char* nn_last_error(void) NN_NOEXCEPT;

/* A status's name, such as "NN_ERROR_FORMAT", or "unknown status". A static string, never NULL.
 * Safe from any thread. Since 0.1. */
NN_API const char* nn_status_name(nn_status status) NN_NOEXCEPT;

/* The version of the library at run time: "0.1.0", a static string, and as NN_VERSION_NUMBER. Safe
 * from any thread. Since 0.1. */
NN_API const char* nn_version_string(void) NN_NOEXCEPT;
NN_API int32_t nn_version(void) NN_NOEXCEPT;

/* The instruction set in use: "avx512", "avx2", "neon" or "portable", a static string, never NULL.
 * The best one the machine has is taken, unless the environment variable NEURO_TARGET names
 * another one when the library is first used: results do not depend on it, only speed does. When
 * NEURO_TARGET names one that this machine or build does not have, this is "unavailable" and
 * nn_create() fails with NN_ERROR_UNSUPPORTED. Safe from any thread. Since 0.1. */
NN_API const char* nn_cpu_target(void) NN_NOEXCEPT;

/* === Options ================================================================================= */

/* A numbered key. Each option is either an integer or a real number, and has bounds and a default.
 * "Living": may be changed with nn_set_int / nn_set_real after the network has been created. */
typedef int32_t nn_option;
enum {
  /* integer: NN_F32 (default) or NN_F64, the arithmetic of the whole network. */
  NN_OPTION_TYPE = 1,
  /* integer, any value >= 0 (default 0): decides initial weights and the order of rows. */
  NN_OPTION_SEED = 2,
  /* integer, 0 ... 256 (default 0), living: how many threads work on a call, the calling one too.
   * Never more than the process may use (CPU affinity, quota), and 0 means as many. Small batches
   * use fewer, so does training on busy CPUs. nn_get_int() of a network answers what 0 came to. */
  NN_OPTION_WORKERS = 3,
  /* real, 0 ... 1e6 (default 0.1), living: the step size of stochastic gradient descent. */
  NN_OPTION_LEARNING_RATE = 4,
  /* integer, 1 ... 2^31-1 (default 32), living: rows a step in nn_fit(). */
  NN_OPTION_BATCH_SIZE = 5,
  /* integer, 1 ... 2^31-1 (default 5), living: passes over the training set in one nn_fit(). */
  NN_OPTION_EPOCHS = 6,
  /* integer: one of NN_SCALING_ (default NN_SCALING_NONE), what nn_fit() learns about the scale of
   * the inputs. It then belongs to the network and is applied in training and prediction alike. */
  NN_OPTION_INPUT_SCALING = 7,
  /* integer: one of NN_OUTPUT_ (default NN_OUTPUT_SOFTMAX), the last layer and its loss. */
  NN_OPTION_OUTPUT = 8,
  /* real, 0 ... 3600 seconds (default 0.1), living: nn_fit() calls the progress callback at most
   * this often inside an epoch; 0: after every batch. The end of an epoch is always reported. */
  NN_OPTION_PROGRESS_INTERVAL = 9
};

/* Input scaling, each column on its own. The first nn_fit() of a network learns it from the
 * training set, and it stays as it is from then on; before that, inputs are taken as they stand. A
 * column that never varies is only shifted. NN_U8 pixels are scaled after their v/255. Computed in
 * double precision whatever NN_OPTION_TYPE is. */
enum {
  NN_SCALING_NONE = 0,
  NN_SCALING_MIN_MAX = 1, /* (x - min) / (max - min) */
  NN_SCALING_STANDARD = 2 /* (x - mean) / standard deviation (of the population) */
};

/* The output layer. */
enum {
  /* Softmax probabilities, trained with categorical cross-entropy against labels or against dense
   * rows of target probabilities. */
  NN_OUTPUT_SOFTMAX = 0,
  /* The plain sums (linear regression on the last hidden layer), trained with the mean squared
   * error over all outputs against dense rows of targets. */
  NN_OUTPUT_IDENTITY = 1
};

typedef struct nn_options nn_options;
/* Creates options, all at their defaults, in *out. The caller destroys them; networks copy them.
 * Errors: INVALID_ARGUMENT (NULL), OUT_OF_MEMORY. Safe from any thread. Since 0.1. */
NN_API nn_status nn_options_create(nn_options** out) NN_NOEXCEPT;

/* Destroys options; NULL does nothing. No other thread may be using them. Since 0.1. */
NN_API void nn_options_destroy(nn_options* options) NN_NOEXCEPT;

/* Sets or gets one option. Errors: INVALID_ARGUMENT (NULL, an unknown option, the other kind, out
 * of bounds, NaN), and then nothing is changed. While one thread sets, no other may use the
 * options; getting is safe from several threads. Since 0.1. */
NN_API nn_status nn_options_set_int(nn_options* options, nn_option option,
                                    int64_t value) NN_NOEXCEPT;
NN_API nn_status nn_options_set_real(nn_options* options, nn_option option,
                                     double value) NN_NOEXCEPT;
NN_API nn_status nn_options_get_int(const nn_options* options, nn_option option,
                                    int64_t* value) NN_NOEXCEPT;
NN_API nn_status nn_options_get_real(const nn_options* options, nn_option option,
                                     double* value) NN_NOEXCEPT;

/* The bounds (both inclusive) and the default of an option; each pointer or NULL. Errors:
 * INVALID_ARGUMENT (an unknown option, the other kind). Safe from any thread. Since 0.1. */
NN_API nn_status nn_option_bounds_int(nn_option option, int64_t* minimum, int64_t* maximum,
                                      int64_t* fallback) NN_NOEXCEPT;
NN_API nn_status nn_option_bounds_real(nn_option option, double* minimum, double* maximum,
                                       double* fallback) NN_NOEXCEPT;

/* An option's name, such as "NN_OPTION_SEED", or NULL for an unknown option: counting up from 1
 * until NULL visits them all. A static string. Safe from any thread. Since 0.1. */
NN_API const char* nn_option_name(nn_option option) NN_NOEXCEPT;

/* === Networks ================================================================================ */

typedef struct nn_network nn_network;
/* Creates a network of dense layers in *out: layer_sizes[0] inputs, then the width of each layer,
 * the last being the outputs; layer_count >= 2 entries, each >= 1. Hidden layers are ReLU. Weights
 * are drawn from a normal distribution with standard deviation sqrt(2/inputs of the layer) (He et
 * al. 2015), biases are 0. options: a set of options, or NULL for all defaults; it is copied. The
 * caller destroys the network. *out is written only on success. Errors: INVALID_ARGUMENT (NULL,
 * fewer than two layers, a width of 0, sizes whose product overflows), OUT_OF_MEMORY, UNSUPPORTED
 * (NEURO_TARGET). Safe from any thread. Since 0.1. */
NN_API nn_status nn_create(nn_network** out, const size_t* layer_sizes, size_t layer_count,
                           const nn_options* options) NN_NOEXCEPT;

/* Destroys a network and joins its worker threads; NULL does nothing. No other thread may be using
 * it. Since 0.1. */
NN_API void nn_destroy(nn_network* network) NN_NOEXCEPT;

/* The number of entries of layer_sizes the network was created with, and entry i of them; 0 for a
 * NULL network or an i that is too large. Safe from several threads. Since 0.1. */
NN_API size_t nn_layer_count(const nn_network* network) NN_NOEXCEPT;
NN_API size_t nn_layer_size(const nn_network* network, size_t i) NN_NOEXCEPT;

/* Sets an option of a living network (those marked "living" above), from the next call on. Errors:
 * INVALID_ARGUMENT (NULL, an unknown option, the other kind, out of bounds, NaN, not living), and
 * then nothing is changed. The network must not be in use by another thread. Since 0.1. */
NN_API nn_status nn_set_int(nn_network* network, nn_option option, int64_t value) NN_NOEXCEPT;
NN_API nn_status nn_set_real(nn_network* network, nn_option option, double value) NN_NOEXCEPT;

/* Gets any option of a network. Errors: INVALID_ARGUMENT (NULL, an unknown option, the other
 * kind). Safe from several threads while none changes the network. Since 0.1. */
NN_API nn_status nn_get_int(const nn_network* network, nn_option option,
                            int64_t* value) NN_NOEXCEPT;
NN_API nn_status nn_get_real(const nn_network* network, nn_option option,
                             double* value) NN_NOEXCEPT;

/* Allocates everything, and starts the worker threads, for training on batches of up to max_rows
 * rows: from then on a step neither allocates nor starts a thread. Optional: the first step of a
 * new batch size does the same. Errors: INVALID_ARGUMENT (NULL, 0, a size that overflows),
 * OUT_OF_MEMORY, THREAD; the network stays as it was. The network must not be in use by another
 * thread. Since 0.1. */
NN_API nn_status nn_reserve(nn_network* network, size_t max_rows) NN_NOEXCEPT;

/* === Training and prediction ================================================================= */

/* One synchronous step of mini-batch stochastic gradient descent on the mean loss of the batch.
 *
 *   inputs   rows x layer_sizes[0]: NN_F32, NN_F64 or NN_U8 (pixels, taken as v/255)
 *   targets  class labels 0 ... outputs-1, one a row (NN_U8, NN_I32, NN_I64; softmax only), or
 *            dense rows x outputs (NN_F32, NN_F64)
 *   rows     any number >= 1
 *   loss     NULL, or receives the batch's mean loss before the update: cross-entropy in nats, or
 *            the squared error, its mean over rows and outputs
 *
 * Errors: INVALID_ARGUMENT (NULL, types, rows; inputs or dense targets that are not finite in the
 * network's type, labels out of range: the message names row and column), NOT_FINITE (the loss is
 * not finite: the learning rate is likely too high), OUT_OF_MEMORY, THREAD. After an error the
 * network and *loss are as before. The arrays are only read, during the call. The network must not
 * be in use by another thread. Since 0.1. */
NN_API nn_status nn_train_batch(nn_network* network, const void* inputs, nn_type input_type,
                                const void* targets, nn_type target_type, size_t rows,
                                double* loss) NN_NOEXCEPT;

/* The network's outputs for each row of inputs: outputs is rows x layer_sizes[last], NN_F32 or
 * NN_F64; probabilities that add up to 1, or plain sums with NN_OUTPUT_IDENTITY. inputs as in
 * nn_train_batch. A row's result does not depend on the rows beside it. Errors: INVALID_ARGUMENT
 * (NULL, types, rows of 0 or too many, inputs that are not finite: row and column are named),
 * OUT_OF_MEMORY; outputs is untouched then. Safe from several threads at once on one network that
 * is not being trained or changed. Since 0.1. */
NN_API nn_status nn_predict(const nn_network* network, const void* inputs, nn_type input_type,
                            size_t rows, void* outputs, nn_type output_type) NN_NOEXCEPT;

/* Copies the parameters of layer 0 ... layer_count-2 out of, or into, a network. weights:
 * [out][in] row-major (the layout of torch.nn.Linear); bias: [out]; both of the given type, NN_F32
 * or NN_F64, rounded to nearest where it is narrower. Errors: INVALID_ARGUMENT (NULL, layer, type;
 * when setting: a value that is not finite in the network's type, named by row and column), and
 * then neither the network nor the arrays are changed. Getting is safe from several threads while
 * none changes the network; setting needs the network to itself. Since 0.1. */
NN_API nn_status nn_get_parameters(const nn_network* network, size_t layer, void* weights,
                                   void* bias, nn_type type) NN_NOEXCEPT;
NN_API nn_status nn_set_parameters(nn_network* network, size_t layer, const void* weights,
                                   const void* bias, nn_type type) NN_NOEXCEPT;

/* === Datasets ================================================================================ */

/* Rows of inputs with their targets, checked once. A dataset never changes after it was created,
 * so it may be used by several threads and networks at once. */
typedef struct nn_dataset nn_dataset;

/* Copies arrays into a new dataset in *out. inputs: rows x cols, NN_F32, NN_F64 or NN_U8 (kept as
 * u8, taken as v/255). targets: labels >= 0 (NN_U8, NN_I32, NN_I64) with target_cols 1, or dense
 * rows x target_cols (NN_F32, NN_F64). Errors: INVALID_ARGUMENT (NULL, 0, types, sizes that
 * overflow, values that are not finite, labels below 0 or above 2^31-1: row and column are named),
 * OUT_OF_MEMORY. The caller destroys the dataset. Safe from any thread. Since 0.1. */
NN_API nn_status nn_dataset_create(nn_dataset** out, const void* inputs, nn_type input_type,
                                   size_t rows, size_t cols, const void* targets,
                                   nn_type target_type, size_t target_cols) NN_NOEXCEPT;

/* Loads a CSV file, plain or gzip. Cells are separated by commas, white space around them and a
 * byte order mark are ignored, lines end in LF or CRLF, empty lines are skipped. The first line is
 * a header if its label cell is text, or if none of its cells is a number. label_column: which
 * column holds the label, a whole number >= 0; counted from 0, or from the end if negative (-1 is
 * the last). All others are inputs, taken as they stand. Errors: INVALID_ARGUMENT (NULL, no such
 * column), IO (cannot open or read), FORMAT (no rows, lines of different lengths, a cell that is
 * empty, not a number, or out of range: line and column are named, both counted from 1),
 * OUT_OF_MEMORY. The caller destroys the dataset. Safe from any thread. Since 0.1. */
NN_API nn_status nn_dataset_load_csv(nn_dataset** out, const char* path,
                                     int64_t label_column) NN_NOEXCEPT;

/* Loads a pair of IDX files, plain or gzip, as MNIST comes: images of unsigned bytes (two or more
 * dimensions, flattened to rows, taken as v/255) and labels of unsigned bytes (one dimension).
 * Errors: INVALID_ARGUMENT (NULL), IO, FORMAT (wrong magic, dimensions of 0 or that overflow, too
 * few or too many bytes, different counts in the two files: the byte is named), UNSUPPORTED (an
 * element type other than unsigned bytes), OUT_OF_MEMORY. The caller destroys the dataset. Safe
 * from any thread. Since 0.1. */
NN_API nn_status nn_dataset_load_idx(nn_dataset** out, const char* images,
                                     const char* labels) NN_NOEXCEPT;

/* Destroys a dataset; NULL does nothing. No other thread may be using it. Since 0.1. */
NN_API void nn_dataset_destroy(nn_dataset* dataset) NN_NOEXCEPT;

/* The number of rows; of input columns; of target columns (1 for labels); of classes (the largest
 * label + 1, 0 for dense targets). All 0 for NULL. Safe from several threads. Since 0.1. */
NN_API size_t nn_dataset_rows(const nn_dataset* dataset) NN_NOEXCEPT;
NN_API size_t nn_dataset_cols(const nn_dataset* dataset) NN_NOEXCEPT;
NN_API size_t nn_dataset_target_cols(const nn_dataset* dataset) NN_NOEXCEPT;
NN_API size_t nn_dataset_classes(const nn_dataset* dataset) NN_NOEXCEPT;

/* Copies rows first ... first+rows-1 out of a dataset: inputs as a network takes them in (pixels
 * as v/255), rows x cols, NN_F32 or NN_F64; targets as they are, labels (NN_I32, NN_I64) or dense
 * rows (NN_F32, NN_F64). Errors: INVALID_ARGUMENT (NULL, type, rows beyond the end). Safe from
 * several threads. Since 0.1. */
NN_API nn_status nn_dataset_get_inputs(const nn_dataset* dataset, size_t first, size_t rows,
                                       void* inputs, nn_type type) NN_NOEXCEPT;
NN_API nn_status nn_dataset_get_targets(const nn_dataset* dataset, size_t first, size_t rows,
                                        void* targets, nn_type type) NN_NOEXCEPT;

/* === Fitting and evaluating ================================================================== */

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
  double seconds;             /* since nn_fit() began */
  double seconds_left;        /* estimate until its end */
  double rows_per_second;     /* rows trained a second since nn_fit() began */
  int32_t epoch_ended;        /* 1 at the end of an epoch, else 0 */
  int32_t reserved;           /* 0 */
} nn_progress;

/* Called by nn_fit(), on the thread that called it. progress is valid during the call. Returns 0
 * to go on, anything else to stop and keep what is learnt. It may call nn_predict() and getters on
 * the network, nothing that trains, changes or destroys it, and must not throw or longjmp. */
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

/* === For experts ============================================================================= */

/* As nn_dataset_create(), but without copying: the dataset refers to the caller's arrays, which
 * must stay in place and unchanged until it is destroyed. For bindings whose arrays live long
 * enough, such as NumPy's. Errors and thread-safety as nn_dataset_create(). Since 0.1. */
NN_API nn_status nn_dataset_wrap(nn_dataset** out, const void* inputs, nn_type input_type,
                                 size_t rows, size_t cols, const void* targets, nn_type target_type,
                                 size_t target_cols) NN_NOEXCEPT;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* NEURO_H */
