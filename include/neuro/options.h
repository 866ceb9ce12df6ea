/* SPDX-License-Identifier: MIT
 *
 * Options: numbered keys with bounds and defaults.
 * A chapter of neuro.h.
 */
#if !defined(NEURO_H) || defined(NEURO_OPTIONS_H)
#error "include <neuro.h> instead of its chapters"
#endif
#define NEURO_OPTIONS_H

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
  NN_OPTION_PROGRESS_INTERVAL = 9,
  /* integer, 0 or 1 (default 0), living: 1: nn_load() and nn_load_parameters() take parameters that
   * are NaN or infinite, as of a network that has diverged. */
  NN_OPTION_ALLOW_NOT_FINITE = 10
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
