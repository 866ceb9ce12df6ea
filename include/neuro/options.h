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
 * "Living": may be changed with nn_set_int / nn_set_real after the network has been created.
 * "Layer": may differ from layer to layer, see nn_options_set_layer_int(). */
typedef int32_t nn_option;
enum {
  /* integer: NN_F32 (default) or NN_F64, the arithmetic of the whole network. */
  NN_OPTION_TYPE = 1,
  /* integer, any value >= 0 (default 0): decides initial weights, the order of rows and dropout. */
  NN_OPTION_SEED = 2,
  /* integer, 0 ... 256 (default 0), living: how many threads work on a call, the calling one too.
   * Never more than the process may use (CPU affinity, quota), and 0 means as many. Small batches
   * use fewer, so does training on busy CPUs. nn_get_int() of a network answers what 0 came to. */
  NN_OPTION_WORKERS = 3,
  /* real, 0 ... 1e6 (default 0.1), living: the step size of the optimizer. Where it has not been
   * set it is that of the optimizer, see NN_OPTIMIZER_; nn_get_real() of a network answers it. */
  NN_OPTION_LEARNING_RATE = 4,
  /* integer, 0 ... 2^31-1 (default 32), living: rows a batch in nn_fit(); 0: all rows, which is the
   * default of NN_OPTIMIZER_RPROP. */
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
  NN_OPTION_ALLOW_NOT_FINITE = 10,

  /* --- The task --- */

  /* integer: one of NN_LOSS_ (default NN_LOSS_DEFAULT). */
  NN_OPTION_LOSS = 11,
  /* real, 1e-6 ... 1e6 (default 1): where NN_LOSS_HUBER goes over from squares to a line. */
  NN_OPTION_HUBER_DELTA = 12,
  /* real, 0 ... 0.999 (default 0), living: label smoothing e in training (not in evaluation), for
   * softmax and sigmoid outputs (others do without): a target t becomes (1-e) t + e/outputs, or
   * (1-e) t + e/2. */
  NN_OPTION_LABEL_SMOOTHING = 13,
  /* integer, 0 or 1 (default 0), living: 1: nn_fit() weighs each row by rows / (classes x rows of
   * its class), so that rare classes count as much as frequent ones. Needs class labels. */
  NN_OPTION_BALANCE_CLASSES = 14,

  /* --- Hidden layers --- */

  /* integer: one of NN_ACTIVATION_ (default NN_ACTIVATION_RELU). Layer. */
  NN_OPTION_ACTIVATION = 15,
  /* real, 0 ... 1 (default 0.01): the slope of NN_ACTIVATION_LEAKY_RELU below 0. Layer. */
  NN_OPTION_LEAKY_SLOPE = 16,
  /* real, 0 ... 100 (default 1): the a of NN_ACTIVATION_ELU. Layer. */
  NN_OPTION_ELU_ALPHA = 17,
  /* integer: one of NN_NORMALISATION_ (default NN_NORMALISATION_NONE), of a layer's sums, before
   * the activation. Layer. */
  NN_OPTION_NORMALISATION = 18,
  /* real, 1e-12 ... 1 (default 1e-5): added to the variance that a normalisation divides by. */
  NN_OPTION_NORMALISATION_EPSILON = 19,
  /* real, 0 ... 1 (default 0.1), living: the weight of a batch in the running mean and variance of
   * NN_NORMALISATION_BATCH. */
  NN_OPTION_NORMALISATION_MOMENTUM = 20,
  /* real, 0 ... 0.99 (default 0): inverted dropout, in training: each output of a hidden layer
   * becomes 0 with this probability (a multiple of 1/65536), the others are divided by the
   * probability to stay (Srivastava et al. 2014). Layer. */
  NN_OPTION_DROPOUT = 21,
  /* real, 0 ... 0.99 (default 0): likewise of the network's inputs. */
  NN_OPTION_INPUT_DROPOUT = 22,
  /* integer: one of NN_INITIALISATION_ (default NN_INITIALISATION_HE_NORMAL). Layer, and of the
   * last layer too. */
  NN_OPTION_INITIALISATION = 23,
  /* real, -1e6 ... 1e6 (default 0): the value that biases begin with. Layer, the last one too. */
  NN_OPTION_INITIAL_BIAS = 24,

  /* --- The optimizer --- */

  /* integer: one of NN_OPTIMIZER_ (default NN_OPTIMIZER_SGD). */
  NN_OPTION_OPTIMIZER = 25,
  /* real, 0 ... 0.99999 (default 0.9), living: of NN_OPTIMIZER_MOMENTUM and _NESTEROV. */
  NN_OPTION_MOMENTUM = 26,
  /* real, 0 ... 0.99999 (defaults 0.9, 0.999), living: decay of the first and second moments of
   * NN_OPTIMIZER_ADAM and _ADAMW. */
  NN_OPTION_BETA1 = 27,
  NN_OPTION_BETA2 = 28,
  /* real, 0 ... 0.99999 (default 0.99), living: decay of the mean square of NN_OPTIMIZER_RMSPROP.
   */
  NN_OPTION_RMS_DECAY = 29,
  /* real, 1e-30 ... 1 (default 1e-8), living: added to the root that NN_OPTIMIZER_RMSPROP,
   * _ADAGRAD, _ADAM and _ADAMW divide by. */
  NN_OPTION_EPSILON = 30,
  /* real, living: of NN_OPTIMIZER_RPROP: the factors of a step whose gradient has changed its sign,
   * 0.01 ... 1 (default 0.5), or has not, 1 ... 10 (default 1.2), and the bounds of steps, 1e-30
   * ... 1 (default 1e-6) and 0 ... 1e6 (default 50). */
  NN_OPTION_RPROP_DECREASE = 31,
  NN_OPTION_RPROP_INCREASE = 32,
  NN_OPTION_RPROP_MINIMUM = 33,
  NN_OPTION_RPROP_MAXIMUM = 34,

  /* --- Regularisation. Of weights only, never of biases or normalisations. The reported loss does
   * not contain these terms. --- */

  /* real, 0 ... 1e6 (default 0), living: adds l1 sign(w), or l2 w, to the gradient of a weight w.
   */
  NN_OPTION_L1 = 35,
  NN_OPTION_L2 = 36,
  /* real, 0 ... 1e6 (default 0; NN_OPTIMIZER_ADAMW: 0.01 where it has not been set), living:
   * decoupled weight decay (Loshchilov and Hutter 2019): each step first multiplies weights by
   * 1 - learning rate x decay. */
  NN_OPTION_WEIGHT_DECAY = 37,
  /* real, 0 ... 1e30 (default 0: off), living: a gradient whose norm over all parameters is larger
   * is scaled down by value / (norm + 1e-6), as in PyTorch; single elements are cut to -value ...
   * value (after that, if both). */
  NN_OPTION_CLIP_NORM = 38,
  NN_OPTION_CLIP_VALUE = 39,

  /* --- The learning rate's schedule, in nn_fit() (nn_train_batch() takes the rate as it is) --- */

  /* integer: one of NN_SCHEDULE_ (default NN_SCHEDULE_CONSTANT), living. */
  NN_OPTION_SCHEDULE = 40,
  /* integer, 0 ... 2^31-1 (default 0), living: in the first so many steps of a fit, step i = 1, 2,
   * ... has i / warmup times the rate that the schedule gives. */
  NN_OPTION_WARMUP_STEPS = 41,
  /* integer, 1 ... 2^31-1 (default 10), living: epochs between two steps of NN_SCHEDULE_STEP. */
  NN_OPTION_SCHEDULE_PERIOD = 42,
  /* real, 0 ... 1 (default 0.1), living: what NN_SCHEDULE_STEP, _EXPONENTIAL and _PLATEAU multiply
   * the rate by. */
  NN_OPTION_SCHEDULE_FACTOR = 43,
  /* real, 0 ... 1e6 (default 0), living: where NN_SCHEDULE_COSINE ends, and the least rate of
   * NN_SCHEDULE_PLATEAU. */
  NN_OPTION_MINIMUM_RATE = 44,
  /* real, living: of NN_SCHEDULE_ONE_CYCLE: the part of all steps in which the rate rises, 0.001
   * ... 0.999 (default 0.3); what the rate at the top is divided by for the first step, 1 ... 1e6
   * (default 25), and that again for the last, 1 ... 1e9 (default 1e4). */
  NN_OPTION_ONE_CYCLE_RISE = 45,
  NN_OPTION_ONE_CYCLE_START = 46,
  NN_OPTION_ONE_CYCLE_END = 47,
  /* of NN_SCHEDULE_PLATEAU, living: integer, 0 ... 2^31-1 (default 10): epochs without a better
   * loss that are borne; real, 0 ... 1 (default 1e-4): better is less than best x (1 - this). */
  NN_OPTION_PLATEAU_PATIENCE = 48,
  NN_OPTION_PLATEAU_THRESHOLD = 49,

  /* --- Fitting --- */

  /* real, 0 ... 0.9 (default 0), living: nn_fit() without a validation set keeps this part of the
   * training set's rows out of training and validates on them; of each class the same part. */
  NN_OPTION_VALIDATION_SPLIT = 50,
  /* integer, 0 ... 2^31-1 (default 0: off), living: nn_fit() ends after so many epochs in a row
   * that were not better than the best one before by more than the delta (real, 0 ... 1e6, default
   * 0), judged by the validation loss, or without validation by the training loss. However it ends
   * by itself, the network then has the parameters of its best epoch. */
  NN_OPTION_EARLY_STOPPING = 51,
  NN_OPTION_EARLY_STOPPING_DELTA = 52,
  /* integer, 1 ... 65536 (default 1), living: batches whose gradients nn_fit() adds up before each
   * step: the step of a batch so many times as large, in the memory of one. */
  NN_OPTION_ACCUMULATE = 53,
  /* integer, 0 or 1 (default 1), living: 0: nn_fit() takes rows as they come. */
  NN_OPTION_SHUFFLE = 54,
  /* integer, 0 or 1 (default 0), living: 1: each step leaves its gradient where nn_gradients() and
   * nn_layer_norms() find it. */
  NN_OPTION_KEEP_GRADIENTS = 55,

  /* --- Reading CSV files, see nn_dataset_load_csv_with() --- */

  /* integer, a character's code (default 44, a comma): what separates cells. */
  NN_OPTION_CSV_SEPARATOR = 56,
  /* integer: one of NN_MISSING_ (default NN_MISSING_REFUSE): what becomes of empty input cells. */
  NN_OPTION_CSV_MISSING = 57,
  /* integer: one of NN_CSV_TARGET_ (default NN_CSV_TARGET_AUTOMATIC): how targets are read. */
  NN_OPTION_CSV_TARGET = 58
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
   * error over all outputs, or another NN_LOSS_, against dense rows of targets. */
  NN_OUTPUT_IDENTITY = 1,
  /* A probability for each output on its own, trained with binary cross-entropy, its mean over all
   * outputs: multi-label with dense rows of targets 0 ... 1, or class labels as rows with one 1;
   * with one output, labels 0 and 1. A row counts as correct if every output is on its target's
   * side of 0.5. */
  NN_OUTPUT_SIGMOID = 2
};

/* The loss, where NN_OUTPUT_ leaves a choice. With d = output - target, the mean over all outputs
 * of ... */
enum {
  NN_LOSS_DEFAULT = 0,  /* the output's own: cross-entropy, binary cross-entropy, or d^2 */
  NN_LOSS_SQUARED = 1,  /* d^2; for NN_OUTPUT_IDENTITY only, like those that follow */
  NN_LOSS_ABSOLUTE = 2, /* |d| */
  NN_LOSS_HUBER = 3     /* d^2/2 where |d| <= delta, else delta (|d| - delta/2) (Huber 1964) */
};

/* What a hidden layer makes of its sums z. */
enum {
  NN_ACTIVATION_IDENTITY = 0,
  NN_ACTIVATION_RELU = 1,       /* max(z, 0) */
  NN_ACTIVATION_LEAKY_RELU = 2, /* z > 0 ? z : slope z */
  NN_ACTIVATION_ELU = 3,        /* z > 0 ? z : alpha (exp(z) - 1) (Clevert et al. 2016) */
  NN_ACTIVATION_SELU = 4, /* Klambauer et al. 2017; goes with NN_INITIALISATION_LECUN_NORMAL */
  NN_ACTIVATION_GELU = 5, /* z Phi(z), exact, not the tanh form (Hendrycks, Gimpel 2016) */
  NN_ACTIVATION_SILU = 6, /* z / (1 + exp(-z)), also known as swish */
  NN_ACTIVATION_TANH = 7,
  NN_ACTIVATION_SIGMOID = 8, /* 1 / (1 + exp(-z)) */
  NN_ACTIVATION_SOFTPLUS = 9 /* log(1 + exp(z)) */
};

/* (z - mean) / sqrt(variance + epsilon) x scale + shift, with a scale (1 at first) and a shift (0)
 * for each unit that are trained like the weights. */
enum {
  NN_NORMALISATION_NONE = 0,
  /* Mean and variance of each unit over the batch; in prediction, running ones that training has
   * left (Ioffe and Szegedy 2015). A batch of one row has the variance 0. */
  NN_NORMALISATION_BATCH = 1,
  /* Mean and variance of each row over its units (Ba et al. 2016). */
  NN_NORMALISATION_LAYER = 2
};

/* How a layer's weights begin; with n inputs and m outputs ... */
enum {
  NN_INITIALISATION_HE_NORMAL = 0,      /* normal, variance 2/n (He et al. 2015) */
  NN_INITIALISATION_HE_UNIFORM = 1,     /* uniform within +-sqrt(6/n) */
  NN_INITIALISATION_XAVIER_NORMAL = 2,  /* normal, variance 2/(n+m) (Glorot and Bengio 2010) */
  NN_INITIALISATION_XAVIER_UNIFORM = 3, /* uniform within +-sqrt(6/(n+m)) */
  NN_INITIALISATION_LECUN_NORMAL = 4,   /* normal, variance 1/n (LeCun et al. 1998) */
  NN_INITIALISATION_LECUN_UNIFORM = 5,  /* uniform within +-sqrt(3/n) */
  NN_INITIALISATION_ZEROS = 6
};

/* Optimizers, as PyTorch defines them, where the gradient is g and the learning rate r. In
 * brackets: r where NN_OPTION_LEARNING_RATE has not been set. */
enum {
  NN_OPTIMIZER_SGD = 0,      /* w -= r g [0.1] */
  NN_OPTIMIZER_MOMENTUM = 1, /* v = momentum v + g; w -= r v [0.1] */
  NN_OPTIMIZER_NESTEROV = 2, /* v = momentum v + g; w -= r (g + momentum v) [0.1] */
  NN_OPTIMIZER_RMSPROP = 3,  /* Tieleman and Hinton 2012 [0.01] */
  NN_OPTIMIZER_ADAGRAD = 4,  /* Duchi et al. 2011 [0.01] */
  NN_OPTIMIZER_ADAM = 5,     /* Kingma and Ba 2015 [0.001] */
  NN_OPTIMIZER_ADAMW = 6,    /* Adam with NN_OPTION_WEIGHT_DECAY 0.01 [0.001] */
  NN_OPTIMIZER_RPROP = 7     /* Riedmiller and Braun 1993; r is the first step [0.01] */
};

/* The learning rate of a step, from NN_OPTION_LEARNING_RATE r, the epochs e that this fit has
 * finished, and the part x of all its steps that lie behind it (steps / (steps of the fit)). */
enum {
  NN_SCHEDULE_CONSTANT = 0,
  NN_SCHEDULE_STEP = 1,        /* r factor^(e / period, rounded down) */
  NN_SCHEDULE_EXPONENTIAL = 2, /* r factor^e */
  NN_SCHEDULE_COSINE = 3,      /* minimum + (r - minimum) (1 + cos(pi x)) / 2 */
  /* From r/start up to r in the steps of "rise", then down to r/start/end, on two halves of a
   * cosine (Smith and Topin 2018, as in PyTorch). */
  NN_SCHEDULE_ONE_CYCLE = 4,
  /* r, multiplied by factor after each "patience" + 1 epochs without a better validation (else
   * training) loss. */
  NN_SCHEDULE_PLATEAU = 5
};

/* Empty cells of a CSV file's input columns. */
enum {
  NN_MISSING_REFUSE = 0, /* are a fault */
  NN_MISSING_ZERO = 1,
  NN_MISSING_MEAN = 2,  /* are filled with the mean of their column's other cells, or ... */
  NN_MISSING_MEDIAN = 3 /* ... their median */
};

/* The label column of a CSV file. */
enum {
  NN_CSV_TARGET_AUTOMATIC = 0, /* class numbers, or if one of them is text, class names */
  NN_CSV_TARGET_NUMBERS = 1    /* numbers, for regression */
};

/* What a network is to be made with, or how a file is to be read: values of options. */
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

/* Sets or gets an option marked "layer" for one layer, 0 being the first hidden one: what is set so
 * goes before what nn_options_set_int() or nn_options_set_real() say for all of them. A layer for
 * which nothing is set has the value for all. Errors: INVALID_ARGUMENT as above, and for an option
 * that is not one of layers or a layer above 65535; whether the layer exists is for nn_create() to
 * check. OUT_OF_MEMORY. Thread-safety as above. Since 0.1. */
NN_API nn_status nn_options_set_layer_int(nn_options* options, size_t layer, nn_option option,
                                          int64_t value) NN_NOEXCEPT;
NN_API nn_status nn_options_set_layer_real(nn_options* options, size_t layer, nn_option option,
                                           double value) NN_NOEXCEPT;
NN_API nn_status nn_options_get_layer_int(const nn_options* options, size_t layer, nn_option option,
                                          int64_t* value) NN_NOEXCEPT;
NN_API nn_status nn_options_get_layer_real(const nn_options* options, size_t layer,
                                           nn_option option, double* value) NN_NOEXCEPT;

/* An option's name, such as "NN_OPTION_SEED", or NULL for an unknown option: counting up from 1
 * until NULL visits them all. A static string. Safe from any thread. Since 0.1. */
NN_API const char* nn_option_name(nn_option option) NN_NOEXCEPT;
